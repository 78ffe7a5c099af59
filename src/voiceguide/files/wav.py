"""Blocks -> a 16-bit WAV, RF64 past 4 GB."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import av

from voiceguide.audio import Samples, pcm16
from voiceguide.files.container import writing
from voiceguide.files.cues import add_cues
from voiceguide.files.file import FileSink
from voiceguide.files.metadata import tags
from voiceguide.timeline.model import Timeline

_RIFF_HOLDS = 2**32 - 2**20
"""Bytes of sound that a plain WAV counts: 32 bits' worth, less what its tags may take."""


class WavFile(FileSink):
    """The mix to the sample, each rounded to the nearest of 16 bits; chapters are cue points, and there is no cover."""

    pictured: ClassVar[bool] = False

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        size = 2 * self.channels * timeline.length
        with writing(path, "wav", tags(timeline), rf64="always" if size > _RIFF_HOLDS else "never") as container:
            stream = container.add_stream("pcm_s16le", rate=timeline.rate.hz, layout=self.layout)
            container.start_encoding()
            for samples in sound:
                # WAV's own layout needs no encoder.
                packet = av.Packet(pcm16(samples).astype("<i2", copy=False).tobytes())
                packet.stream = stream
                container.mux_one(packet)
        add_cues(path, self.chapters(timeline))
