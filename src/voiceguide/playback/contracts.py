"""The contracts of a session: sinks take blocks, controls give commands, observers see what the listener hears."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Protocol, Self

from voiceguide.audio import Block
from voiceguide.plan.model import Metadata
from voiceguide.timeline.model import Gate, Mark, Timeline


class Command(Enum):
    """What a listener can ask for. Controls, help texts and the transport all read this table."""

    READY = "ready"
    PAUSE = "pause"
    RESUME = "resume"
    TOGGLE = "toggle"
    NEXT = "next"
    BACK = "back"
    AGAIN = "again"
    LONGER = "longer"
    SHORTER = "shorter"
    SKIP_SIDE = "skip side"
    LOUDER = "louder"
    SOFTER = "softer"
    SLOWER = "slower"
    FASTER = "faster"
    STOP = "stop"


class Answer(Enum):
    """The answer to a command: the key of its phrase. Commands with an audible effect, such as next, have none."""

    PAUSED = "paused"
    LET_GO = "paused-let-go"
    LONGER = "longer"
    LONGEST = "longest"
    SHORTER = "shorter"
    SHORTEST = "shortest"
    MORE_TIME = "more-time"
    ONE_MORE = "one-more"
    ONE_LESS = "one-less"
    LOUDER = "louder"
    LOUDEST = "loudest"
    SOFTER = "softer"
    SOFTEST = "softest"
    SLOWER = "slower"
    SLOWEST = "slowest"
    FASTER = "faster"
    FASTEST = "fastest"
    NOT_HERE = "not-here"


@dataclass(frozen=True, slots=True)
class Answered:
    """A command that the session obeyed, and its answer."""

    command: Command
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Played(Block):
    """A block of a session, the timeline of its spans, and the commands before it; they may change the timeline."""

    timeline: Timeline
    answered: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Now:
    """What the listener hears now, for screens and journals.

    `at` is the frame of `timeline` that the listener hears, `waiting` the gate at it. While the session is `paused` or
    `leading_in` to a hold that begins again, `at` is the frame at which it goes on. `marks` are those that have begun
    since the last `Now`, in order, and `answered` the commands since then.
    """

    timeline: Timeline
    at: int
    paused: bool = False
    waiting: Gate | None = None
    marks: tuple[Mark, ...] = ()
    answered: tuple[Answered, ...] = ()
    leading_in: bool = False


class Observer(Protocol):
    """Watches a session: a screen, a journal, or a keyboard that must know when any key means ready."""

    def see(self, now: Now) -> None:
        """Take what the listener hears now. The session calls this between two blocks; return within a few ms."""
        ...


class Changes(Protocol):
    """Lays the rest of a session out again. The new timeline is the same as the old one up to frame `kept`."""

    def ask(self, timeline: Timeline, command: Command, here: int, kept: int) -> tuple[Timeline, Answer] | None:
        """Return the timeline after `command` for a listener at frame `here`, and the answer; None for other commands.

        Return at once; a slow change comes later, from `made`.
        """
        ...

    def made(self, timeline: Timeline, kept: int) -> Timeline | None:
        """Return the timeline that an earlier command asked for, if it is ready now, else None."""
        ...


class Sink(Protocol):
    """Takes blocks. A sink is the clock: it iterates `blocks` as fast as it can use them.

    `latency` is the number of frames between taking a frame and the listener hearing it; 0 for a file. `channels` is 1
    or 2. `frames` is the size of block that the sink wants.
    """

    latency: int
    channels: int
    frames: int

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Take every block; return when the listener has heard all of it, or the file is complete.

        Raise `DeviceError` or `FileError`. After any exception, including those of `blocks`, leave no partial file and
        no open device.
        """
        ...


class Writer(Sink, Protocol):
    """A sink that writes one file. Its entry point is a class, named after the suffix.

    The class attributes say what such a file can hold, and which arguments the class takes besides `path` and `mono`.
    Any other choice of the user is a `UsageError` before the class is called.

    `most_chapters` is the number of chapters that the file can list, None for any number. Unless it is 0, the class
    takes `chapters`, one of `CHAPTERINGS`. `bit_rates` are the possible ones, in thousands of bits a second; none for a
    kind that keeps every sample. If there are any, the class takes `bit_rate`, in bits a second. If `takes_cover`, the
    class takes `draw`, a function from the routine's metadata to a PNG: the cover of a routine without a picture.
    """

    most_chapters: ClassVar[int | None]
    bit_rates: ClassVar[Sequence[int]]
    takes_cover: ClassVar[bool]

    def __init__(self, path: Path, *, mono: bool = False) -> None: ...

    def check_writable(self, metadata: Metadata) -> None:
        """Raise the `FileError` that `play` would raise for a routine with this `metadata`; write nothing."""
        ...


class Speaker(Sink, Protocol):
    """A sink that the listener hears. Its entry point makes it from the name of a device, or None for the default one.

    `latency_seconds` is the latency that the listener wants. Making a speaker is the check: it raises `DeviceError`,
    with the reason and a hint, if it can't play, and `UsageError` for a latency that it can't keep. `underruns` counts
    how often the device has had no sound to play. `live` is False for a speaker that takes the whole routine before its
    first sound. Give it no control: it would obey no command, and a pause would never end.
    """

    live: bool
    underruns: int

    def __init__(self, device: str | None = None, *, latency_seconds: float = ...) -> None: ...

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return the name of each device, and whether it is the default; raise `DeviceError` as `__init__` does."""
        ...


class Control(Protocol):
    """Gives commands to a session: a keyboard, a foot pedal, a named pipe.

    Its entry point makes it from `tell`, which shows the listener a line; call `tell` only while `poll` runs. Making a
    control is the check: raise `DeviceError`, with the reason and a hint, if it can't work here, and take nothing yet
    that other programs use. A session then holds it in a `with` block. If `poll` or `see` raises, the session shows the
    reason and goes on without that control.

    A subclass inherits what it doesn't need: `__enter__`, `__exit__` and `see` do nothing here.
    """

    def __enter__(self) -> Self:
        """Begin to listen to the device; raise `DeviceError` if that fails."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the device back."""
        return  # without a statement, mypy takes a method of a Protocol for abstract

    def poll(self) -> Iterable[Command]:
        """Return the commands since the last poll, oldest first. Don't wait: the session polls before each block."""
        ...

    def see(self, now: Now) -> None:  # noqa: ARG002 - for subclasses
        """Take what the listener hears now, such as whether the session waits; return within a few ms."""
        return
