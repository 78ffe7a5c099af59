"""Each code is explained by an example that has only this problem, and by the corrected example, which has none."""

import re
import wave
from dataclasses import replace
from pathlib import Path

import pytest

import voiceguide
from voiceguide import pipeline
from voiceguide.errors import RoutineError
from voiceguide.routine.codes import CODES, explained, page
from voiceguide.speech.clips import estimate
from voiceguide.timeline.layout import lay_out


def codes_of(lines, beside):
    with wave.open(str(beside("bell.wav")), "wb") as bell:
        bell.setparams((1, 2, 24_000, 0, "NONE", ""))
        bell.writeframes(bytes(4_800))
    if lines.startswith("- "):
        lines = "steps:\n" + "".join(f"  {line}\n" for line in lines.splitlines())
    if re.match("steps:|settings:|safety:|language:|phrases:|voice:", lines):
        lines = f"routine: 1\ntitle: Example\n{lines}\n"
        lines += "" if "steps:" in lines else "steps:\n  - say: Example.\n"
    beside("example.yaml", lines)
    try:
        routine = pipeline.load("example.yaml")
        plan = pipeline.compile(routine)
        # As if a voice had spoken: some problems depend on real lengths.
        timeline = lay_out(plan, replace(estimate(plan), estimated=False))
    except RoutineError as error:
        return {problem.code for problem in error.problems}
    return {problem.code for problem in (*routine.warnings, *timeline.notes)}


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_has_this_problem_and_no_other(code, beside):
    assert codes_of(CODES[code].wrong, beside) == {code}


@pytest.mark.parametrize("code", CODES)
def test_the_right_example_has_no_error(code, beside):
    assert codes_of(CODES[code].right, beside) <= {"VG113"}


def test_every_code_that_is_reported_is_explained():
    sources = Path(voiceguide.__file__).parent.rglob("*.py")
    used = {
        code
        for path in sources
        if path.name != "codes.py"
        for code in re.findall(r'"(VG\d+)"', path.read_text("utf-8"))
    }
    assert used == set(CODES)


def test_an_explanation_is_plain_text_with_both_examples():
    assert explained("VG104").splitlines()[0] == "VG104: This isn't a duration"
    assert "    - hold: 8\n\nbut\n\n    - hold: 8 s" in explained("VG104")


def test_the_page_has_a_heading_for_each_code_and_no_endless_example():
    assert re.findall(r"^## (VG\d+)$", page(), re.MULTILINE) == list(CODES)
    assert max(len(line) for line in page().splitlines()) < 500
    assert len(page().splitlines()) < 20 * len(CODES)
