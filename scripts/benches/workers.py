"""Kill speaking processes at random moments; check that every clip is spoken, and that no partial file is left."""

import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from voiceguide.speech.cache import Cache

from .runs import PYTHON, VOICEGUIDE
from .table import Row

_EXPORTS = 10
_AN_EXPORT = 5
"""At how many moments a process is killed."""
_TWICE = 10
"""In so many more exports the worker that replaces the killed one is killed, too; a clip never gets a third one."""
_SOONER = 0.8
_CUES = 40
_CLIPS = 1_000
_NEIGHBOURS = 10
_LONGEST_SECONDS = 30.0
_MOST_LEAKED = 10_000_000
_HARD_LIMIT_SECONDS = 300

_STEPS = "\n".join(f"  - say: Step {number}.\n    then: 50 ms" for number in range(1, _CUES + 1))


@dataclass(frozen=True, slots=True)
class Struck:
    """How an `export` ended whose speaking process was killed `kills` times.

    `stuck_seconds` is the longest time from one clip to the next, or to its end. `output` is what it printed, `written`
    whether the file is there, `clips` how many frames each clip in the cache has, `halves` the partial files there or
    beside the file, `left` what is in the folder for temporary files.
    """

    kills: int
    returncode: int
    stuck_seconds: float
    output: str
    written: bool
    clips: Mapping[str, int]
    halves: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether it completed, or ended with one clear line and its hint; without a long wait and leftovers."""
        completed = self.returncode == 0 and self.written
        clear = self.returncode == 1 and not self.written and _is_clear(self.output)
        soon = self.stuck_seconds < _LONGEST_SECONDS
        return (completed or clear) and soon and not self.halves and not self.left


def rows() -> Iterator[Row]:
    """Yield a row for kills, one for neighbours, and one for a thousand clips."""
    yield _kills(list(struck(_EXPORTS, 1, _AN_EXPORT, seed=1)), "")
    yield _kills(list(struck(_TWICE, 2, seed=2)), ", and of the one that takes its place")
    yield _beside(list(neighbours(_NEIGHBOURS, seed=3)))
    yield _many(spoken(_CLIPS))


def _kills(every: list[Struck], what: str) -> Row:
    completed = sum(each.returncode == 0 for each in every)
    return Row(
        f"kill -9 of the process that speaks{what}, {sum(each.kills for each in every)} kills at random moments of "
        f"{len(every)} exports of {_CUES} cues by the `system` voice",
        f"completes, or ends in one clear line; never waits over {_LONGEST_SECONDS:.0f} s; no partial file is left",
        f"{completed} completed, {sum(each.right and each.returncode == 1 for each in every)} ended in a clear line; "
        f"at most {max(each.stuck_seconds for each in every):.1f} s from clip to clip; "
        f"{sum(len(each.halves) + len(each.left) for each in every)} things left",
        "",
        met=all(each.right for each in every),
    )


def _beside(lost: list[int]) -> Row:
    return Row(
        f"kill -9 of the process that speaks beside a session, at {len(lost)} random moments",
        "the session gets every clip all the same",
        f"{sum(lost)} clips lost",
        "",
        met=not any(lost),
    )


def _many(found: Mapping[str, int]) -> Row:
    return Row(
        f"{found['clips']} clips by the `system` voice in one process",
        "no clip lost, memory at most 10 MB up, no folder left",
        f"{found['lost']} lost, {found['grown'] / 1e6:+.1f} MB since the first {found['first']}, {found['left']} left",
        "",
        met=not found["lost"] and not found["left"] and found["grown"] <= _MOST_LEAKED,
    )


def struck(times: int, kills: int, moments: int = 1, *, seed: int, cues: int = _CUES) -> Iterator[Struck]:
    """Export a routine so many times with the system's voice; kill its worker at `moments` that `seed` decides.

    Each time `kills - 1` of its successors are killed, too. Raise `AssertionError` if an export without kills fails.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        routine = folder / "steps.yaml"
        steps = "\n".join(_STEPS.splitlines()[: 2 * cues])
        routine.write_text(f"routine: 1\ntitle: Short steps\nsteps:\n{steps}\n")
        begun = time.monotonic()
        whole = _exported(folder / "whole", routine, lambda _: 0)
        lasts = time.monotonic() - begun
        assert whole.right, f"nobody killed it: {whole}"
        assert len(whole.clips) == cues, f"nobody killed it: {whole}"
        for number in range(times):
            # One in each part of the export, or many would hit the same text twice; none after the end.
            at = [_SOONER * lasts * (piece + chance.random()) / moments for piece in range(moments)]

            def kill(process: "subprocess.Popen[str]", at: Sequence[float] = at) -> int:
                return sum(_kill_children(process, kills, until - since) for since, until in pairwise([0, *at]))

            yield _exported(folder / str(number), routine, kill, whole.clips)


