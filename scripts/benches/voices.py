"""Measure what speaking a routine costs beside its voice alone, and a second time, and whether the clips are equal."""

import hashlib
import json
import os
import pickle
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from voiceguide import pipeline
from voiceguide.speech.clips import texts
from voiceguide.speech.locales import Book
from voiceguide.speech.reading import Reader

from .runs import PYTHON, Taken, medians, run
from .table import Row

ENGINES = ("hibari", "piper", "espeak", "system")
_ROUTINE = "lower-back"
_TIMES = {"hibari": 7, "piper": 3, "espeak": 7, "system": 3}
_GOAL = 1.15
_SAME = ("hibari", "piper", "espeak")
_STARTS = ("hibari", "onnxruntime", "piper", "espeakng_loader", "pyttsx3", "ctypes.dlopen", "subprocess.Popen")
"""What each engine imports or does when it starts."""

_ROUTINE_SPOKEN = """
import pickle, sys
from voiceguide.voices.narrator import Narrator, VoiceRequest
with open(sys.argv[2], "rb") as plan:
    Narrator(VoiceRequest(sys.argv[1])).speak(pickle.load(plan))
"""

_VOICE_ALONE = """
import json, sys
from voiceguide import plugins
from voiceguide.speech.engine import Utterance
engine = plugins.load(plugins.ENGINES, sys.argv[1])()
for text in json.loads(sys.argv[2]):
    engine.speak(Utterance(text))
engine.close()
"""

_WATCHED = """
import json, sys
seen = []
def watch(event, arguments):
    if event == "import":
        seen.append(arguments[0].partition(".")[0])
    elif event == "subprocess.Popen" or (event == "ctypes.dlopen" and arguments[0]):  # ctypes looks into Python itself
        seen.append(event)
sys.addaudithook(watch)
from voiceguide import pipeline
pipeline.build_timeline(pipeline.compile(pipeline.load(sys.argv[2])), sys.argv[1])
print(json.dumps(sorted(set(seen))))
"""


def rows() -> Iterator[Row]:
    """Yield three rows for each voice."""
    for engine in ENGINES:
        yield _cold(engine)
        yield _cached(engine)
        if engine in _SAME:
            yield _same(engine)


def _cold(engine: str) -> Row:
    given = json.dumps(_texts())
    taken = medians(
        _TIMES[engine],
        {
            "routine": lambda: _spoken(engine),
            "alone": lambda: run([PYTHON, "-c", _VOICE_ALONE, engine, given]),
        },
    )
    # Nothing waits here, so processor time is the cost, however busy the machine is.
    ratio = taken["routine"].cpu_seconds / taken["alone"].cpu_seconds
    return Row(
        f"every clip of `{_ROUTINE}` by `{engine}`, nothing in the cache, against that voice alone in a plain loop",
        f"at most {_GOAL} x of processor time",
        f"{taken['routine']} = {ratio:.2f} x",
        f"{taken['alone']}",
        met=ratio <= _GOAL,
    )


def _cached(engine: str) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"XDG_CACHE_HOME": folder}
        cold, warm = started(engine, environment), started(engine, environment)
    return Row(
        f"`{_ROUTINE}` spoken by `{engine}` before: what of it is imported or started",
        "nothing",
        ", ".join(sorted(warm)) or "nothing",
        f"the first time: {', '.join(sorted(cold))}",
        met=bool(cold) and not warm,
    )


def _same(engine: str) -> Row:
    first, second = spoken_twice(engine)
    same = sum(first[name] == second.get(name) for name in first)
    return Row(
        f"`{_ROUTINE}` spoken by `{engine}` twice, by two processes with empty caches",
        "the same bytes",
        f"{same} of {len(first)} clips are the same",
        "",
        met=bool(first) and first == second,
    )


def started(engine: str, environment: dict[str, str], routine: str = _ROUTINE) -> set[str]:
    """Return which parts of an engine a process imports, loads or starts that speaks `routine` with it."""
    command = [PYTHON, "-c", _WATCHED, engine, routine]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    return set(json.loads(output)) & set(_STARTS)


def spoken_twice(engine: str, routine: str = _ROUTINE) -> tuple[dict[str, str], dict[str, str]]:
    """Let two processes speak the clips of `routine`; return for each process a digest by name in the cache."""
    return _digests(engine, routine), _digests(engine, routine)


def _digests(engine: str, routine: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        _spoken(engine, routine, folder)
        clips = [path for path in Path(folder).rglob("*") if path.is_file()]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in clips}


def _spoken(engine: str, routine: str = _ROUTINE, folder: str = "") -> Taken:
    """Speak the plan of `routine` into a cache in `folder`, or into a temporary one."""
    with tempfile.TemporaryDirectory() as name:
        plan = Path(name, "plan")
        plan.write_bytes(pickle.dumps(pipeline.compile(pipeline.load(routine))))
        command = [PYTHON, "-c", _ROUTINE_SPOKEN, engine, str(plan)]
        return run(command, {"XDG_CACHE_HOME": folder or name})


def _texts() -> list[str]:
    """Return the texts that the voice gets for the routine, each once."""
    plan = pipeline.compile(pipeline.load(_ROUTINE))
    read = Reader(plan.metadata.language, dict(plan.pronounce)).read
    return [read(said.text) for said in texts(plan, Book.of(plan))]
