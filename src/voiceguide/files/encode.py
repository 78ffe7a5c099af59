"""Sound -> packets of a lossy codec, in order, made on every core.

Most of a routine is digital silence. An encoder that gets silence for a while returns the same packet again and again,
and forgets what came before. So this module cuts the sound at its silences. It encodes one packet of silence, and the
segments of sound side by side. It counts in units, the frames that one packet holds, on one grid from the first frame
on. So the packets of all segments join without a seam. libav has no encoder that does this.
"""

import itertools
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import KW_ONLY, dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags

from voiceguide.audio import Samples, pcm16

if TYPE_CHECKING:
    from av.packet import Packet

_BIT_RATES = {1: 64_000, 2: 96_000}
"""The default bit rate of each lossy kind of file, by channels. Sound takes it; silence takes almost nothing."""

_WARM_UP = 2
"""Units of silence that an encoder gets before and after the packets that count: its first packets differ from later
ones, and it has a delay."""
_LONGEST = 128
"""Units after which a segment without silence ends, so that memory stays bounded."""


@dataclass(frozen=True)
class Coder:
    """A codec as one file uses it.

    `unit` is the frames of a packet, `sample_format` libav's name for the encoder's input. `gain` undoes the gain of
    an encoder that turns sound down. `before` and `after` are the units before and after sound in which a packet may
    differ from the silent one; they were measured, and tests hold them.
    """

    codec: str
    rate_hz: int
    channels: int
    bit_rate: int | None = None
    _: KW_ONLY
    sample_format: str
    unit: int
    before: int
    after: int
    options: dict[str, str] = field(default_factory=dict)
    gain: float = 1.0

    @property
    def layout(self) -> str:
        """Libav's name for these channels."""
        return "mono" if self.channels == 1 else "stereo"

    @property
    def bits(self) -> int:
        """Bits a second of sound."""
        return self.bit_rate or _BIT_RATES[self.channels]

    def open(self) -> AudioCodecContext:
        """Return a new encoder."""
        encoder = cast("AudioCodecContext", av.CodecContext.create(self.codec, "w"))
        encoder.sample_rate, encoder.layout, encoder.format = self.rate_hz, self.layout, self.sample_format
        encoder.bit_rate, encoder.time_base = self.bits, Fraction(1, self.rate_hz)
        encoder.options = dict(self.options)
        # Without this flag, AAC writes its version into every 256th packet, silent ones included.
        encoder.flags |= Flags.bitexact
        encoder.open()
        return encoder

    def frame(self, samples: Samples) -> av.AudioFrame:
        """Return `samples`, shape (frames, channels), in the form that the encoder takes."""
        scaled = samples * np.float32(self.gain)
        values = pcm16(scaled) if self.sample_format.startswith("s16") else scaled
        laid_out = values.T if self.sample_format.endswith("p") else values.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(laid_out), self.sample_format, self.layout)
        frame.sample_rate, frame.time_base = self.rate_hz, Fraction(1, self.rate_hz)
        return frame


@dataclass(frozen=True, slots=True)
class Run:
    """One packet, to be written `times` times."""

    packet: "Packet[Any]"  # quoted here and below: only libav's stubs let a packet take brackets
    times: int = 1


def encode(coder: Coder, sound: Iterable[Samples]) -> Generator[Run]:
    """Yield the packets of `sound`, whose blocks have shape (frames, channels), in order.

    The `pts` of the first packet is minus the codec's delay. The `duration` of the last packet is the part of it that
    the sound fills. The caller sets the times of the packets between. The same sound gives the same packets, whatever
    its blocks and however many cores there are. Close the generator to stop early.
    """
    silent = _silent_packet(coder)
    cores = os.cpu_count() or 1
    workers = ThreadPoolExecutor(cores, thread_name_prefix="encoder")
    waiting: deque[Callable[[], list[Run]]] = deque()
    encoder, turn = _Encoder(coder), None
    try:
        for part in Cutter(coder.channels, coder.unit, coder.before, coder.after).cut(sound):
            if isinstance(part, Silence):
                waiting.append(partial(list, [Run(silent, part.packets)]))
                continue
            if part.begins:
                encoder, turn = _Encoder(coder), None
            turn = workers.submit(encoder.encode, part, turn)
            waiting.append(turn.result)
            # Few enough to keep memory flat, enough to keep every core busy.
            while len(waiting) > 4 * cores:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()
    finally:
        workers.shutdown(cancel_futures=True)


