"""A routine with every verb, spoken as noise, and sessions of it whose commands come at known frames."""

import tempfile
import zlib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from voiceguide import pipeline
from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.plan.model import Music, Sound
from voiceguide.playback.session import perform
from voiceguide.speech.clips import Clips, SpokenText, texts
from voiceguide.speech.locales import Book
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.model import Placement

HZ = TIMELINE_RATE.hz

ROUTINE = """\
routine: 1
title: A little of everything
settings:
  hold: { default: 8 s, min: 4 s, max: 20 s }
  rounds: { default: 2, min: 1, max: 4 }
  cycles: { default: 3, min: 1, max: 6 }
steps:
  - section: Getting ready
  - say: Stand up.
  - wait: ready
    say: Find it.
    at_most: 10 s
    remind: { every: 4 s, say: [Ready?] }
  - sides: both
    between:
      - say: Now the <side> side.
      - tone: switch
    steps:
      - section: The <side> side
      - repeat: <rounds>
        steps:
          - hold: <hold>
            say: Press <round>.
            count: 3
            halfway: true
            release: Go.
          - rest: 7 s
            only: not last
      - pause: 2 s
  - pace: { Up: 2 s, Down: 1 s }
    times: <cycles>
  - rest: 6 s
    say: Well done.
  - say: The end.
"""


class Murmur:
    """Clips without a voice: noise that differs for each text, a twentieth of a second a letter at tempo 1."""

    estimated = False
    voiceless = False

    def __getitem__(self, cue):
        if isinstance(cue, Sound):
            return _noise(cue.path, 3 * HZ + 17)
        return murmur(self.text(cue), cue.tempo)

    fitted, fastest = Clips.fitted, Clips.fastest

    def find(self, words):
        return self[words]

    def text(self, words):
        return "".join(p if isinstance(p, str) else "".join(str(v) for _, v in p.values) or p.key for p in words.parts)


@cache
def murmur(text, tempo=Fraction(1), _faster=None):
    return _noise(text, TIMELINE_RATE.frame(Fraction(len(text), 20) / tempo))


def speak(plan, besides=(), progress=None):  # noqa: ARG001 - what a session asks its voice
    """Return the clips of `plan` and of the words `besides`."""
    book = Book("en")
    said = [*texts(plan, book), *(SpokenText.of(words, book) for words in besides)]
    return Clips(book, {text: murmur(*text) for text in said})


def _noise(name, frames):
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    return Clip(rng.uniform(-0.3, 0.3, frames).astype(np.float32), TIMELINE_RATE)


def compiled(text=ROUTINE, given=(), *, music=False, **options):
    """Return the plan of the routine `text`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "test.yaml")
        path.write_text(text, encoding="utf-8")
        plan = pipeline.compile(pipeline.load(str(path)), dict(given), **options)
    plan = replace(plan, events=tuple(replace(e, where=replace(e.where, file="test.yaml")) for e in plan.events))
    return replace(plan, music=Music(Sound("bed"), -20.0)) if music else plan


def hold_of(timeline, number=0):
    """Return the step mark of hold `number`."""
    return [mark for mark in timeline.steps if mark.verb == "hold"][number]


@cache
def everything(*, patient=False, music=False):
    """Return the timeline of the routine."""
    return lay_out(compiled(patient=patient, music=music), Murmur())


def silent(timeline):
    """Return `timeline` without sound: it plays fast where only frames matter."""
    return replace(timeline, placements=(), bed=None)


def steady(timeline, level=1.0):
    """Return `timeline` with one constant sample, so that every change of level shows."""
    clip = Clip(np.full(timeline.length, level, np.float32), TIMELINE_RATE)
    return replace(timeline, placements=(Placement(0, clip),), bed=None)


def at_frames(block, orders):
    """Return a poll function that gives each (frame, command) of `orders` at the first poll from its frame on."""
    due = sorted(orders, key=lambda order: order[0])
    handed = 0

    def poll():
        nonlocal handed
        given = [command for frame, command in due if frame <= handed]
        del due[: len(given)]
        handed += block
        return given

    return poll


def session(timeline, orders=(), *, block=1024, most=100_000_000, **options):
    """Return the blocks of a session, up to `most` frames."""
    played, sounded = [], 0
    for one in perform(timeline, commands=at_frames(block, orders), block=block, **options):
        played.append(one)
        sounded += len(one)
        if sounded >= most:
            break
    return played


def heard(blocks):
    return np.concatenate([block.samples for block in blocks]) if blocks else np.zeros((0, 2), np.float32)


def spans(blocks):
    return [span for block in blocks for span in block.spans]


def runs(blocks):
    """Return the segments `[start, end)` of the timeline in the order in which they sounded, without silences."""
    joined = []
    for span in spans(blocks):
        if span.silence:
            continue
        if joined and joined[-1][1] == span.start:
            joined[-1][1] = span.end
        else:
            joined.append([span.start, span.end])
    return [tuple(run) for run in joined]


def answers(blocks):
    return [answered.answer.value for block in blocks for answered in block.answered if answered.answer]


def captions(timeline, start=0, end=None):
    """Return the captions that begin in `[start, end)`, in order."""
    end = timeline.length if end is None else end
    return [m.label for m in timeline.marks if m.kind == "caption" and start <= m.at < end]
