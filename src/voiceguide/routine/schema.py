"""The models -> the JSON Schema of routine files, by which an editor completes keys and marks slips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voiceguide.routine.fields import keys
from voiceguide.routine.model import VERBS, Music, Remind, Routine, Setting

SCHEMA_FILE = Path(__file__).with_name("routine.schema.json")
"""The schema as it is shipped; files that `voiceguide new` writes name it."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a routine file."""
    models = (Setting, Music, Remind, *(verb.step for verb in VERBS.values()))
    verbs = [{"$ref": f"#/$defs/{verb.step.__name__}"} for verb in VERBS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A voiceguide routine",
        **_table(Routine),
        "$defs": {"Step": {"anyOf": verbs}, **{model.__name__: _table(model) for model in models}},
    }


def written() -> str:
    """Return the schema as its file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _table(model: type) -> dict[str, Any]:
    """Return the schema of one model: its keys in the order of the class, its docstring as description."""
    found = keys(model)
    doc = (model.__doc__ or "").partition("\n\n")[0]
    return {
        "description": doc,
        "type": "object",
        "properties": {key: dict(reads.schema) for key, (reads, _) in found.items()},
        "required": [key for key, (_, needed) in found.items() if needed],
        "additionalProperties": False,
    }
