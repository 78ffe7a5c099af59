"""A voice that takes its tempo as a wish -> clips at just the tempo asked for."""

from collections.abc import Callable

import numpy as np

from voiceguide.audio import Clip, Samples
from voiceguide.speech.trim import trim

_SLACK_SECONDS = 0.2  # what the filter needs beyond the sound to let go of all of it
_CLOSE = 0.01
_MOST_TRIES = 3


def at_rate(speak: Callable[[float], Clip], rate: float) -> Clip:
    """Return what `speak` says, `rate` times as fast as it says it at 1.

    Neural voices last a whole number of frames a sound, so their own tempo comes in steps of up to a fifth: what is
    missing is stretched, at the same pitch. What is within a hundredth already stays as the voice says it.
    """
    if rate == 1:
        return speak(1.0)
    wished = clip = speak(rate)
    # The silence around what is said has no tempo.
    wanted, factor = len(trim(speak(1.0))) / rate, 1.0
    # A word of a quarter of a second may miss by a tenth: stretching blurs where it ends.
    for _ in range(_MOST_TRIES):
        said = len(trim(clip))
        if not said or not wanted or abs(said / wanted - 1) < _CLOSE:
            break
        factor *= said / wanted
        clip = Clip(_stretched(wished, factor), wished.rate)
    return clip


def _stretched(clip: Clip, factor: float) -> Samples:
    import av  # 0.1 s, and most routines keep the voice's tempo
    from av.filter import Graph

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
