"""What a run of the tests itself promises; each of these runs pytest on a file of its own."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
WATCHED = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM]


@pytest.fixture
def run(tmp_path):
    """Run pytest, as set up here, on tests: run(text, *options, ci="", path=PATH); return its exit code and output."""

    def call(text, *options, ci="", path=os.environ["PATH"], **more):
        file = tmp_path / "test_inner.py"
        file.write_text(text)
        # Workers of this run leave variables that make the inner one theirs.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
        environment = inherited | {"PYTHONPATH": f"{TESTS}{os.pathsep}{inherited.get('PYTHONPATH', '')}"}
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-c", TESTS.parent / "pyproject.toml", "-p", "conftest", *options, file],
            env=environment | {"CI": ci, "PATH": path},
            check=False,
            capture_output=True,
            text=True,
            **more,
        )
        assert ended.stderr == ""
        return ended.returncode, ended.stdout

    return call


def test_a_test_that_hangs_fails_alone(run):
    hangs = "import threading\n\ndef test_hangs():\n    threading.Event().wait()\n\ndef test_passes():\n    pass\n"
    code, printed = run(hangs, "--timeout=1")
    assert code == 1
    assert "1 failed, 1 passed" in printed
    assert "threading.Event().wait()" in printed


def test_children_hear_signals_in_a_run_that_was_started_without(run):
    child = f"""
import signal, subprocess, sys

def test_it():
    asked = "import signal; print(*(signal.getsignal(number) is signal.SIG_IGN for number in {[*map(int, WATCHED)]}))"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True) == "False False False False\\n"
    assert all(signal.getsignal(number) is not signal.SIG_IGN for number in {[*map(int, WATCHED)]})
    signal.raise_signal(signal.SIGHUP)  # the run itself stays deaf
"""

    def ignore():
        for number in WATCHED:
            signal.signal(number, signal.SIG_IGN)

    code, printed = run(child, preexec_fn=ignore)
    assert code == 0, printed


@pytest.mark.parametrize("ci", [True, False])
def test_a_missing_program_is_named_with_its_tests_and_fails_in_ci(run, ci):
    needing = """
import needs, pytest

@pytest.mark.needs("ffmpeg", "mediainfo")
def test_needs_two():
    raise AssertionError

def test_finds_out_late():
    needs.need("ffmpeg")

def test_needs_nothing():
    pass
"""
    code, printed = run(needing, path="", ci="true" if ci else "")
    if ci:
        assert code == 1
        assert "1 failed, 1 passed, 1 error" in printed
        assert "Failed: missing: ffmpeg, mediainfo" in printed
    else:
        assert code == 0
        assert re.search("ffmpeg is missing: 2 tests left out. To run: .*ffmpeg", printed)
        assert "mediainfo is missing: 1 test left out. To run: " in printed


def test_another_reason_to_leave_tests_out_is_told(run):
    code, printed = run("import pytest\n\ndef test_it():\n    pytest.skip('only on Mondays')\n")
    assert code == 0
    assert "only on Mondays: 1 test left out." in printed


def test_a_run_prints_its_random_seed(run):
    assert "--randomly-seed=42 " in run("def test_it():\n    pass\n", "-p", "randomly", "--randomly-seed=42")[1]