class _Encoder:
    """One libav encoder, which gets one segment at a time."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self._fed = 0
        self._made = 0

    @cached_property
    def _context(self) -> AudioCodecContext:
        return self._coder.open()  # on first use, so that a worker opens it while the mixer goes on

    def encode(self, segment: "Segment", previous: Future[list[Run]] | None) -> list[Run]:
        """Wait for `previous`, this encoder's segment before; return the packets of `segment` that count."""
        if previous:
            previous.result()
        packets: list[Packet[Any]] = []
        if len(segment.samples):
            frame = self._coder.frame(segment.samples)
            frame.pts = self._fed
            self._fed += len(segment.samples)
            packets += self._context.encode(frame)
        if segment.last and self._fed:
            packets += self._context.encode(None)
        first = self._made
        self._made += len(packets)
        end = self._made if segment.keep is None else segment.keep
        return [Run(packet) for index, packet in enumerate(packets, first) if segment.skip <= index < end]


def _silent_packet(coder: Coder) -> "Packet[Any]":
    """Return the packet that the encoder makes of long silence."""
    units = 2 * (coder.before + coder.after)
    silence = np.zeros((2 * units * coder.unit, coder.channels), np.float32)
    return coder.open().encode(coder.frame(silence))[units]


@dataclass(frozen=True, slots=True)
class Segment:
    """Sound for one encoder: a new one if `begins`, else the one of the segment before.

    The caller drops the first `skip` packets of the encoder, and those after the first `keep`, which counts the
    skipped ones too (None: it drops none there). `last` is True for the end of the sound.
    """

    samples: Samples
    begins: bool = True
    skip: int = 0
    keep: int | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """A number of silent packets."""

    packets: int


class Cutter:
    """Cuts sound of `channels` channels into segments, and silence between them.

    A codec remembers the past: a packet may differ from the silent one up to `before` units before sound, and up to
    `after` units after it.
    """

    def __init__(self, channels: int, unit: int, before: int, after: int) -> None:
        self._channels, self._unit = channels, unit
        self._before, self._after = before, after
        self._sound: list[Samples] = []
        self._units = 0  # given to the open encoder, with those in `_sound`
        self._held = 0  # those in `_sound` alone
        self._quiet = 0  # silent units since then, in neither
        self._skip = 0
        self._begins = True

    def cut(self, sound: Iterable[Samples]) -> Iterator[Segment | Silence]:
        """Yield every piece of `sound` in order; the blocks of `sound` have shape (frames, channels)."""
        rest = np.zeros((0, self._channels), np.float32)
        for samples in sound:
            joined = np.concatenate([rest, samples]) if len(rest) else samples
            whole = len(joined) // self._unit * self._unit
            rest = joined[whole:]
            yield from self._take(joined[:whole])
        yield from self._end(rest)

    def _take(self, samples: Samples) -> Iterator[Segment | Silence]:
        loud = np.asarray(samples.reshape(-1, self._unit * self._channels).any(axis=1))
        edges = [0, *(np.flatnonzero(loud[1:] != loud[:-1]) + 1).tolist(), len(loud)]
        for first, end in itertools.pairwise(edges):
            if first == end or not loud[first]:
                self._quiet += end - first
                continue
            yield from self._pass_quiet()
            self._hold(samples[first * self._unit : end * self._unit])
            if self._held >= _LONGEST:
                yield self._segment()

    def _pass_quiet(self) -> Iterator[Segment | Silence]:
        """Treat a short silence as sound; cut at a long one."""
        apart = self._quiet - self._before - self._after - 2 * _WARM_UP
        if apart <= 0:
            self._hold(self._silence(self._quiet))
        else:
            self._hold(self._silence(self._after + _WARM_UP))
            yield self._segment(keep=self._units - _WARM_UP)
            yield Silence(apart + 2 * _WARM_UP)
            self._begins, self._skip, self._units = True, _WARM_UP, 0
            self._hold(self._silence(self._before + _WARM_UP))
        self._quiet = 0

    def _end(self, rest: Samples) -> Iterator[Segment | Silence]:
        # The end counts as sound: only an encoder's true last packet says how much of it is padding.
        yield from self._pass_quiet()
        self._sound.append(rest)
        yield self._segment(last=True)

    def _hold(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._units += len(samples) // self._unit
        self._held += len(samples) // self._unit

    def _segment(self, keep: int | None = None, *, last: bool = False) -> Segment:
        made = Segment(np.concatenate(self._sound), self._begins, self._skip, keep, last)
        self._sound, self._held, self._begins = [], 0, False
        return made

    def _silence(self, units: int) -> Samples:
        return np.zeros((units * self._unit, self._channels), np.float32)
