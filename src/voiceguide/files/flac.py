"""Blocks -> FLAC: the WAV's own samples in about a third of its size."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Disposition

from voiceguide.audio import Samples, pcm16
from voiceguide.files.container import writing
from voiceguide.files.file import FileSink
from voiceguide.files.metadata import comment_chapters, comment_lyrics, tags
from voiceguide.files.picture import Cover
from voiceguide.timeline.model import Timeline


class FlacFile(FileSink):
    """Lossless, with chapters as Vorbis comments."""

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        picture = self.cover(timeline)
        with writing(
            path,
            "flac",
            tags(timeline) | comment_chapters(timeline, self.chapters(timeline)) | comment_lyrics(timeline),
        ) as container:
            stream = container.add_stream("flac", rate=timeline.rate.hz, layout=self.layout)
            if picture:
                _add_cover(container, picture)
            for samples in sound:
                frame = av.AudioFrame.from_ndarray(pcm16(samples).reshape(1, -1), "s16", self.layout)
                frame.sample_rate = timeline.rate.hz
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))


def _add_cover(container: OutputContainer, picture: Cover) -> None:
    with av.open(BytesIO(picture.content)) as image:
        size = image.streams.video[0]
        stream = container.add_mux_stream(picture.codec, width=size.width, height=size.height)
    stream.disposition = Disposition.attached_pic
    stream.metadata["comment"] = "Cover (front)"  # libav's way to say which kind of picture it is
    packet = av.Packet(picture.content)
    packet.stream = stream
    container.mux_one(packet)
