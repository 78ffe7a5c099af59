"""Read routines that were valid before speech became slower, and compare what is spoken with what was spoken then."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import voiceguide
from scripts.benches.table import Row
from voiceguide.errors import VoiceguideError
from voiceguide.routine.library import Resolver
from voiceguide.routine.read import read

_FILE = Path(__file__).parents[2] / "tests" / "bench" / "corpus.json"
"""339 routines: authors' files of tests and docs, and holds, rests and paces whose words just fit at the old tempo."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A routine file, the engine that spoke it, and what it spoke then.

    The program's own phrases are left out, and reminders that began in the last 8 s of a wait: these end now.
    """

    voice: str
    routine: str
    spoken: tuple[str, ...]


def corpus() -> list[Kept]:
    """Return every routine of the corpus."""
    entries = json.loads(_FILE.read_text("utf-8"))
    return [Kept(entry["voice"], entry["routine"], tuple(entry["spoken"])) for entry in entries]


def lost(kept: Kept) -> str:
    """Return what is wrong with `kept` now: an error, or the words that are spoken no longer; '' if all is well."""
    try:
        plan = voiceguide.compile(read(kept.routine, "corpus.yaml", Resolver(Path())))
        timeline = voiceguide.build_timeline(plan, kept.voice)
    except VoiceguideError as error:
        return f"{error}\n{kept.routine}"
    spoken = Counter(mark.label for mark in timeline.marks if mark.kind == "caption")
    missing = Counter(kept.spoken) - spoken
    return f"no longer spoken: {', '.join(missing.elements())}\n{kept.routine}" if missing else ""


def rows(chosen: Iterable[Kept] | None = None) -> list[Row]:
    """Speak every routine of the corpus, or those `chosen`."""
    found = [lost(kept) for kept in chosen or corpus()]
    faults = [fault for fault in found if fault]
    print("\n\n".join(faults))
    goal = f"0 of {len(found)}"
    return [Row("routines of before with an error, or with words lost", goal, str(len(faults)), "", not faults)]
