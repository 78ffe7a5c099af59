"""Packets -> a file in one of libav's own formats: what WAV, FLAC, MP3 and Opus share."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer

from voiceguide.files.encode import Coder, Run


@contextmanager
def writing(file: Path, kind: str, tags: dict[str, str], **options: str) -> Iterator[OutputContainer]:
    """Open `file` as libav's format `kind`; its last bytes are written when the body ends."""
    # bitexact: neither library versions nor a random serial number, so that the same routine gives the same bytes.
    with av.open(file, "w", format=kind, container_options={"fflags": "+bitexact", **options}) as container:
        container.metadata.update(tags)
        yield container


def add_sound(container: OutputContainer, coder: Coder) -> AudioStream:
    """Return a new stream for the packets of `coder`."""
    # The stream's own encoder is never fed: it only gives the muxer its settings.
    stream = cast("AudioStream", container.add_stream(coder.codec, coder.rate_hz, dict(coder.options)))
    stream.layout, stream.format, stream.bit_rate = coder.layout, coder.sample_format, coder.bit_rate
    container.start_encoding()
    return stream


def mux(container: OutputContainer, stream: AudioStream, coder: Coder, runs: Iterable[Run]) -> None:
    """Write every packet a unit after the one before, the first at its own `pts`, the last with its own length."""
    at: int | None = None
    for run in runs:
        packet = run.packet
        if at is None:
            at = packet.pts or 0
        for _ in range(run.times):
            packet.stream, packet.time_base = stream, Fraction(1, coder.rate_hz)
            packet.pts = packet.dts = at
            if run.times > 1:
                packet.duration = coder.unit
            container.mux_one(packet)
            at += coder.unit
