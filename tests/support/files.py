"""Timelines made by hand, files of every kind written from them, and other programs' view of these files."""

import json
import subprocess
from types import SimpleNamespace

import av
import numpy as np
from needs import need

from voiceguide import plugins
from voiceguide.audio import TIMELINE_RATE, Block, Clip, Span
from voiceguide.plan.model import Metadata
from voiceguide.playback.session import perform
from voiceguide.timeline.model import Placement, Timeline

RATE = TIMELINE_RATE.hz
KINDS = ["wav", "flac", "m4a", "m4b", "mp3", "opus"]


def voice(frames, seed):
    """Return a sound like a voice: a buzz in syllables whose pitch varies, with its peak at -1.5 dBFS."""
    random = np.random.default_rng(seed)
    at = np.arange(frames) / RATE
    phase = 2 * np.pi * np.cumsum(120 + 25 * np.sin(2 * np.pi * 1.1 * at + random.uniform(0, 6))) / RATE
    buzz = sum(np.sin(k * phase + random.uniform(0, 6)) / (1 + abs(k - 5)) for k in range(1, 30))
    syllables = np.sin(2 * np.pi * 3.3 * at) ** 2
    hard = buzz * syllables * np.minimum(1, np.minimum(np.arange(frames), np.arange(frames)[::-1]) / 120)
    return (hard / np.abs(hard).max() * 10 ** (-1.5 / 20)).astype(np.float32)


def made(placed, length, marks=(), **metadata):
    """Return a timeline of `length` frames with the (start, clip) pairs of `placed`."""
    placements = tuple(Placement(start, Clip(clip, TIMELINE_RATE)) for start, clip in placed)
    metadata = Metadata(**({"title": "A test"} | metadata))
    return Timeline(TIMELINE_RATE, length, placements, gates=(), marks=tuple(marks), metadata=metadata)


def write_file(path, timeline, *, block=None, **wishes):
    """Write `timeline` to `path` in the format of its suffix."""
    sink = plugins.load(plugins.SINKS, path.suffix[1:])(path, **wishes)
    sink.play(timeline, perform(timeline, channels=sink.channels, block=block or sink.frames))


def blocks_of(samples, size=32_768):
    """Yield `samples` as blocks."""
    for start in range(0, len(samples), size):
        yield Block(samples[start : start + size], (Span(start, min(start + size, len(samples))),))


def decoded(path):
    """Decode `path` with libav: float32, shape (frames, channels)."""
    with av.open(path) as file:
        stream = file.streams.audio[0]
        resampler = av.AudioResampler("fltp", stream.layout, stream.rate)
        parts = [part.to_ndarray() for frame in file.decode(stream) for part in resampler.resample(frame)]
    return np.concatenate(parts, axis=1).T


def probe(path):
    """Return what ffprobe finds in `path`: `tags`, `chapters` as (start, end, title) and `streams`."""
    need("ffmpeg")
    asked = ["-show_format", "-show_chapters", "-show_streams", "-of", "json"]
    said = json.loads(
        subprocess.run(["ffprobe", "-v", "error", *asked, path], check=True, stdout=subprocess.PIPE).stdout
    )
    # FLAC and Ogg keep tags with the stream in some versions.
    found = said["format"].get("tags") or said["streams"][0].get("tags", {})
    listed = [(float(c["start_time"]), float(c["end_time"]), c["tags"]["title"]) for c in said["chapters"]]
    return SimpleNamespace(
        tags={key.lower(): value for key, value in found.items()},
        chapters=listed,
        streams=said["streams"],
        seconds=float(said["format"]["duration"]),
    )
