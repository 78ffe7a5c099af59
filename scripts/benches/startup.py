"""Measure how long the program takes to start: `--help`, and a session's first block."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scripts.benches.runs import PYTHON, VOICEGUIDE, Taken, medians, run
from scripts.benches.table import Row

_TIMES = 15
_HOOK = str(Path(__file__).with_name("first_block"))


def rows() -> Iterator[Row]:
    """Yield a row for each of the two."""
    yield _help()
    yield _first_block()


def _help() -> Row:
    taken = medians(
        _TIMES,
        {"help": lambda: run([VOICEGUIDE, "--help"]), "click": lambda: run([PYTHON, "-c", "import click"])},
    )
    ratio = taken["help"].seconds / taken["click"].seconds
    numpy = "numpy" in _imported_by_help()
    return Row(
        '`voiceguide --help` against `python -c "import click"`',
        "at most 1.25 x; no numpy imported",
        f"{taken['help']} = {ratio:.2f} x; {'numpy imported' if numpy else 'no numpy'}",
        f"{taken['click']}",
        met=ratio <= 1.25 and not numpy,
    )


def _imported_by_help() -> set[str]:
    command = [PYTHON, "-X", "importtime", VOICEGUIDE, "--help"]
    output = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True).stderr
    return {line.rpartition("|")[2].strip() for line in output.splitlines()}


def _first_block() -> Row:
    _play()  # fills the cache
    taken = medians(
        _TIMES,
        {"play": _play, "import": lambda: run([PYTHON, "-c", "import numpy, sounddevice"])},
    )
    ratio = taken["play"].seconds / taken["import"].seconds
    return Row(
        'from exec to the first block handed to the device, cached, against `python -c "import numpy, sounddevice"`',
        "at most 1.95 x",
        f"{taken['play']} = {ratio:.2f} x",
        f"{taken['import']}",
        met=ratio <= 1.95,
    )


def _play() -> Taken:
    """Play lower-back in a terminal up to its first block; return what it took."""
    with tempfile.NamedTemporaryFile("r") as reached:
        path = os.pathsep.join(filter(None, (_HOOK, os.environ.get("PYTHONPATH"))))
        environment = {"PYTHONPATH": path, "VOICEGUIDE_FIRST_BLOCK": reached.name}
        whole = run([VOICEGUIDE, "play", "lower-back"], environment, terminal=True)
        at, cpu_seconds = map(float, reached.read().split())
    return replace(whole, seconds=at - whole.started, cpu_seconds=cpu_seconds)
