"""Fixtures that call the command line as a user does, in this process or in another."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from voiceguide.cli.frame import voiceguide


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """Give each test its own folders and current directory."""
    for kind in ("CACHE", "DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    monkeypatch.delenv("NO_COLOR", raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return tmp_path


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run `voiceguide WORDS` in this process. The result has exit_code, stdout and stderr."""

    def call(*words: str, **options: object) -> Result:
        return CliRunner().invoke(voiceguide, words, prog_name="voiceguide", **options)

    return call


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen]]:
    """Start `voiceguide WORDS` as a process with text pipes. It ends with its test at the latest."""
    with contextlib.ExitStack() as started:

        def call(*words: str, **options: object) -> subprocess.Popen:
            pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
            program = subprocess.Popen([sys.executable, "-m", "voiceguide", *words], **(pipes | options))
            started.enter_context(program)
            started.callback(program.kill)
            return program

        yield call
