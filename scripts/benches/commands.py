"""Give commands at random moments of many sessions, and check every frame that the sound server plays."""

import random
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Block, Clip, Span
from voiceguide.plan.model import Context, Metadata
from voiceguide.playback.contracts import Command
from voiceguide.playback.mixer import mix
from voiceguide.playback.session import perform
from voiceguide.speakers import opening
from voiceguide.timeline.model import Gate, Mark, Placement, Timeline

from .recording import recorded
from .sound import Pcm16, pcm16
from .table import Row

_SESSIONS = 200
_LASTS = 30_000
_ENDED_AT = 45_000
_COMMANDS = (1, 8)
_CHOICES = (
    *(Command.PAUSE, Command.RESUME, Command.TOGGLE, Command.NEXT, Command.BACK, Command.AGAIN),
    *(Command.SKIP_SIDE, Command.READY, Command.LOUDER, Command.SOFTER),
)


class Accounted(NamedTuple):
    """What a recording of sessions has: of `frames`, how many are `off`, `lost` or `repeated`.

    `underruns` is how often the speaker reports that it had nothing to play: a machine that is too busy puts silence
    there.
    """

    frames: int
    off: int
    lost: int
    repeated: int
    underruns: int = 0


def rows() -> Iterator[Row]:
    """Yield a row for each speaker."""
    for speaker in ("sounddevice", "miniaudio"):
        accounted = account(speaker, _SESSIONS)
        yield Row(
            f"{_SESSIONS} sessions with commands at random, through {speaker}, recorded at a sound server's monitor",
            "every frame as the timeline has it, 0 lost, 0 repeated",
            f"{accounted.off} of {accounted.frames} frames off by more than 1 LSB, {accounted.lost} lost, "
            f"{accounted.repeated} repeated; {accounted.underruns} underruns",
            "",
            met=not (accounted.off or accounted.lost or accounted.repeated),
        )


def account(speaker: str, sessions: int, seed: int = 1) -> Accounted:
    """Play `sessions` sessions, one after the other, and compare the recording with their spans."""
    timeline, handed = _timeline(), list[Span]()
    device = opening.open_speaker(speaker)
    with recorded() as recordings:
        device.play(timeline, _noted(_sessions(timeline, sessions, device.latency, device.frames, seed), handed))
    written = pcm16(np.concatenate([mix(timeline, span) for span in handed]))
    return compare(_sounding(recordings[0]), _sounding(written))._replace(underruns=device.underruns)


def compare(heard: Pcm16, written: Pcm16) -> Accounted:
    """Compare two sounds of shape (frames, 2) that begin with the same frame."""
    both = min(len(heard), len(written))
    apart = np.abs(heard[:both].astype(np.int32) - written[:both]).max(axis=1, initial=0)
    more = len(heard) - len(written)
    return Accounted(len(written), int(np.count_nonzero(apart > 1)), max(-more, 0), max(more, 0))


def _sessions(timeline: Timeline, sessions: int, latency: int, block: int, seed: int) -> Iterator[Block]:
    moments = random.Random(seed)
    for _ in range(sessions):
        planned = [(moments.randrange(_LASTS), moments.choice(_CHOICES)) for _ in range(moments.randint(*_COMMANDS))]
        planned += [(_LASTS, Command.RESUME), (_ENDED_AT, Command.STOP)]
        yield from perform(timeline, commands=_polled(sorted(planned, key=_frame), block), block=block, latency=latency)


def _polled(planned: list[tuple[int, Command]], block: int) -> Callable[[], list[Command]]:
    polls = iter(range(0, 10 * _ENDED_AT, block))

    def poll() -> list[Command]:
        handed = next(polls)
        due = [command for frame, command in planned if frame <= handed]
        del planned[: len(due)]
        return due

    return poll


def _frame(order: tuple[int, Command]) -> int:
    return order[0]


def _noted(blocks: Iterable[Block], spans: list[Span]) -> Iterator[Block]:
    for block in blocks:
        spans += block.spans
        yield block


def _sounding(sound: Pcm16) -> Pcm16:
    """Return `sound` from the first frame that isn't silent to the last one."""
    frames = np.flatnonzero(sound.any(axis=1))
    return sound[frames[0] : frames[-1] + 1]


def _timeline() -> Timeline:
    """Return noise without a silent frame, with holds on two sides, a wait, and a wait that asks again."""
    noise = np.random.default_rng(1)
    samples = noise.uniform(0.01, 0.5, _LASTS) * noise.choice((-1, 1), _LASTS)
    left, right = Context(side="left"), Context(side="right")
    steps = (
        Mark(0, 3000, "step", "", verb="say", start=0),
        Mark(3000, 8000, "step", "", verb="wait", start=3000),
        Mark(9000, 13_000, "step", "", verb="hold", start=8000, context=left),
        Mark(13_000, 16_000, "step", "", verb="rest", start=13_000, context=left),
        Mark(16_000, 20_000, "step", "", verb="hold", start=15_000, context=right),
        Mark(20_000, 26_000, "step", "", verb="wait", start=20_000),
        Mark(26_000, _LASTS, "step", "", verb="say", start=26_000),
    )
    clip = Clip(samples.astype(np.float32), TIMELINE_RATE)
    gates = (Gate(3000, 8000), Gate(20_000, 26_000, ask=22_000))
    return Timeline(TIMELINE_RATE, _LASTS, (Placement(0, clip),), gates, steps, Metadata("Noise"))
