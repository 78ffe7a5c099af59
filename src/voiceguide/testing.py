"""A check for each of the four plugin contracts, and fakes to test with.

A check uses an adapter as voiceguide does. It raises `AssertionError`, which names the first promise that is broken.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip, Span
from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import DeviceError, EngineError, FileError, UsageError, VoiceguideError
from voiceguide.pictures.cover import draw
from voiceguide.plan.model import Metadata
from voiceguide.playback.contracts import Command, Control, Now
from voiceguide.playback.session import perform
from voiceguide.speech.engine import Utterance, best
from voiceguide.timeline.model import Gate, Mark, Placement, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from voiceguide.audio import Block, Samples
    from voiceguide.playback.contracts import Sink, Speaker, Writer
    from voiceguide.speech.engine import Engine

Error = TypeVar("Error", bound=VoiceguideError)

__all__ = [
    "MemorySink",
    "ScriptedControl",
    "ToneEngine",
    "check_control",
    "check_engine",
    "check_sink",
    "check_speaker",
]


class ScriptedControl(Control):
    """A control that gives each command of a script `when` its time has come.

    A session polls once before each block. With `frames_a_poll` 1, the keys of `when` count polls, from 0. With the
    frames of a block they are frames of the session: each command comes before the first block at or after its frame.

    >>> from voiceguide.playback.contracts import Command
    >>> control = ScriptedControl({1: Command.TOGGLE})
    >>> [control.poll() for _ in range(3)]
    [[], [<Command.TOGGLE: 'toggle'>], []]
    """

    def __init__(self, when: Mapping[int, Command], *, frames_a_poll: int = 1) -> None:
        self._script = sorted(when.items(), key=itemgetter(0))
        self._frames_a_poll = frames_a_poll
        self._at = 0

    def poll(self) -> list[Command]:
        """Return the commands whose time has come since the last poll, in the order of the script."""
        due = [command for at, command in self._script if at <= self._at]
        self._script = self._script[len(due) :]
        self._at += self._frames_a_poll
        return due


class MemorySink:
    """A sink that keeps the sound, as `heard` of shape (frames, channels), and the `spans` that it came from."""

    def __init__(self, *, channels: int = 2, frames: int = 1024, latency: int = 0) -> None:
        self.channels, self.frames, self.latency = channels, frames, latency
        self.heard: Samples = np.zeros((0, channels), np.float32)
        self.spans: list[Span] = []

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:  # noqa: ARG002 - the contract's
        """Append every block to those of earlier timelines."""
        for block in blocks:
            self.heard = np.concatenate([self.heard, block.samples])
            self.spans += block.spans


_NO_MARKUP = (
    "<b>Rock & roll</b>",
    "One <break time='60s'/>",
    "One [[h@l'oU]]",
    "[[slnc 60000]] One",
    "[One two](/tu/)",
)
_HARD_TEXTS = (
    "... -- ?!",
    "\N{GRINNING FACE}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "Press \N{GRINNING FACE} on it",
    "Pre\N{ZERO WIDTH SPACE}ss on\N{RIGHT-TO-LEFT OVERRIDE} it",
    "Press\x07 \x1b[31mon\x00 it",
    "Press \u0434\u043e \u65e5\u672c \u05e9\u05dc\u05d5\u05dd now",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "One \udcff two",
)
"""An engine speaks these or raises `EngineError`, and then speaks the next text."""
_LONGEST_SECONDS = 30


def check_engine(engine: Engine) -> None:
    """Check that `engine` keeps the contract of an engine. It must speak English; it gets some twenty short texts."""
    assert engine.name, "an engine has a name"
    assert engine.version, "an engine knows its version before it speaks"
    _check_voices(engine)
    word = _spoken(engine, Utterance("One"))
    sentence = _spoken(engine, Utterance("Press on the knot, and breathe on."))
    assert sentence > word, "a sentence lasts longer than a word"
    slow = _spoken(engine, Utterance("Press on the knot, and breathe on.", rate=0.7))
    assert slow > sentence, "a rate under 1 is slower"
    _check_texts(engine)
    for utterance, what in (
        (Utterance(" "), "a blank text"),
        (Utterance("One", voice="no such voice"), "a voice it doesn't have"),
    ):
        _raises(EngineError, partial(engine.speak, utterance), f"an engine raises EngineError for {what}")
    engine.close()
    engine.close()
    assert _spoken(engine, Utterance("One")), "an engine speaks again after it was closed"
    engine.close()


def check_sink(sink: Sink, *, path: Path | None = None) -> None:
    """Check that `sink` keeps the contract of a sink.

    A speaker plays a few seconds. For a `Writer`, `path` is the file that it writes, in a folder with nothing else.
    """
    assert sink.channels in (1, 2), f"a sink has 1 or 2 channels, not {sink.channels}"
    assert sink.frames >= 1, "a sink wants at least a frame a block"
    assert sink.latency >= 0, "no ear is ahead of what is played"
    timeline = _two_tones()
    if path:
        _check_writer(cast("Writer", sink), path, timeline)
    for size in (sink.frames, 777):
        taken: list[int] = []
        sink.play(timeline, _counted(perform(timeline, channels=sink.channels, block=size), taken))
        assert sum(taken) == timeline.length, f"a sink takes every block, here of {size} frames"
    whole = path.read_bytes() if path else b""
    for failure in (KeyboardInterrupt("stopped"), RuntimeError("broken off")):
        blocks = _broken_off(perform(timeline, channels=sink.channels, block=5_000), failure)
        error = _raised(partial(sink.play, timeline, blocks))
        assert error is failure, f"a sink lets through what its blocks raise: {failure!r}"
        if path:
            assert path.read_bytes() == whole, "an older file stays until the new one is whole"
            assert [*path.parent.iterdir()] == [path], "nothing half done is left behind"
    sink.play(timeline, perform(timeline, channels=sink.channels, block=sink.frames))


_EARLY_SECONDS = 0.3
"""A device takes some sound before it begins to play."""


def check_speaker(make: type[Speaker], *, device: str | None = None) -> None:
    """Check that `make`, which an entry point names, keeps the contract of a speaker.

    It plays for about five seconds on `device`, the default one if None.
    """
    devices = make.devices()
    assert all(name for name, _ in devices), "each device of a speaker has a name"
    assert sum(is_default for _, is_default in devices) <= 1, "at most one device of a speaker is the default one"
    speaker = make(device)
    assert isinstance(speaker.live, bool), "a speaker says in `live` whether it obeys commands while it plays"
    _check_latencies(make, device)
    refused = _raises(DeviceError, lambda: make("unknown"), "a speaker raises DeviceError for an unknown device")
    assert refused.hint, "the error for an unknown device has a hint: which devices there are, or what else to do"
    underruns = speaker.underruns
    assert underruns >= 0, "a speaker counts its underruns from 0"
    check_sink(speaker)
    _check_pace(speaker)
    assert speaker.underruns >= underruns, "a speaker counts its underruns since it was made"


def _check_latencies(make: type[Speaker], device: str | None) -> None:
    for seconds in (-1.0, 0.5):
        try:
            speaker = make(device, latency_seconds=seconds)
        except UsageError:
            continue
        wanted = TIMELINE_RATE.hz * seconds
        assert speaker.latency == wanted, f"a speaker keeps to a latency of {seconds} s, or raises UsageError"


def _check_pace(speaker: Speaker) -> None:
    timeline = _two_tones()
    begun = time.monotonic()
    ahead: list[float] = []

    def paced() -> Iterator[Block]:
        handed = 0
        for block in perform(timeline, channels=speaker.channels, block=speaker.frames):
            ahead.append((handed - speaker.latency) / TIMELINE_RATE.hz - (time.monotonic() - begun))
            yield block
            handed += len(block)

    speaker.play(timeline, paced())
    seconds = time.monotonic() - begun
    if speaker.live:
        assert max(ahead) <= _EARLY_SECONDS, "a live speaker takes a block only `latency` before it is heard"
    assert seconds >= timeline.length / TIMELINE_RATE.hz * 0.8, "a speaker's `play` returns when all of it was heard"


_POLL_SECONDS = 0.01
_GIVEN_SECONDS = 5.0
"""How long a device may take to report what was done to it."""
_HANGING_SECONDS = 2.0


def check_control(
    make: Callable[[Callable[[str], object]], Control], give: Callable[[], object], expected: Sequence[Command]
) -> None:
    """Check that `make`, which an entry point names, keeps the contract of a control.

    `give` does to the device what a listener does to give the commands `expected`, such as pressing its keys.
    """
    lines: list[str] = []
    control = make(lines.append)
    for name in ("__enter__", "__exit__", "poll", "see"):
        assert callable(getattr(control, name, None)), f"a control has the method `{name}`"
    with control:
        _polled(control)  # drop commands from before the check
        _check_seeing(control)
        give()
        commands = _until(len(expected), control)
        assert commands == [*expected], f"a control gives the commands in their order: {expected}, not {commands}"
        again = [command for _ in range(10) for command in _polled(control)]
        assert not again, f"a control gives each command once: {again} came again"
        fastest = min(_timed(control.poll) for _ in range(10))
        assert fastest < _POLL_SECONDS, f"`poll` doesn't wait; here it takes {1000 * fastest:.0f} ms"
    failure = RuntimeError("the session failed")
    assert _raised(lambda: _fail_within(make(lines.append), failure)) is failure, "`__exit__` lets an error through"
    assert all(isinstance(line, str) for line in lines), "a control tells lines of text"


def _check_seeing(control: Control) -> None:
    timeline = _two_tones()
    gate = Gate(0, timeline.length)
    for now in (Now(timeline, 0, waiting=gate), Now(timeline, 0, paused=True), Now(timeline, 0)):
        seconds = _timed(lambda now=now: control.see(now))  # type: ignore[misc]
        assert seconds < 10 * _POLL_SECONDS, f"`see` returns at once; here it takes {1000 * seconds:.0f} ms"


def _polled(control: Control) -> list[Command]:
    """Poll in another thread, so that a poll that waits for ever fails the check instead of hanging it."""
    commands: list[Command] = []
    errors: list[BaseException] = []

    def poll() -> None:
        try:
            commands.extend(control.poll())
        except BaseException as error:  # noqa: BLE001 - raised below, in the thread of the check
            errors.append(error)

    polling = threading.Thread(target=poll, daemon=True)
    polling.start()
    polling.join(_HANGING_SECONDS)
    assert not polling.is_alive(), "`poll` returns without waiting"
    for error in errors:
        raise error
    for command in commands:
        assert isinstance(command, Command), f"`poll` returns commands, not {command!r}"
    return commands


def _until(number: int, control: Control) -> list[Command]:
    """Return the next `number` commands, or fewer if no more come."""
    commands: list[Command] = []
    until = time.monotonic() + _GIVEN_SECONDS
    while len(commands) < number and time.monotonic() < until:
        commands += _polled(control)
        time.sleep(_POLL_SECONDS)
    return commands


def _timed(function: Callable[[], object]) -> float:
    begun = time.monotonic()
    function()
    return time.monotonic() - begun


def _fail_within(control: Control, failure: Exception) -> None:
    with control:
        raise failure


def _check_writer(sink: Writer, path: Path, timeline: Timeline) -> None:
    made = type(sink)
    for name in ("most_chapters", "bit_rates", "takes_cover"):
        assert hasattr(made, name), f"the class of a sink that writes files says {name}"
    there = [*path.parent.iterdir()]
    sink.check_writable(timeline.metadata)
    assert [*path.parent.iterdir()] == there, "check_writable writes nothing"
    with TemporaryDirectory(suffix=path.suffix) as folder:
        check = made(Path(folder)).check_writable
        promise = "check_writable raises FileError if there is a folder of that name"
        _raises(FileError, partial(check, timeline.metadata), promise)
    choices: dict[str, Any] = {"mono": True}
    if made.most_chapters != 0:
        choices["chapters"] = "steps"
    if made.bit_rates:
        choices["bit_rate"] = 1000 * made.bit_rates[0]
    if made.takes_cover:
        choices["draw"] = draw
    try:
        chosen = made(path, **choices)
    except TypeError as error:
        raise AssertionError(f"the class takes the choices that it declares: {', '.join(choices)}") from error
    assert chosen.channels == 1, "a sink made with mono has 1 channel"
    chosen.play(timeline, perform(timeline, channels=1, block=chosen.frames))
    assert [*path.parent.iterdir()] == [path], "a sink writes its file, and nothing else"


def _two_tones() -> Timeline:
    """Return a second with a tone at each end, so that a missing or extra frame shows."""
    sounding = np.trim_zeros(ToneEngine().speak(Utterance("One")).samples)
    clip = Clip(sounding, TIMELINE_RATE)
    placements = (Placement(0, clip), Placement(TIMELINE_RATE.hz - len(clip), clip))
    marks = (Mark(0, TIMELINE_RATE.hz, "chapter", "Two tones"),)
    return Timeline(TIMELINE_RATE, TIMELINE_RATE.hz, placements, gates=(), marks=marks, metadata=Metadata("Two tones"))


def _counted(blocks: Iterable[Block], taken: list[int]) -> Iterator[Block]:
    for block in blocks:
        yield block
        taken.append(len(block))


def _raised(function: Callable[[], object]) -> BaseException | None:
    try:
        function()
    except BaseException as error:  # noqa: BLE001 - Ctrl-C, too
        return error
    return None


def _raises(kind: type[Error], function: Callable[[], object], promise: str) -> Error:
    error = _raised(function)
    assert isinstance(error, kind), f"{promise}, not {error!r}"
    return error


def _broken_off(blocks: Iterable[Block], failure: BaseException) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        if number == 2:
            raise failure
        yield block


def _check_texts(engine: Engine) -> None:
    word = _spoken(engine, Utterance("One"))
    for text in _NO_MARKUP:
        seconds = _spoken(engine, Utterance(text))
        assert word < seconds < _LONGEST_SECONDS, f"a text is never markup: '{text}' is spoken as it stands"
    for text in _HARD_TEXTS:
        error = _raised(partial(engine.speak, Utterance(text)))
        right = error is None or isinstance(error, EngineError)
        assert right, f"an engine speaks {text!r} or raises EngineError, not {error!r}"
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
    """Check the sound that `engine` makes of `utterance`; return its length in seconds."""
    clip = engine.speak(utterance)
    samples = clip.samples
    assert samples.dtype == np.float32, f"samples are float32, not {samples.dtype}"
    assert samples.ndim == 1, f"a clip is mono, of shape (frames,), not {samples.shape}"
    assert clip.rate.hz >= 8000, f"{clip.rate.hz} frames a second carry no speech"
    assert np.isfinite(samples).all(), f"'{utterance.text}' has samples that are no numbers"
    assert samples.any(), f"'{utterance.text}' is silent"
    return len(clip) / clip.rate.hz
