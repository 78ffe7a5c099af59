"""A scene and a head -> what the recogniser understands of each clip, 10 ms after 10 ms as in a session."""

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
_SETTLED = 0.5  # seconds by which the end of a word may be found too late or too early


@dataclass(frozen=True, slots=True)
class Trial:
    """What a voice said, and what the head understood: the likeliest command and how sure; None if nothing was cut out.

    `late` is how many seconds after its end that was, by the count of samples.
    """

    text: str
    command: Command | None
    confidence: float
    late: float = 0.0


def understood(head: Head, scene: Scene) -> Iterator[Trial]:
    """Yield for each clip of `scene` what `head` understands, however unsure."""
    words: list[tuple[Recognised, int]] = []
    recogniser = Recogniser(replace(head, threshold=0.0))
    for at in range(0, len(scene.samples), _PUSHED):
        words += [(word, at + _PUSHED) for word in recogniser.push(scene.samples[at : at + _PUSHED])]
    for clip, start, end in scene.placed:
        fitting = [(word, at) for word, at in words if start < word.ended < end + _SETTLED * HZ]
        if fitting:
            word, at = max(fitting, key=lambda each: each[0].confidence)
            yield Trial(clip.text, word.command, word.confidence, (at - end) / HZ)
        else:
            yield Trial(clip.text, None, 0.0)


def recordings(voice: Voice, work: Path, wanted: slice) -> list[Clip]:
    """Return the `wanted` takes of each word by `voice`, in an order that mixes the words."""
    by_text: dict[str, list[Clip]] = defaultdict(list)
    for clip in clips_of(voice, work):
        if clip.text in texts.WORD_TEXTS:
            by_text[clip.text].append(clip)
    chosen = [clip for clips in by_text.values() for clip in clips[wanted]]
    return [chosen[number] for number in np.random.default_rng(0).permutation(len(chosen))]


def scenes(clips: Sequence[Clip], snr_db: float | None, murmur: list[Sound], chance: Chance) -> Iterator[Scene]:
    """Yield scenes of `clips` in noise `snr_db` below them, a fifth in each kind of noise; None is a quiet room."""
    kinds = sounds.NOISES if snr_db is not None else ("pink",)
    below = 60.0 if snr_db is None else snr_db
    for number, kind in enumerate(kinds):
        some = clips[number :: len(kinds)]
        yield scene(some, chance, kind=kind, snr_db=below, murmur=murmur, echo=False, colour=False)


def tuned(head: Head, voice: Voice, murmur: list[Sound], work: Path) -> list[Trial]:
    """Return what `head` understands of `voice`: everything in quiet, and the words with noise 20 and 10 dB below."""
    chance = np.random.default_rng(1)
    words = recordings(voice, work, slice(2))
    others = [clip for clip in clips_of(voice, work) if clip.text in texts.other("tune") + texts.alike("tune")]
    made = [*scenes(others, None, murmur, chance)]
    for snr_db in (None, 20.0, 10.0):
        made += scenes(words, snr_db, murmur, chance)
    return [trial for one in made for trial in understood(head, one)]
