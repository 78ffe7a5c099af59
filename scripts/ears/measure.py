"""The voices kept out of training and a head -> the ears' figures, as a table and as JSON, beside their goals."""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from scripts.ears import hearing, texts
from scripts.ears.clips import clips_of, speak
from scripts.ears.examples import murmur
from scripts.ears.hearing import Said
from scripts.ears.hour import hour
from scripts.ears.voices import Voice, voices
from scripts.ears.work import add_work
from voiceguide.controls.ears.enrolment import Recording, retrain
from voiceguide.controls.ears.head import Head, load, shipped
from voiceguide.controls.ears.recogniser import Features, Recogniser
from voiceguide.controls.ears.words import WORDS, best_words, command_of

_SNR_DB = {"clean": None, "20 dB": 20.0, "10 dB": 10.0}
_UNDERSTOOD, _LEARNED = slice(2), slice(2, 5)  # which of a voice's five takes of a word are for what
_BEST = {word.text for word in best_words()}


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, in `unit`, and the goal, which it must reach or, where `most`, not pass."""

    what: str
    figure: float
    unit: str
    goal: float
    most: bool = False

    @property
    def met(self) -> bool:
        """Is the goal reached?"""
        return self.figure <= self.goal if self.most else self.figure >= self.goal


def main() -> int:
    """Speak, listen, and print; the exit code is 1 when a goal isn't reached."""
    parser = argparse.ArgumentParser(
        prog="scripts/measure-ears", description="Measures the ears on voices that they were never trained on."
    )
    add_work(parser)
    parser.add_argument("--head", type=Path, help="the head to measure; what voiceguide comes with if left out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    given = parser.parse_args()
    head = load(given.head) if given.head else shipped()
    speak("test", given.work)
    babble = murmur("test", given.work)
    with ProcessPoolExecutor(2) as pool:
        heard = pool.map(partial(_voice, head, babble, given.work), voices("test"))
        by_voice = dict(zip(voices("test"), heard, strict=True))
        alarms = list(pool.map(partial(_alarms, head, babble, given.work), ("talk", "programme", "noise", "beeps")))
    rows = [*_rows(by_voice), *_alarm_rows(alarms), *_cost(given.head)]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n{_table(rows)}\n")
    print(_by_voice(by_voice))
    print(_by_word(by_voice))
    if given.json:
        listed = [{"what": row.what, "figure": row.figure, "unit": row.unit, "goal": row.goal} for row in rows]
        given.json.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.met for row in rows) else 1


Heard = dict[str, list[Said]]
"""What a voice said under each heading, and what was understood."""


ByVoice = dict[Voice, tuple[Heard, Head]]
"""For each voice what it said, and the head that was taught it."""


def _voice(head: Head, babble: list[np.ndarray], work: Path, voice: Voice) -> tuple[Heard, Head]:
    """Return what `head` makes of `voice`, before and after it is taught as many takes as `voiceguide enrol` takes."""
    chance = np.random.default_rng(2)
    asked = [clip for clip in hearing.recordings(voice, work, _LEARNED) if clip.text in _BEST]
    learned = [Recording(clip.text, _recorded(clip, chance)) for clip in asked]
    taught = retrain(head, learned, Features())
    heard: Heard = {}
    for teacher, ears in (("", head), ("enrolled, ", taught)):
        for name, snr_db in _SNR_DB.items():
            said = hearing.recordings(voice, work, _UNDERSTOOD)
            made = hearing.scenes(said, snr_db, babble, np.random.default_rng(3))
            heard[teacher + name] = [one for scene in made for one in hearing.understood(ears, scene)]
        for name, listed in (("others", texts.other("test")), ("alike", texts.alike("test"))):
            said = [clip for clip in clips_of(voice, work) if clip.text in listed]
            made = hearing.scenes(said, None, babble, np.random.default_rng(4))
            heard[teacher + name] = [one for scene in made for one in hearing.understood(ears, scene)]
    return heard, taught


def _recorded(clip: hearing.Clip, chance: np.random.Generator) -> np.ndarray:
    """Return `clip` as `voiceguide enrol` records it: a fifth of a second around it, in a quiet room."""
    (made,) = hearing.scenes([clip], None, [], chance)
    _, start, end = made.placed[0]
    return made.samples[start - 3_200 : end + 3_200]


def _alarms(head: Head, babble: list[np.ndarray], work: Path, kind: str) -> tuple[str, float, list[str]]:
    """Return `kind`, how many hours of it were heard, and which words were understood in it."""
    sound = hour(kind, babble, work)
    ears = Recogniser(head)
    heard = [word for at in range(0, len(sound), 1_600) for word in ears.push(sound[at : at + 1_600])]
    return kind, len(sound) / 16_000 / 3_600, [word.word for word in heard]


