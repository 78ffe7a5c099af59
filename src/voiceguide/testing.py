"""An adapter of anyone's -> the promises it breaks: each contract as a check, and the fakes of ours to test with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance

if TYPE_CHECKING:
    from voiceguide.speech.engine import Engine

__all__ = ["ToneEngine", "check_engine"]


def check_engine(engine: Engine) -> None:
    """Check that `engine` keeps the contract of an engine; raise `AssertionError` naming the promise it breaks.

    The engine must speak English here: it is asked for a few short texts.
    """
    assert engine.name, "an engine has a name"
    assert engine.version, "an engine knows its version before it speaks"
    word = _spoken(engine, Utterance("One"))
    sentence = _spoken(engine, Utterance("Press on the knot, and breathe on."))
    assert sentence > word, "a sentence lasts longer than a word"
    slow = _spoken(engine, Utterance("Press on the knot, and breathe on.", rate=0.7))
    assert slow > sentence, "a rate under 1 is slower"
    _spoken(engine, Utterance("<b>Rock & roll</b>"))  # a text is never markup
    _refused(engine, Utterance(" "), "a blank text")
    _refused(engine, Utterance("One", voice="no such voice"), "a voice it doesn't have")
    engine.close()
    engine.close()
    assert _spoken(engine, Utterance("One")), "an engine speaks again after it was closed"
    engine.close()


def _spoken(engine: Engine, utterance: Utterance) -> float:
    """Return how many seconds `engine` takes to say `utterance`, the sound itself checked."""
    clip = engine.speak(utterance)
    samples = clip.samples
    assert samples.dtype == np.float32, f"samples are float32, not {samples.dtype}"
    assert samples.ndim == 1, f"a clip is mono, of shape (frames,), not {samples.shape}"
    assert clip.rate.hz >= 8000, f"{clip.rate.hz} frames a second carry no speech"
    assert np.isfinite(samples).all(), f"'{utterance.text}' has samples that are no numbers"
    assert samples.any(), f"'{utterance.text}' is silent"
    return len(clip) / clip.rate.hz


def _refused(engine: Engine, utterance: Utterance, what: str) -> None:
    try:
        engine.speak(utterance)
    except EngineError:
        return
    raise AssertionError(f"an engine raises EngineError for {what}")
