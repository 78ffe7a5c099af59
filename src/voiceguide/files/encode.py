"""Sound -> packets of a lossy codec, in order: stretches encoded on every core, digital silence encoded once."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags

from voiceguide.audio import Samples, pcm16
from voiceguide.files.segments import Cutter, Segment, Silence

if TYPE_CHECKING:
    from av.packet import Packet


@dataclass(frozen=True)
class Coder:
    """A codec as one file uses it.

    `unit` is the frames of a packet, `sample_format` libav's name of the encoder's input, `gain` makes up for an
    encoder that turns sound down. `before` and `after` are the units ahead of sound and behind it in which a packet
    may differ from the silent one: measured, and tested.
    """

    codec: str
    rate_hz: int
    channels: int
    bit_rate: int
    sample_format: str
    unit: int
    before: int
    after: int
    options: dict[str, str] = field(default_factory=dict)
    gain: float = 1.0

    @property
    def layout(self) -> str:
        """What libav calls these channels."""
        return "mono" if self.channels == 1 else "stereo"

    def open(self) -> AudioCodecContext:
        """Return a new encoder."""
        encoder = cast("AudioCodecContext", av.CodecContext.create(self.codec, "w"))
        encoder.sample_rate, encoder.layout, encoder.format = self.rate_hz, self.layout, self.sample_format
        encoder.bit_rate, encoder.time_base = self.bit_rate, Fraction(1, self.rate_hz)
        encoder.options = dict(self.options)
        # Otherwise AAC says its version every 256 packets, in a silent one as well.
        encoder.flags |= Flags.bitexact
        encoder.open()
        return encoder

    def frame(self, samples: Samples) -> av.AudioFrame:
        """Return `samples`, shape (frames, channels), as the encoder takes them."""
        scaled = samples * np.float32(self.gain)
        values = pcm16(scaled) if self.sample_format.startswith("s16") else scaled
        laid_out = values.T if self.sample_format.endswith("p") else values.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(laid_out), self.sample_format, self.layout)
        frame.sample_rate, frame.time_base = self.rate_hz, Fraction(1, self.rate_hz)
        return frame


@dataclass(frozen=True, slots=True)
class Run:
    """One packet, `times` over."""

    packet: "Packet[Any]"  # quoted here and below: only libav's stubs let a packet take brackets
    times: int = 1


def encode(coder: Coder, sound: Iterable[Samples]) -> Generator[Run]:
    """Yield the packets of `sound`, each of shape (frames, channels), in order.

    The first packet's `pts` is minus the codec's delay, the last one's `duration` is what the programme fills of it;
    what the packets between say of time is left to the caller. The same sound gives the same packets, whatever its
    blocks and however many cores there are. Close the generator to stop early.
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
            # Enough to keep every core busy, few enough to keep memory flat.
            while len(waiting) > 4 * cores:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()
    finally:
        workers.shutdown(cancel_futures=True)


class _Encoder:
    """One libav encoder, fed a stretch at a time."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self._fed = 0
        self._made = 0

    @cached_property
    def _context(self) -> AudioCodecContext:
        return self._coder.open()  # when first used, so that it happens beside the mixing

    def encode(self, segment: Segment, previous: Future[list[Run]] | None) -> list[Run]:
        """Return the packets of `segment` that count, once `previous`, this encoder's last turn, is over."""
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
    """Return what the encoder says after long silence."""
    units = 2 * (coder.before + coder.after)
    silence = np.zeros((2 * units * coder.unit, coder.channels), np.float32)
    return coder.open().encode(coder.frame(silence))[units]
