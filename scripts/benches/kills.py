"""Kill sessions at random moments; check that `resume` knows where each was, and that the history is whole."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import voiceguide
from scripts.benches.runs import VOICEGUIDE
from scripts.benches.table import Row

_TIMES = 100
_STEPS = 40
_LATEST_SECONDS = 4.0
_WHILE_STARTING = 0.1
"""The share of sessions that are killed while they start."""
_GRAIN_SECONDS = 0.15
"""The seconds that may pass between a step's beginning, its line on the screen, and its entry on the disk."""

_ROUTINE = f"""\
routine: 1
title: Short steps
steps:
  - repeat: {_STEPS}
    steps:
      - say: Step <round>.
        then: 50 ms
      - hold: 1 s
        count: none
"""


@dataclass(frozen=True, slots=True)
class Kill:
    """The step that a session showed last before it was killed, and the step that the journal has.

    `since` is how many seconds before the kill the session showed the step, `length` how many seconds the step takes.
    Steps count from 0; None is none.
    """

    shown: int | None
    kept: int | None
    since: float
    length: float
    history: str

    @property
    def exact(self) -> bool:
        """Whether the journal has the step shown. While only silence was played, it has the first step."""
        return self.kept == self.shown or (self.shown is None and self.kept == 0)

    @property
    def right(self) -> bool:
        """Whether it has that step, or the kill came between this step and the next."""
        if self.exact or self.shown is None:
            return self.exact
        if self.kept == self.shown + 1:
            return self.length - self.since < _GRAIN_SECONDS
        return self.since < _GRAIN_SECONDS and self.kept == (self.shown - 1 if self.shown else None)


def rows() -> Iterator[Row]:
    """Yield one row."""
    kills = list(killed(_TIMES, seed=1))
    exact, right = sum(kill.exact for kill in kills), sum(kill.right for kill in kills)
    whole = sum(kill.history == "ok" for kill in kills)
    yield Row(
        f"kill -9 at {_TIMES} random moments of real sessions, then `resume --json`; the history after each",
        "the right step each time; the history never corrupt",
        f"{right} right, {exact} of them to the step shown last, the others within "
        f"{_GRAIN_SECONDS * 1000:.0f} ms of a step's beginning; {whole} whole",
        "",
        met=right == whole == len(kills),
    )


def killed(times: int, *, seed: int) -> Iterator[Kill]:
    """Kill so many sessions, one after the other, at moments that `seed` decides."""
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        routine = folder / "steps.yaml"
        routine.write_text(_ROUTINE)
        home = os.environ | {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("DATA", "STATE", "CACHE")}
        timeline = voiceguide.build_timeline(voiceguide.compile(voiceguide.load(str(routine))), "tone")
        lengths = [float(timeline.rate.seconds(mark.end - mark.start)) for mark in timeline.steps]
        for _ in range(times):
            subprocess.run([VOICEGUIDE, "resume", "--forget"], env=home, check=True, stdout=subprocess.DEVNULL)
            starting = moments.random() < _WHILE_STARTING
            yield _killed(routine, home, lengths, moments.uniform(0, _LATEST_SECONDS), starting=starting)


def _killed(routine: Path, home: Mapping[str, str], lengths: list[float], after: float, *, starting: bool) -> Kill:
    """Kill a session so many seconds after it showed its first step, or, if `starting`, after its program began."""
    command = [VOICEGUIDE, "play", str(routine), "--voice", "tone", "--lines"]
    lines: list[tuple[float, str]] = []
    with subprocess.Popen(command, env={**home, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True) as session:
        reader = threading.Thread(target=_read, args=(session.stdout, lines))
        reader.start()
        while not starting and session.poll() is None and not list(_steps(lines)):
            time.sleep(0.005)
        time.sleep(after)
        ended = session.poll()
        session.send_signal(signal.SIGKILL)
        struck = time.monotonic()
        reader.join()
    resumed = subprocess.run([VOICEGUIDE, "resume", "--json"], env=home, check=True, stdout=subprocess.PIPE)
    kept = json.loads(resumed.stdout)["session"]
    shown, since = next(((step, struck - at) for at, step in reversed(list(_steps(lines)))), (None, 0.0))
    return Kill(
        shown=shown,
        kept=kept["step"]["ordinal"] if kept else None,
        since=since,
        length=lengths[shown or 0],
        history=_looked_at(home) if ended is None else f"nothing was killed: it ended by itself with {ended}",
    )


def _read(shown: IO[str], lines: list[tuple[float, str]]) -> None:
    for line in shown:
        lines.append((time.monotonic(), line))  # noqa: PERF401 - one at a time, as they come


def _steps(lines: list[tuple[float, str]]) -> Iterator[tuple[float, int]]:
    """Yield each step that the session shows, and when."""
    for at, line in lines:
        if found := re.match(r"\s*Step (\d+)\.", line):
            yield at, 2 * int(found[1]) - 2
        elif held := re.match(r"\W*Hold 1 s, round (\d+) of", line):
            yield at, 2 * int(held[1]) - 1


def _looked_at(home: Mapping[str, str]) -> str:
    """Return 'ok' if the history is whole and none was set aside, or what is wrong."""
    folder = Path(home["XDG_DATA_HOME"], "voiceguide")
    if aside := list(folder.glob("history-*")):
        return f"set aside: {aside}"
    if not (file := folder / "history.db").exists():
        return "ok"
    database = sqlite3.connect(file)
    try:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        database.close()
