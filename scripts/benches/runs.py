"""Run commands in turn, so that a busy minute affects all of them, and return medians of what they take."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PYTHON = sys.executable
VOICEGUIDE = str(Path(sys.executable).with_name("voiceguide"))
_CHILD = str(Path(__file__).with_name("child.py"))


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took; `started` is the time of its start, on the clock of `time.monotonic`."""

    started: float
    seconds: float
    cpu_seconds: float
    peak_bytes: int

    def __str__(self) -> str:
        if self.seconds < 2:
            return f"{1000 * self.seconds:.0f} ms ({1000 * self.cpu_seconds:.0f} of processor)"
        return f"{self.seconds:.2f} s ({self.cpu_seconds:.2f} of processor)"


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    terminal: bool = False,
    codes: Collection[int] = (0,),
) -> Taken:
    """Run `command` to its end; raise `CalledProcessError` if its exit code isn't one of `codes`.

    `environment` adds variables to this process's own. `terminal` gives it a terminal.
    """
    launcher = [PYTHON, "-I", "-S", _CHILD, *(["--terminal"] if terminal else []), *command]
    done = subprocess.run(launcher, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, check=False)
    if done.returncode not in codes:
        done.check_returncode()
    return Taken(**json.loads(done.stdout))


def voiceguide(*words: str, environment: Mapping[str, str] | None = None) -> Taken:
    """Run the installed voiceguide with `words`."""
    return run([VOICEGUIDE, *words], environment)


def medians(times: int, runs: Mapping[str, Callable[[], Taken]]) -> dict[str, Taken]:
    """Call each of `runs` in turn, `times` times; return the median of every figure of each."""
    taken: dict[str, list[Taken]] = {name: [] for name in runs}
    for _ in range(times):
        for name, once in runs.items():
            taken[name].append(once())
    return {name: _median(every) for name, every in taken.items()}


def _median(taken: Sequence[Taken]) -> Taken:
    return Taken(
        started=taken[0].started,
        seconds=median(one.seconds for one in taken),
        cpu_seconds=median(one.cpu_seconds for one in taken),
        peak_bytes=round(median(one.peak_bytes for one in taken)),
    )
