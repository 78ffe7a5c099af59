"""Fixtures that read the author's file in a test's docstring."""

import ast
import contextlib
import inspect
import textwrap

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.library import load


def as_written(problem):
    """Return a problem in the format of the tests: line:column, code, message."""
    kind = "warning: " if problem.severity == "warning" else ""
    return f"{problem.where.line}:{problem.where.column} {problem.code} {kind}{problem.message}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the author's file, which is the current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def routine(request, folder):
    """Return a function that loads the author's file, which has no errors."""

    def reading():
        # From the source, since Python 3.13 and later keep no tabs in a docstring.
        (test,) = ast.parse(inspect.getsource(request.function)).body
        text = textwrap.dedent(ast.get_docstring(test, clean=False)).strip("\n") + "\n"
        (folder / "back.yaml").write_text(text, encoding="utf-8")
        return load("back.yaml")

    return reading


@pytest.fixture
def problems(routine):
    """Return a function that gives all problems of the author's file."""

    def found():
        try:
            return [as_written(problem) for problem in routine().warnings]
        except RoutineError as error:
            return [as_written(problem) for problem in error.problems]

    return found


@pytest.fixture
def corrected(problems, folder):
    """Return a function that replaces lines of the author's file by number and loads the result."""

    def following(lines):
        with contextlib.suppress(RoutineError):
            problems()
        path = folder / "back.yaml"
        written = path.read_text(encoding="utf-8").split("\n")
        for number, line in lines.items():
            written[number - 1] = line
        path.write_text("\n".join(written), encoding="utf-8")
        return load("back.yaml")

    return following


@pytest.fixture
def beside(folder):
    """Return a function that writes a file next to the author's."""

    def put(name, text="routine: 1\ntitle: Another\nsteps:\n  - say: Another.\n"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put
