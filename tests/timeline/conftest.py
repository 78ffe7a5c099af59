"""Fixtures that lay out the author's file in a test's docstring."""

import inspect

import pytest
from plans import Laid, TenthsALetter

from voiceguide import pipeline
from voiceguide.timeline.layout import lay_out


@pytest.fixture
def heard(request, tmp_path):
    """Return a function that lays out the docstring's routine, where each letter sounds for a tenth of a second.

    `steps` stand in place of the docstring; other keywords are settings. The last plan and its clips are its `plan` and
    `clips`.
    """

    def laid(*, steps="", clips=None, answers=None, **given):
        text = steps or inspect.cleandoc(request.function.__doc__)
        path = tmp_path / "test.yaml"
        path.write_text(f"routine: 1\ntitle: Test\n{text}", "utf-8")
        laid.clips = clips or TenthsALetter()
        laid.plan = pipeline.compile(pipeline.load(str(path)), given, answers=answers)
        return Laid(lay_out(laid.plan, laid.clips, wake_up=False))

    return laid


@pytest.fixture
def codes():
    """Return a function that gives the codes of a timeline's notes."""
    return lambda laid: [note.code for note in laid.timeline.notes]