def _rows(by_voice: ByVoice) -> list[Row]:
    goals = {"clean": 95, "20 dB": 90, "10 dB": 75, "enrolled, clean": 99, "enrolled, 20 dB": 95, "enrolled, 10 dB": 85}
    wrong = ("others", "alike", "enrolled, others", "enrolled, alike")
    told = {
        voice: ({name: [one for one in said if one.text in _BEST] for name, said in heard.items()}, head)
        for voice, (heard, head) in by_voice.items()
    }
    rows = [Row(f"commands, best words, {name}", _over(told, name, _hits), "%", goals[name]) for name in goals]
    rows += [
        Row(f"commands, in all their words, {name}", _over(by_voice, name, _hits), "%", goals[name]) for name in goals
    ]
    rows += [Row(f"accepted, {name}", _over(by_voice, name, _taken), "%", 5, most=True) for name in wrong]
    late = [one.late for heard, _ in by_voice.values() for one in heard["clean"] if one.command]
    return [*rows, Row("a word's end to its decision, 95 of 100", float(np.percentile(late, 95)), "s", 0.6, most=True)]


def _alarm_rows(alarms: list[tuple[str, float, list[str]]]) -> list[Row]:
    for kind, hours, words in alarms:
        print(f"{kind}: {len(words)} in {60 * hours:.0f} min {' '.join(words)}", file=sys.stderr)
    total = sum(hours for _, hours, _ in alarms)
    return [Row("false alarms", sum(len(words) for *_, words in alarms) / total, "an hour", 1, most=True)]


def _cost(head: Path | None) -> list[Row]:
    """Measure in a process of its own what listening costs: a minute of sound, with a word every 5 s."""
    told = subprocess.run(
        [sys.executable, "-m", "scripts.ears.cost", *([str(head)] if head else [])],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    share, megabytes = json.loads(told)
    return [
        Row("share of one core", share, "%", 3, most=True),
        Row("memory beside a session's", megabytes, "MB", 120, most=True),
    ]


def _hits(said: Iterable[Said], threshold: float) -> float:
    """Return the percent of `said` that were understood, rightly."""
    return _percent(one.command is command_of(one.text) and one.confidence >= threshold for one in said)


def _taken(said: Iterable[Said], threshold: float) -> float:
    """Return the percent of `said`, none of which asks for anything, that were taken for a word."""
    return _percent(one.command is not None and one.confidence >= threshold for one in said)


def _over(by_voice: ByVoice, name: str, figure: Callable[[list[Said], float], float]) -> float:
    """Return the mean over voices of the `figure` under the heading `name`: each voice counts alike."""
    return float(np.mean([figure(heard[name], head.threshold) for heard, head in by_voice.values()]))


def _percent(answers: Iterable[bool]) -> float:
    return 100 * float(np.mean(list(answers)))


def _table(rows: Sequence[Row]) -> str:
    lines = ["| what | measured | goal | |", "|---|---|---|---|"]
    for row in rows:
        goal = f"{'at most' if row.most else 'at least'} {row.goal:g} {row.unit}"
        lines.append(f"| {row.what} | {row.figure:.1f} {row.unit} | {goal} | {'yes' if row.met else 'no'} |")
    return "\n".join(lines)


def _by_voice(by_voice: ByVoice) -> str:
    headings = list(next(iter(by_voice.values()))[0])
    lines = [f"| voice | {' | '.join(headings)} |", "|---" * (len(headings) + 1) + "|"]
    for voice, (heard, head) in by_voice.items():
        figures = [
            (_taken if "others" in name or "alike" in name else _hits)(heard[name], head.threshold) for name in headings
        ]
        lines.append(f"| {voice} | {' | '.join(f'{figure:.0f}' for figure in figures)} |")
    return "\n".join(lines) + "\n"


def _by_word(by_voice: ByVoice) -> str:
    lines = ["| word | asks for | clean | 20 dB | 10 dB |", "|---|---|---|---|---|"]
    for word in WORDS:
        of_word = {
            voice: ({name: [one for one in said if one.text == word.text] for name, said in heard.items()}, head)
            for voice, (heard, head) in by_voice.items()
        }
        said = {name: _over(of_word, name, _hits) for name in _SNR_DB}
        lines.append(f"| {word.text} | {word.command.value} | {' | '.join(f'{hits:.0f}' for hits in said.values())} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
