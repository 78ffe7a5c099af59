"""The JSON Schema agrees with the reader, as far as a schema can, and is the one that is shipped."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from voiceguide.routine import library
from voiceguide.routine.codes import CODES
from voiceguide.routine.schema import SCHEMA_FILE, schema, written

BUILT_IN = sorted(library.BUILTIN.glob("*.yaml"))
VALIDATOR = Draft202012Validator(schema())


def accepts(text):
    return VALIDATOR.is_valid(YAML(typ="safe", pure=True).load(text))


def test_it_is_a_schema():
    Draft202012Validator.check_schema(schema())


def test_the_shipped_schema_is_the_one_the_models_give():
    assert SCHEMA_FILE.read_text("utf-8") == written()
    assert json.loads(written()) == schema()


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_every_built_in_routine_is_accepted(path):
    assert accepts(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "key", ["title:", "steps:", "- hold:", "rest:", "wait:", "at_most:", "default:", "only:", "say:"]
)
def test_a_misspelt_key_is_refused(key):
    text = Path(library.BUILTIN, "lower-back.yaml").read_text("utf-8")
    assert key in text
    assert not accepts(text.replace(key, f"{key[:-1]}x:", 1))


def whole(lines):
    if lines.startswith("- "):
        lines = "steps:\n" + "".join(f"  {line}\n" for line in lines.splitlines())
    if not lines.startswith("routine:"):
        lines = f"routine: 1\ntitle: Example\n{lines}\n"
    return lines if "steps:\n" in lines else f"{lines}steps:\n  - say: Example.\n"


@pytest.mark.parametrize("code", CODES)
def test_what_is_right_is_accepted(code):
    assert accepts(whole(CODES[code].right))


@pytest.mark.parametrize(
    "code", ["VG101", "VG102", "VG103", "VG104", "VG105", "VG106", "VG107", "VG108", "VG109", "VG115", "VG120", "VG121"]
)
def test_what_an_editor_can_know_to_be_wrong_is_refused(code):
    assert not accepts(whole(CODES[code].wrong))


@pytest.mark.parametrize("duration", ["8 s", "1.5 s", "500ms", "1 min 30 s", "1:30", "2 h 3 min 4 s 5 ms", "<hold>"])
def test_every_form_of_a_duration_is_accepted(duration):
    assert accepts(whole(f"- hold: {duration}"))


@pytest.mark.parametrize("duration", ["8", "1,5 s", "30 seconds", "1:90", "s", "''", "1.5 min 30 s"])
def test_what_is_no_duration_is_refused(duration):
    assert not accepts(whole(f"- hold: {duration}"))
