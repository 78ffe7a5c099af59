"""Put clips into the sound of a microphone, with noise and a room, and cut it up as the ears' front end does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scripts.ears import sounds
from scripts.ears.clips import Clip
from scripts.ears.engines import HZ, Sound
from scripts.ears.sounds import Chance
from voiceguide.audio import Pcm16, pcm16
from voiceguide.controls.ears.segments import Segments, Utterance

_LEAD_SECONDS = 1.5  # for the noise suppressor to learn the noise; in a session it has, before a listener speaks
_SETTLED = 0.5  # seconds by which the ends of a word and of its utterance may differ


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The sound of a microphone, and where each clip is in it: (clip, start, end), in frames at 16 kHz."""

    samples: Pcm16
    placed: tuple[tuple[Clip, int, int], ...]


def scene(  # noqa: PLR0913 - what lies between a mouth and a microphone
    clips: Sequence[Clip], chance: Chance, *, kind: str, snr_db: float, murmur: list[Sound], echo: bool, colour: bool
) -> Scene:
    """Return `clips` one after the other, with quiet between them, in noise `snr_db` below each.

    `echo` puts them into a room, `colour` through a microphone that isn't flat. Babble is made of `murmur`.
    """
    at, placed, pieces = int(_LEAD_SECONDS * HZ), [], []
    for clip in clips:
        sound = clip.sound / np.sqrt(np.mean(clip.sound**2))
        placed.append((clip, at, at + len(sound)))
        pieces.append((at, sounds.room(sound, chance) if echo else sound))
        at += len(sound) + int(chance.uniform(0.9, 1.4) * HZ)
    mixed = np.zeros(at + HZ, np.float32)
    for start, sound in pieces:
        mixed[start : start + len(sound)] += sound[: len(mixed) - start]
    mixed += sounds.noise(kind, len(mixed), chance, murmur) * np.float32(10 ** (-snr_db / 20))
    if colour:
        mixed = sounds.microphone(mixed, chance)
    level = 10 ** (chance.uniform(-36, -18) / 20)
    return Scene(pcm16(np.asarray(mixed * level, np.float32)), tuple(placed))


def cut(scene: Scene) -> Iterator[tuple[Clip | None, Utterance]]:
    """Yield each utterance that the front end finds, and the clip in it, or None.

    It leaves out utterances with part of a clip, or with two.
    """
    for utterance in Segments().push(scene.samples):
        touched = [part for part in scene.placed if part[1] < utterance.end and utterance.start < part[2]]
        if not touched:
            yield None, utterance
        elif len(touched) == 1:
            clip, start, end = touched[0]
            apart = max(abs(utterance.start - start), abs(utterance.end - end))
            if apart < _SETTLED * HZ and utterance.end - utterance.start > 0.5 * (end - start):
                yield clip, utterance
