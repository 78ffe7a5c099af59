"""An adapter of anyone's -> the promises it breaks: each contract as a check, and the fakes of ours to test with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.playback.contracts import Command
    from voiceguide.speech.engine import Engine

__all__ = ["ScriptedControl", "ToneEngine", "check_engine"]


class ScriptedControl:
    """A control that gives the commands of a script, each `when` its time has come.

    A session polls once before each block. With `frames_a_poll` 1, the keys of `when` count polls, from 0; with the
    frames of a block they are frames of the session, and a command is given before the first block at or after it.

    >>> from voiceguide.playback.contracts import Command
    >>> control = ScriptedControl({1: Command.TOGGLE})
    >>> [control.poll() for _ in range(3)]
    [[], [<Command.TOGGLE: 'toggle'>], []]
    """

    def __init__(self, when: Mapping[int, Command], *, frames_a_poll: int = 1) -> None:
        self._script = sorted(when.items(), key=lambda at_and_command: at_and_command[0])
        self._frames_a_poll = frames_a_poll
        self._at = 0

    def poll(self) -> list[Command]:
        """Return the commands whose time has come since the last poll, in the order of the script."""
        due = [command for at, command in self._script if at <= self._at]
        self._script = self._script[len(due) :]
        self._at += self._frames_a_poll
        return due


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
