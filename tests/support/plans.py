"""Plans made by hand, and clips of known length: a text of n letters lasts n tenths of a second."""

from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Where
from voiceguide.plan.model import Hold, Metadata, Pause, Phase, Plan, Say, Sounded, Tone, Wait, Words
from voiceguide.speech.clips import Clips
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.tones import tone as earcon

HERE = Where("test.yaml", 1, 1)


class TenthsALetter:
    """Clips without a voice: each letter lasts a tenth of a second."""

    estimated = False
    voiceless = False

    def __getitem__(self, cue):
        seconds = Fraction(len(self.text(cue)), 10) / cue.tempo
        return Clip(np.full(TIMELINE_RATE.frame(seconds), 0.5, np.float32), TIMELINE_RATE)

    fitted, fastest = Clips.fitted, Clips.fastest

    def find(self, words):
        return self[words]

    def text(self, words):
        return "".join(p if isinstance(p, str) else "".join(str(v) for _, v in p.values) or p.key for p in words.parts)


def seconds(text):
    return Fraction(text) if not isinstance(text, Fraction) else text


def say(text, then="1/2", **more):
    return Say(where=HERE, words=Words((text,)), then=seconds(then), **more)


def hold(length, kind="hold", **more):
    more = {name: Words((value,)) if name in ("release", "own_say") else value for name, value in more.items()}
    return Hold(where=HERE, kind=kind, seconds=seconds(length), **more)


def rest(length, **more):
    return hold(length, kind="rest", **more)


def pause(length):
    return Pause(where=HERE, seconds=seconds(length))


def tone(name):
    return Sounded(where=HERE, tone=name)


def phase(word, length, cycle=1, cycles=1, index=0, **more):
    numbers = {"cycle": cycle, "cycles": cycles, "index": index}
    return Phase(where=HERE, verb="pace", word=Words((word,)), seconds=seconds(length), **numbers, **more)


def wait(length, every=None, *reminders, **more):
    words = tuple(Words((text,)) for text in reminders)
    return Wait(where=HERE, at_most=seconds(length), every=seconds(every) if every else None, reminders=words, **more)


@dataclass
class Laid:
    """A timeline whose contents are read in seconds."""

    timeline: object

    def said(self):
        return [(self._at(m), m.label) for m in self.timeline.marks if m.kind == "caption"]

    def tones(self):
        names = {id(earcon(name)): name for name in get_args(Tone)}
        return [
            (float(self.timeline.rate.seconds(p.start)), names[id(p.clip)])
            for p in self.timeline.placements
            if p.track == "tone"
        ]

    def steps(self):
        return [(self._at(m), m.label) for m in self.timeline.marks if m.kind == "step"]

    def _at(self, mark):
        return float(self.timeline.rate.seconds(mark.at))


def lay(*events, wake_up=False, music=None, **options):
    return Laid(lay_out(Plan(Metadata("Test"), events, music=music), TenthsALetter(), wake_up=wake_up, **options))
