"""The command line, called as a user calls it: in this process, or in one of its own."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from voiceguide.cli.frame import voiceguide


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run `voiceguide WORDS` in this process; the result has exit_code, stdout and stderr."""

    def call(*words: str, **options: object) -> Result:
        return CliRunner().invoke(voiceguide, words, prog_name="voiceguide", **options)

    return call


@pytest.fixture
def start() -> Callable[..., subprocess.Popen]:
    """Start `voiceguide WORDS` in a process of its own, its output in text pipes."""

    def call(*words: str, **options: object) -> subprocess.Popen:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, "-m", "voiceguide", *words], **(pipes | options))

    return call
