"""Measure a head with the voices kept out of training; print the figures and their goals as a table, write JSON."""

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
from scripts.ears.hearing import Trial
from scripts.ears.hour import hour
from scripts.ears.voices import Voice, voices
from scripts.ears.work import add_work
from voiceguide.controls.ears.enrolment import Recording, retrain
from voiceguide.controls.ears.head import Head, load, shipped
from voiceguide.controls.ears.recogniser import Features, Recogniser
from voiceguide.controls.ears.words import WORDS, best_words, command_of

_SNR_DB = {"clean": None, "20 dB": 20.0, "10 dB": 10.0}
_UNDERSTOOD, _LEARNED = slice(2), slice(2, 5)  # the use of each of a voice's five takes of a word
_BEST = {word.text for word in best_words()}


@dataclass(frozen=True, slots=True)
class Row:
    """A figure in `unit`, and its goal, which it must reach, or must not pass if `most`."""

    what: str
    figure: float
    unit: str
    goal: float
    most: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure reaches its goal."""
        return self.figure <= self.goal if self.most else self.figure >= self.goal


def main() -> int:
    """Speak, listen and print; return the exit code, which is 1 if a goal isn't reached."""
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
        results = pool.map(partial(_voice, head, babble, given.work), voices("test"))
        by_voice = dict(zip(voices("test"), results, strict=True))
        alarms = list(pool.map(partial(_alarms, head, babble, given.work), ("talk", "programme", "noise", "beeps")))
    rows = [*_rows(by_voice), *_alarm_rows(alarms), *_cost(given.head)]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n{_table(rows)}\n")
    print(_by_voice(by_voice))
    print(_by_word(by_voice))
    if given.json:
        listed = [{"what": row.what, "figure": row.figure, "unit": row.unit, "goal": row.goal} for row in rows]
        given.json.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.met for row in rows) else 1


Trials = dict[str, list[Trial]]
"""What a voice said and what the head understood, by heading."""


ByVoice = dict[Voice, tuple[Trials, Head]]
"""What each voice said, and the head that learned the voice."""


def _voice(head: Head, babble: list[np.ndarray], work: Path, voice: Voice) -> tuple[Trials, Head]:
    """Return what `head` understands of `voice`, before and after it learns the takes of `voiceguide enrol`."""
    chance = np.random.default_rng(2)
    best = [clip for clip in hearing.recordings(voice, work, _LEARNED) if clip.text in _BEST]
    learned = [Recording(clip.text, _recorded(clip, chance)) for clip in best]
    taught = retrain(head, learned, Features())
    results: Trials = {}
    for teacher, ears in (("", head), ("enrolled, ", taught)):
        for name, snr_db in _SNR_DB.items():
            clips = hearing.recordings(voice, work, _UNDERSTOOD)
            made = hearing.scenes(clips, snr_db, babble, np.random.default_rng(3))
            results[teacher + name] = [one for scene in made for one in hearing.understood(ears, scene)]
        for name, listed in (("others", texts.other("test")), ("alike", texts.alike("test"))):
            clips = [clip for clip in clips_of(voice, work) if clip.text in listed]
            made = hearing.scenes(clips, None, babble, np.random.default_rng(4))
            results[teacher + name] = [one for scene in made for one in hearing.understood(ears, scene)]
    return results, taught


def _recorded(clip: hearing.Clip, chance: np.random.Generator) -> np.ndarray:
    """Return `clip` as `voiceguide enrol` records it: in a quiet room, with a fifth of a second around it."""
    (made,) = hearing.scenes([clip], None, [], chance)
    _, start, end = made.placed[0]
    return made.samples[start - 3_200 : end + 3_200]


