"""A voice that takes its tempo as a wish -> clips at just the tempo asked for."""

from collections.abc import Callable

import av
import numpy as np
from av.filter import Graph

from voiceguide.audio import Clip, Samples
from voiceguide.speech.trim import trim

_SLACK_SECONDS = 0.2  # what the filter needs beyond the sound to let go of all of it


def at_rate(speak: Callable[[float], Clip], rate: float) -> Clip:
    """Return what `speak` says, `rate` times as fast as it says it at 1.

    Neural voices last a whole number of frames a sound, so their own tempo comes in steps of up to a fifth: what is
    missing is stretched, at the same pitch.
    """
    if rate == 1:
        return speak(1.0)
    wished = speak(rate)
    # The silence around what is said has no tempo.
    wanted, said = len(trim(speak(1.0))) / rate, len(trim(wished))
    return Clip(_stretched(wished, said / wanted), wished.rate) if wanted and said else wished


def _stretched(clip: Clip, factor: float) -> Samples:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=clip.rate.hz, format="flt", layout="mono")
    tempo, sink = graph.add("atempo", f"{factor:.6f}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    padded = np.pad(clip.samples, (0, round(_SLACK_SECONDS * clip.rate.hz)))
    frame = av.AudioFrame.from_ndarray(padded[None], format="flt", layout="mono")
    frame.sample_rate = clip.rate.hz
    graph.push(frame)
    graph.push(None)
    pieces = []
    while True:
        try:
            pieces.append(graph.pull().to_ndarray()[0])
        except (av.BlockingIOError, av.EOFError):
            return np.concatenate(pieces)[: round(len(clip) / factor)]
