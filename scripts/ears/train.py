"""Train the head that comes with voiceguide, and measure each word with the voices for tuning."""

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from scripts.ears import hearing, texts
from scripts.ears.clips import speak
from scripts.ears.examples import Examples, examples, murmur
from scripts.ears.learning import fresh, learn
from scripts.ears.voices import voices
from scripts.ears.work import add_work
from voiceguide.controls.ears import head as heads
from voiceguide.controls.ears.enrolment import Lesson
from voiceguide.controls.ears.head import TAPS, Floats, Head, Labels, Layer, keep, save
from voiceguide.controls.ears.words import WORDS, command_of

_HEAD = Path("src/voiceguide/controls/ears/heads/en.npz")
_UNITS = 192
_MEMBERS = 2
_EPOCHS = 14
_NONE = 0.45  # of all examples are none of the words
_KEPT = 60  # examples of each word in the head, and ten times as many of none
_ACCEPTED = 0.015  # of other words said alone, by the voices for tuning: this sets the threshold


def main() -> int:
    """Speak, listen, learn, tune, and save the head."""
    parser = argparse.ArgumentParser(prog="scripts/train-ears", description="Trains the head that the ears come with.")
    add_work(parser)
    parser.add_argument("--head", type=Path, default=_HEAD, help="where to save it (%(default)s)")
    given = parser.parse_args()
    learned = examples("train", given.work)
    print(f"\n{len(learned.texts)} examples of {len(set(learned.voices))} voices; learning ...", file=sys.stderr)
    head = _learn(learned)
    speak("tune", given.work)
    head = _tune(head, given.work)
    given.head.parent.mkdir(exist_ok=True)
    save(head, given.head)
    print(f"{given.head}: {given.head.stat().st_size / 1e6:.1f} MB, threshold {head.threshold:.2f}")
    return 0


def _learn(learned: Examples) -> Head:
    words = texts.WORD_TEXTS
    classes = {word: number for number, word in enumerate(words)}
    # An alias that was left out is neither a word nor none: a listener who says it means a command.
    meant = np.array([text not in texts.tried() for text in learned.texts])
    labels = np.array([classes.get(text, len(words)) for text in learned.texts[meant]])
    embeddings = learned.embeddings[meant].astype(np.float32)
    centre, scale = embeddings.mean(axis=(0, 1)), embeddings.std(axis=(0, 1))
    lesson = Lesson((embeddings - centre) / scale, labels, _shares(labels))
    with ProcessPoolExecutor(_MEMBERS) as pool:
        members = tuple(pool.map(_member, [lesson] * _MEMBERS, range(_MEMBERS)))
    kept = _kept(labels)
    found = np.concatenate([heads.found(first, lesson.inputs[kept]) for first, _ in members], axis=1)
    facts = {
        "trained": datetime.now(UTC).date().isoformat(),
        "voices": ", ".join(map(str, voices("train"))),
        "examples": str(len(labels)),
        "aliases tried and left out": ", ".join(texts.tried()),
    }
    return Head(words, centre, scale, members, 0.5, keep(found, labels[kept]), facts)


def _member(lesson: Lesson, seed: int) -> tuple[Layer, Layer]:
    chance = np.random.default_rng(seed)
    inputs = lesson.inputs.shape[2] * len(TAPS)
    first = fresh(inputs, _UNITS, chance)
    last = fresh(_UNITS, len(texts.WORD_TEXTS) + 1, chance)
    return learn(first, last, lesson, epochs=_EPOCHS, seed=seed)


def _shares(labels: Labels) -> Floats:
    none = len(texts.WORD_TEXTS)
    counts = np.bincount(labels)
    return np.where(labels == none, _NONE / counts[none], (1 - _NONE) / (none * counts[labels])).astype(np.float32)


def _kept(labels: Labels) -> Labels:
    chance = np.random.default_rng(0)
    none = len(texts.WORD_TEXTS)
    return np.concatenate(
        [
            chance.permutation(np.flatnonzero(labels == number))[: _KEPT * (10 if number == none else 1)]
            for number in range(none + 1)
        ]
    )


def _tune(head: Head, work: Path) -> Head:
    """Return `head` with the threshold that lets few other words pass; print how well it then understands each word."""
    babble = murmur("tune", work)
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(hearing.tuned, head, voice, babble, work) for voice in voices("tune")]
        said = [one for job in jobs for one in job.result()]
    others = sorted(one.confidence for one in said if one.text in texts.other("tune"))
    head = replace(head, threshold=others[int(len(others) * (1 - _ACCEPTED))])
    hits: dict[str, list[bool]] = defaultdict(list)
    for one in said:
        if one.text in head.words:
            hits[one.text].append(one.confidence >= head.threshold and one.command == command_of(one.text))
    for word in WORDS:
        print(f"{word.command.value:10} {word.text:14} {100 * np.mean(hits[word.text]):4.0f} %")
    print(f"all        {'':14} {100 * np.mean([hit for each in hits.values() for hit in each]):4.0f} %")
    return head


if __name__ == "__main__":
    sys.exit(main())
