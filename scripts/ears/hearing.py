"""A scene and a head -> what the recogniser makes of each clip in it, as in a session: 10 ms after 10 ms."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from scripts.ears import sounds, texts
from scripts.ears.clips import Clip, clips_of
from scripts.ears.engines import HZ, Sound
from scripts.ears.scenes import Scene, scene
from scripts.ears.sounds import Chance
from scripts.ears.voices import Voice
from voiceguide.controls.ears.head import Head
from voiceguide.controls.ears.recogniser import Recognised, Recogniser
from voiceguide.playback.contracts import Command

_PUSHED = 160
_SETTLED = 0.5  # seconds that a word may be heard to end after it did, or before


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and what was understood: the likeliest command and how sure; None where nothing was cut out.

    `late` is how many seconds after its end it was understood, by the count of samples.
    """

    text: str
    command: Command | None
    confidence: float
    late: float = 0.0


def understood(head: Head, scene: Scene) -> Iterator[Said]:
    """Yield for each clip of `scene` what `head` makes of it, however unsure."""
    heard: list[tuple[Recognised, int]] = []
    recogniser = Recogniser(replace(head, threshold=0.0))
    for at in range(0, len(scene.samples), _PUSHED):
        heard += [(word, at + _PUSHED) for word in recogniser.push(scene.samples[at : at + _PUSHED])]
    for clip, start, end in scene.placed:
        fitting = [(word, at) for word, at in heard if start < word.ended < end + _SETTLED * HZ]
        if fitting:
            word, at = max(fitting, key=lambda each: each[0].confidence)
            yield Said(clip.text, word.command, word.confidence, (at - end) / HZ)
        else:
            yield Said(clip.text, None, 0.0)


def recordings(voice: Voice, work: Path, wanted: slice) -> list[Clip]:
    """Return the `wanted` ones of each word's takes by `voice`, in an order that mixes the words."""
    said: dict[str, list[Clip]] = defaultdict(list)
    for clip in clips_of(voice, work):
        if clip.text in texts.WORD_TEXTS:
            said[clip.text].append(clip)
    chosen = [clip for clips in said.values() for clip in clips[wanted]]
    return [chosen[number] for number in np.random.default_rng(0).permutation(len(chosen))]


def scenes(clips: Sequence[Clip], snr_db: float | None, murmur: list[Sound], chance: Chance) -> Iterator[Scene]:
    """Yield `clips` said in noise `snr_db` below them, a fifth of them in each kind; None is a quiet room."""
    kinds = sounds.NOISES if snr_db is not None else ("pink",)
    below = 60.0 if snr_db is None else snr_db
    for number, kind in enumerate(kinds):
        some = clips[number :: len(kinds)]
        yield scene(some, chance, kind=kind, snr_db=below, murmur=murmur, echo=False, colour=False)


def tuned(head: Head, voice: Voice, murmur: list[Sound], work: Path) -> list[Said]:
    """Return what `head` makes of all that `voice` says: in quiet, and the words in 20 and 10 dB of noise."""
    chance = np.random.default_rng(1)
    words = recordings(voice, work, slice(2))
    others = [clip for clip in clips_of(voice, work) if clip.text in texts.other("tune") + texts.alike("tune")]
    made = [*scenes(others, None, murmur, chance)]
    for snr_db in (None, 20.0, 10.0):
        made += scenes(words, snr_db, murmur, chance)
    return [said for one in made for said in understood(head, one)]
