"""FLAC: the WAV's own samples in about a third of its size."""

from collections.abc import Iterable
from pathlib import Path

import av

from voiceguide.audio import Samples, pcm16
from voiceguide.files.file import FileSink, add_cover, vorbis_comments, writing
from voiceguide.timeline.model import Timeline


class FlacFile(FileSink):
    """Nothing lost."""

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        picture = self.cover(timeline)
        with writing(path, "flac", vorbis_comments(timeline, self.chapters(timeline))) as container:
            stream = container.add_stream("flac", rate=timeline.rate.hz, layout=self.layout)
            if picture:
                add_cover(container, picture)
            for samples in sound:
                frame = av.AudioFrame.from_ndarray(pcm16(samples).reshape(1, -1), "s16", self.layout)
                frame.sample_rate = timeline.rate.hz
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
