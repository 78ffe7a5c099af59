"""Count what a recogniser hears wrong in exports of routines, and their words a minute; 1 if a goal is missed."""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.benches.runs import VOICEGUIDE
from scripts.benches.table import Row, as_table
from scripts.listening.pace import SpokenCue, fastest, spoken_cues, words_a_minute
from scripts.listening.words import errors, is_count, is_release, words
from voiceguide import pipeline

ROUTINES = ("lower-back", "lower-back-short", "lower-back-first-time", "hip-stretch", "box-breathing")
VOICES = ("hibari", "piper", "espeak")
_MOST_PERCENT = {"hibari": 1.0, "piper": 3.0, "espeak": 12.0}
"""The promise for each voice in the first routine; there is none for the other routines."""
_EVERY_ONE = ("hibari",)
"""The voices of which the recogniser must hear every count and release."""
_PACE_TOGETHER, _PACE_OF_EACH, _MOST_OF_A_CUE = (130, 155), (120, 170), 210
"""The promise in words a minute: of the routines together, of each, and of a cue of 8 words and more."""
_ROUND_SECONDS = 0.3
"""How much sound around a cue the recogniser gets with it, up to the cues next to it."""
_RECOGNISER = Path(".venv-listen/bin/python")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue as it is written, and as the recogniser heard it; `at` is in seconds."""

    at: float
    said: str
    heard: str

    @property
    def wrong(self) -> int:
        """The number of wrong words."""
        return errors(words(self.said), words(self.heard))


def main() -> int:
    """Export, listen, print, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/listen",
        description="Counts the words that a recogniser hears wrong in exported routines.",
    )
    parser.add_argument("routines", nargs="*", metavar="ROUTINE", default=ROUTINES, help=f"[{' '.join(ROUTINES)}]")
    parser.add_argument("--voice", action="append", metavar="VOICE", help=f"may be given again  [{' '.join(VOICES)}]")
    given = parser.parse_args()
    rows = []
    for voice in given.voice or VOICES:
        rows += pace_rows(voice, {routine: _spoken(routine, voice) for routine in given.routines})
    for routine in given.routines:
        for voice in given.voice or VOICES:
            cues = listened(routine, voice)
            print(f"{routine}, {voice}:", flush=True)
            for line in _misheard(cues):
                print(f"  {line}", flush=True)
            rows.append(_row(routine, voice, cues))
    print(f"\n{as_table(rows)}")
    return 0 if all(row.met for row in rows) else 1


def pace_rows(voice: str, cues_of: Mapping[str, Sequence[SpokenCue]]) -> list[Row]:
    """Return a row for each routine of `cues_of`, spoken by `voice`, and one for all of them if there are several."""
    rows = [_pace_row(f"`{routine}`", voice, cues, _PACE_OF_EACH) for routine, cues in cues_of.items()]
    if len(cues_of) > 1:
        together = [cue for cues in cues_of.values() for cue in cues]
        rows.append(_pace_row(f"{len(cues_of)} routines together", voice, together, _PACE_TOGETHER))
    return rows


def _pace_row(what: str, voice: str, cues: Sequence[SpokenCue], promised: tuple[int, int]) -> Row:
    pace, quick = words_a_minute(cues), fastest(cues)
    least, most = promised
    long = f"; its fastest long cue {quick.words_a_minute:.0f}: {quick.text}" if quick else ""
    return Row(
        f"words a minute of {what}, {voice}",
        f"{least} to {most}; a cue of 8 words and more at most {_MOST_OF_A_CUE}",
        f"{pace:.0f}{long}",
        "",
        met=least <= pace <= most and (quick is None or quick.words_a_minute <= _MOST_OF_A_CUE),
    )


def _spoken(routine: str, voice: str) -> list[SpokenCue]:
    return spoken_cues(pipeline.build_timeline(pipeline.compile(pipeline.load(routine)), voice))


def listened(routine: str, voice: str) -> list[Cue]:
    """Return every cue of `routine`, as the recogniser hears it in the export."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "routine.wav")
        command = [VOICEGUIDE, "export", routine, "--voice", voice, "--captions", "-o", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        captions = list(read_captions(path.with_suffix(".vtt").read_text("utf-8")))
        command = [str(_RECOGNISER), str(Path(__file__).with_name("recogniser.py")), str(path)]
        pieces = json.dumps(list(_pieces(captions)))
        heard = subprocess.run(command, check=True, input=pieces, stdout=subprocess.PIPE, text=True).stdout
    return [Cue(start, said, text) for (start, _, said), text in zip(captions, json.loads(heard), strict=True)]


def read_captions(vtt: str) -> Iterator[tuple[float, float, str]]:
    """Yield the beginning and the end, in seconds, and the words of each caption."""
    for start, end, said in re.findall(r"^([\d:.]+) --> ([\d:.]+)\n(.+)$", vtt, re.MULTILINE):
        yield _seconds(start), _seconds(end), said


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


def _pieces(captions: Sequence[tuple[float, float, str]]) -> Iterator[tuple[float, float]]:
    """Yield the piece of sound for each caption: a little around it, and nothing of the captions next to it."""
    starts = [start for start, _, _ in captions[1:]]
    ends = [end for _, end, _ in captions[:-1]]
    for (start, end, _), before, after in zip(captions, [0.0, *ends], [*starts, float("inf")], strict=True):
        yield max(start - _ROUND_SECONDS, min(before, start)), min(end + _ROUND_SECONDS, max(after, end))


def _misheard(cues: Iterable[Cue]) -> Iterator[str]:
    for cue in cues:
        if cue.wrong:
            yield f"{int(cue.at) // 60}:{int(cue.at) % 60:02} {cue.wrong} wrong: {cue.said}\n       heard: {cue.heard}"


def _row(routine: str, voice: str, cues: Sequence[Cue]) -> Row:
    percent = 100 * sum(cue.wrong for cue in cues) / sum(len(words(cue.said)) for cue in cues)
    counts = [not cue.wrong for cue in cues if is_count(words(cue.said))]
    releases = [not cue.wrong for cue in cues if is_release(words(cue.said))]
    promised = _MOST_PERCENT.get(voice) if routine == ROUTINES[0] else None
    every = promised is not None and voice in _EVERY_ONE
    goal = f"at most {promised:g} %" if promised is not None else ""
    return Row(
        f"words of `{routine}` heard wrong, {voice}",
        f"{goal}; every count and release right" if every else goal,
        f"{percent:.1f} % of {sum(len(words(cue.said)) for cue in cues)}; counts right {sum(counts)} of {len(counts)}, "
        f"releases {sum(releases)} of {len(releases)}",
        "",
        met=(promised is None or percent <= promised) and (not every or all(counts + releases)),
    )


if __name__ == "__main__":
    sys.exit(main())