def _exported(
    folder: Path,
    routine: Path,
    kill: Callable[["subprocess.Popen[str]"], int],
    whole: Mapping[str, int] | None = None,
) -> Struck:
    """Export `routine` with a cache of its own while `kill` works on it; `whole` has each complete clip's frames."""
    temporary, cache = folder / "temporary", folder / "cache"
    temporary.mkdir(parents=True)
    environment = _apart(temporary) | {"XDG_CACHE_HOME": str(cache)}
    written = folder / "steps.wav"
    command = [VOICEGUIDE, "export", str(routine), "--voice", "system", "-o", str(written)]
    begun = time.time()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as it:
        kills = kill(it)
        try:
            _, output = it.communicate(timeout=_HARD_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            it.kill()
            _, output = it.communicate()
    made = sorted(path.stat().st_mtime for path in cache.rglob("*.clip"))
    clips = _clips(cache)
    halves = [name for name, frames in clips.items() if not frames or (whole and frames != whole.get(name))]
    return Struck(
        kills=kills,
        returncode=it.returncode,
        stuck_seconds=max(later - earlier for earlier, later in pairwise([begun, *made, time.time()])),
        output=output,
        written=written.exists(),
        clips=clips,
        halves=(*halves, *(path.name for path in folder.glob(".*"))),
        left=tuple(path.name for path in temporary.iterdir()),
    )


def _apart(temporary: Path) -> dict[str, str]:
    """Return this environment with `temporary` for temporary files, except for those of PulseAudio's library."""
    return os.environ | {"TMPDIR": str(temporary), "PULSE_RUNTIME_PATH": f"{temporary}-pulse"}


def _kill_children(process: "subprocess.Popen[str]", kills: int, after: float) -> int:
    """After so many seconds kill the child of `process`, and the next `kills - 1`; return how many were killed."""
    with suppress(subprocess.TimeoutExpired):  # it may have ended by then
        process.wait(after)
    killed: set[int] = set()
    while len(killed) < kills and process.poll() is None:
        for child in children(process.pid) - killed:
            os.kill(child, signal.SIGKILL)
            killed.add(child)
        time.sleep(0.0005)
    return len(killed)


def children(pid: int) -> set[int]:
    """Return the processes that any thread of `pid` has started and that still run."""
    found: set[int] = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found |= {int(child) for child in listed.read_text().split()}
        except OSError:  # the thread has ended
            continue
    return found


def _clips(cache: Path) -> dict[str, int]:
    """Return the length of every file in a cache as a reader finds it: 0 for a partial file, or for no clip."""
    files = [path for path in cache.rglob("*") if path.is_file()]
    return {path.name: len(Cache(path.parent).get(path.stem) or ()) for path in files}


def _is_clear(output: str) -> bool:
    lines = [line for line in output.splitlines() if line.strip()]
    return len(lines) in (1, 2) and "crashed at" in lines[0] and "Traceback" not in output


_SESSION = """
import os, sys
import numpy as np
from voiceguide import pipeline
from voiceguide.voices.narrator import Narrator, VoiceRequest
plan = pipeline.compile(pipeline.load("lower-back"))
print("begun", flush=True)
beside = Narrator(VoiceRequest("hibari")).speak_in_process(plan, (), None).made
os.environ["XDG_CACHE_HOME"] = sys.argv[1]
here = Narrator(VoiceRequest("hibari")).speak(plan).made
print(sum(said not in beside or not np.array_equal(beside[said].samples, here[said].samples) for said in here))
"""


def neighbours(times: int, *, seed: int, latest_seconds: float = 4.0) -> Iterator[int]:
    """Kill the process that speaks beside a session so many times; yield how many clips each session lacks.

    A clip counts as lacking if it differs from the one that is spoken without a kill.
    """
    moments = random.Random(seed)
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"XDG_CACHE_HOME": f"{folder}/beside"}
            command = [PYTHON, "-c", _SESSION, f"{folder}/here"]
            with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as session:
                assert session.stdout
                session.stdout.readline()
                hurry = threading.Timer(_HARD_LIMIT_SECONDS, session.kill)
                hurry.start()
                _kill_children(session, 1, moments.uniform(0, latest_seconds))
                lacking = session.stdout.read()
                hurry.cancel()
            yield int(lacking or 1)


_SPEAKER = """
import json, os, sys, tempfile
from pathlib import Path
from voiceguide.engines.system import System
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance

def held():
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return 1024 * sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_"))

clips, first = int(sys.argv[1]), int(sys.argv[2])
engine, lengths, lost, begun = System(), {}, 0, 0
for number in range(clips):
    text = f"Round {number % 20 + 1}."
    try:
        clip = engine.speak(Utterance(text))
    except EngineError:
        lost += 1
        continue
    lost += len(clip) != lengths.setdefault(text, len(clip))
    if number + 1 == first:
        begun = held()
left = len(os.listdir(tempfile.gettempdir()))
print(json.dumps({"clips": clips, "lost": lost, "grown": held() - begun, "first": first, "left": left}))
"""


def spoken(clips: int) -> Mapping[str, int]:
    """Speak so many clips with the system's voice in a process of its own.

    Return how many were `lost`, by how many bytes it has `grown` since the `first` tenth, and which folders are `left`.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "temporary")
        folder.mkdir()
        command = [PYTHON, "-c", _SPEAKER, str(clips), str(max(clips // 10, 1))]
        output = subprocess.run(command, env=_apart(folder), check=True, stdout=subprocess.PIPE)
    return dict(json.loads(output.stdout))
