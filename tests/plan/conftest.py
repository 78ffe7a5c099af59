"""Fixtures that compile the author's file in a test's docstring."""

import inspect

import pytest

from voiceguide import pipeline
from voiceguide.errors import RoutineError
from voiceguide.plan.model import as_text

HEAD = "routine: 1\ntitle: Test\n"


@pytest.fixture
def compiled(request, tmp_path):
    """Return a function that compiles the test's docstring. Keywords are settings."""

    def plan(*, safety=True, answers=None, **given):
        text = inspect.cleandoc(request.function.__doc__)
        path = tmp_path / "test.yaml"
        path.write_text(text if text.startswith("routine:") else HEAD + text, encoding="utf-8")
        return pipeline.compile(pipeline.load(str(path)), given, safety=safety, answers=answers)

    return plan


@pytest.fixture
def lines(compiled):
    """Return a function that gives the text of the plan as a list of lines."""
    return lambda **options: as_text(compiled(**options)).splitlines()


@pytest.fixture
def problems(compiled):
    """Return a function that gives the problems of the routine that compiling finds."""

    def found(**given):
        with pytest.raises(RoutineError) as caught:
            compiled(**given)
        return [f"{p.where.line}:{p.where.column} {p.code} {p.message}" for p in caught.value.problems]

    return found
