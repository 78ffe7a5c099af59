"""An adapter of anyone's -> the promises it breaks: each contract as a check, and the fakes of ours to test with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip, Span
from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import EngineError
from voiceguide.plan.model import Metadata
from voiceguide.playback.session import perform
from voiceguide.speech.engine import Utterance, best
from voiceguide.timeline.model import Placement, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from voiceguide.audio import Block, Samples
    from voiceguide.playback.contracts import Command, Sink
    from voiceguide.speech.engine import Engine

__all__ = ["MemorySink", "ScriptedControl", "ToneEngine", "check_engine", "check_sink"]


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


class MemorySink:
    """A sink that keeps what it is given: `heard`, of shape (frames, channels), and the `spans` it came from."""

    def __init__(self, *, channels: int = 2, frames: int = 1024, latency: int = 0) -> None:
        self.channels, self.frames, self.latency = channels, frames, latency
        self.heard: Samples = np.zeros((0, channels), np.float32)
        self.spans: list[Span] = []

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:  # noqa: ARG002 - the contract's
        """Take every block, after those of an earlier programme."""
        for block in blocks:
            self.heard = np.concatenate([self.heard, block.samples])
            self.spans += block.spans


_NEVER_MARKUP = (
    "<b>Rock & roll</b>",
    "One <break time='60s'/>",
    "One [[h@l'oU]]",
    "[[slnc 60000]] One",
    "[One two](/tu/)",
)
_HARD = (
    "... -- ?!",
    "\N{GRINNING FACE}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "Press \N{GRINNING FACE} on it",
    "Pre\N{ZERO WIDTH SPACE}ss on\N{RIGHT-TO-LEFT OVERRIDE} it",
    "Press\x07 \x1b[31mon\x00 it",
    "Press \u0434\u043e \u65e5\u672c \u05e9\u05dc\u05d5\u05dd now",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "One \udcff two",
)
"""What nobody should write: an engine speaks it or refuses it, and goes on speaking."""
_LONGEST_SECONDS = 30


def check_engine(engine: Engine) -> None:
    """Check that `engine` keeps the contract of an engine; raise `AssertionError` naming the promise it breaks.

    The engine must speak English here: it is asked for some twenty short texts.
    """
    assert engine.name, "an engine has a name"
    assert engine.version, "an engine knows its version before it speaks"
    _check_voices(engine)
    word = _spoken(engine, Utterance("One"))
    sentence = _spoken(engine, Utterance("Press on the knot, and breathe on."))
    assert sentence > word, "a sentence lasts longer than a word"
    slow = _spoken(engine, Utterance("Press on the knot, and breathe on.", rate=0.7))
    assert slow > sentence, "a rate under 1 is slower"
    _check_texts(engine)
    _refused(engine, Utterance(" "), "a blank text")
    _refused(engine, Utterance("One", voice="no such voice"), "a voice it doesn't have")
    engine.close()
    engine.close()
    assert _spoken(engine, Utterance("One")), "an engine speaks again after it was closed"
    engine.close()


def check_sink(sink: Sink, *, path: Path | None = None) -> None:
    """Check that `sink` keeps the contract of a sink; raise `AssertionError` naming the promise it breaks.

    A speaker plays a few seconds. For a sink that writes a file, `path` is that file, in a folder with nothing else.
    """
    assert sink.channels in (1, 2), f"a sink has 1 or 2 channels, not {sink.channels}"
    assert sink.frames >= 1, "a sink wants at least a frame a block"
    assert sink.latency >= 0, "no ear is ahead of what is played"
    timeline = _two_tones()
    for size in (sink.frames, 777):
        taken: list[int] = []
        sink.play(timeline, _counted(perform(timeline, channels=sink.channels, block=size), taken))
        assert sum(taken) == timeline.length, f"a sink takes every block, here of {size} frames"
    whole = path.read_bytes() if path else b""
    for failure in (KeyboardInterrupt("stopped"), RuntimeError("broken off")):
        blocks = _broken_off(perform(timeline, channels=sink.channels, block=5_000), failure)
        assert _raised(sink, timeline, blocks) is failure, f"a sink lets through what its blocks raise: {failure!r}"
        if path:
            assert path.read_bytes() == whole, "an older file stays until the new one is whole"
            assert [*path.parent.iterdir()] == [path], "nothing half done is left behind"
    sink.play(timeline, perform(timeline, channels=sink.channels, block=sink.frames))


def _two_tones() -> Timeline:
    """Return a second with a tone at each end: what is cut off or runs over shows."""
    sounding = np.trim_zeros(ToneEngine().speak(Utterance("One")).samples)
    clip = Clip(sounding, TIMELINE_RATE)
    placements = (Placement(0, clip), Placement(TIMELINE_RATE.hz - len(clip), clip))
    return Timeline(TIMELINE_RATE, TIMELINE_RATE.hz, placements, gates=(), marks=(), metadata=Metadata("Two tones"))


def _counted(blocks: Iterable[Block], taken: list[int]) -> Iterator[Block]:
    for block in blocks:
        yield block
        taken.append(len(block))


def _raised(sink: Sink, timeline: Timeline, blocks: Iterable[Block]) -> BaseException | None:
    try:
        sink.play(timeline, blocks)
    except BaseException as error:  # noqa: BLE001 - Ctrl-C, too, comes from the blocks
        return error
    return None


def _broken_off(blocks: Iterable[Block], failure: BaseException) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        if number == 2:
            raise failure
        yield block


def _check_texts(engine: Engine) -> None:
    word = _spoken(engine, Utterance("One"))
    for text in _NEVER_MARKUP:
        seconds = _spoken(engine, Utterance(text))
        assert word < seconds < _LONGEST_SECONDS, f"a text is never markup: '{text}' is spoken as it stands"
    for text in _HARD:
        try:
            engine.speak(Utterance(text))
        except EngineError:
            pass
        except Exception as error:
            raise AssertionError(f"an engine speaks {text!r} or raises EngineError, not {error!r}") from error
    assert _spoken(engine, Utterance("One")) > 0, "an engine speaks on after a text that it refuses"


def _check_voices(engine: Engine) -> None:
    voices = engine.voices()
    assert len({voice.name for voice in voices}) == len(voices), "no two voices of an engine have one name"
    for voice in voices:
        assert voice.language, f"the voice '{voice.name}' has a language"
        assert voice.installed or voice.how, f"the voice '{voice.name}' isn't here, and says how to get it"
    chosen = best(voices, "en")
    assert chosen, "an engine tells the voice that it speaks English with"
    _spoken(engine, Utterance("One", voice=chosen.name))


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