def _alarms(head: Head, babble: list[np.ndarray], work: Path, kind: str) -> tuple[str, float, list[str]]:
    """Return `kind`, how many hours of it there are, and the words that the head understood in it."""
    sound = hour(kind, babble, work)
    ears = Recogniser(head)
    words = [word for at in range(0, len(sound), 1_600) for word in ears.push(sound[at : at + 1_600])]
    return kind, len(sound) / 16_000 / 3_600, [word.word for word in words]


def _rows(by_voice: ByVoice) -> list[Row]:
    goals = {"clean": 95, "20 dB": 90, "10 dB": 75, "enrolled, clean": 99, "enrolled, 20 dB": 95, "enrolled, 10 dB": 85}
    wrong = ("others", "alike", "enrolled, others", "enrolled, alike")
    best = {
        voice: ({name: [one for one in trials if one.text in _BEST] for name, trials in results.items()}, head)
        for voice, (results, head) in by_voice.items()
    }
    rows = [Row(f"commands, best words, {name}", _over(best, name, _hits), "%", goals[name]) for name in goals]
    rows += [
        Row(f"commands, in all their words, {name}", _over(by_voice, name, _hits), "%", goals[name]) for name in goals
    ]
    rows += [Row(f"accepted, {name}", _over(by_voice, name, _taken), "%", 5, most=True) for name in wrong]
    late = [one.late for results, _ in by_voice.values() for one in results["clean"] if one.command]
    return [*rows, Row("a word's end to its decision, 95 of 100", float(np.percentile(late, 95)), "s", 0.6, most=True)]


def _alarm_rows(alarms: list[tuple[str, float, list[str]]]) -> list[Row]:
    for kind, hours, words in alarms:
        print(f"{kind}: {len(words)} in {60 * hours:.0f} min {' '.join(words)}", file=sys.stderr)
    total = sum(hours for _, hours, _ in alarms)
    return [Row("false alarms", sum(len(words) for *_, words in alarms) / total, "an hour", 1, most=True)]


def _cost(head: Path | None) -> list[Row]:
    """Measure the cost of listening in a process of its own: a minute of sound, with a word every 5 s."""
    output = subprocess.run(
        [sys.executable, "-m", "scripts.ears.cost", *([str(head)] if head else [])],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    share, megabytes = json.loads(output)
    return [
        Row("share of one core", share, "%", 3, most=True),
        Row("memory beside a session's", megabytes, "MB", 120, most=True),
    ]


def _hits(trials: Iterable[Trial], threshold: float) -> float:
    """Return the percent of `trials` that the head understood rightly."""
    return _percent(one.command is command_of(one.text) and one.confidence >= threshold for one in trials)


def _taken(trials: Iterable[Trial], threshold: float) -> float:
    """Return the percent of `trials`, none of which is a command, that the head took for a word."""
    return _percent(one.command is not None and one.confidence >= threshold for one in trials)


def _over(by_voice: ByVoice, name: str, figure: Callable[[list[Trial], float], float]) -> float:
    """Return the mean of `figure` under the heading `name` over all voices, each with the same weight."""
    return float(np.mean([figure(results[name], head.threshold) for results, head in by_voice.values()]))


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
    for voice, (results, head) in by_voice.items():
        figures = [
            (_taken if "others" in name or "alike" in name else _hits)(results[name], head.threshold)
            for name in headings
        ]
        lines.append(f"| {voice} | {' | '.join(f'{figure:.0f}' for figure in figures)} |")
    return "\n".join(lines) + "\n"


def _by_word(by_voice: ByVoice) -> str:
    lines = ["| word | asks for | clean | 20 dB | 10 dB |", "|---|---|---|---|---|"]
    for word in WORDS:
        of_word = {
            voice: ({name: [one for one in trials if one.text == word.text] for name, trials in results.items()}, head)
            for voice, (results, head) in by_voice.items()
        }
        percents = {name: _over(of_word, name, _hits) for name in _SNR_DB}
        lines.append(
            f"| {word.text} | {word.command.value} | {' | '.join(f'{hits:.0f}' for hits in percents.values())} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
