"""The JSON Schema of routine files, made from the models: with it an editor completes keys and marks mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voiceguide.routine.fields import keys
from voiceguide.routine.model import MODELS, VERBS, Routine

SCHEMA_FILE = Path(__file__).with_name("routine.schema.json")
"""The schema as it is shipped; files that `voiceguide new` writes name it."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a routine file."""
    verbs = [{"$ref": f"#/$defs/{verb.step.__name__}"} for verb in VERBS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A voiceguide routine",
        **_table(Routine),
        "$defs": {"Step": {"anyOf": verbs}, **{model.__name__: _table(model) for model in MODELS}},
    }


def written() -> str:
    """Return the schema as its file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _table(model: type) -> dict[str, Any]:
    """Return the schema of one model: its keys in the order of the class, its docstring as description."""
    return {
        "description": (model.__doc__ or "").partition("\n\n")[0],
        "type": "object",
        "properties": {key: dict(spec.schema) for key, spec in keys(model).items()},
        "required": [key for key, spec in keys(model).items() if spec.needed],
        "additionalProperties": False,
    }
