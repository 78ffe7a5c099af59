"""The contracts at playback's ends: a sink takes blocks, a control gives commands, an observer sees what is heard."""

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
    """What a listener may ask for; the one table that controls, help and transport read."""

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
    """What a session answers to a command: the key of the phrase that says it.

    Commands whose effect is heard at once, such as next, have none.
    """

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
    """A command that was obeyed, and what the session answered."""

    command: Command
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Played(Block):
    """A block of a session: its spans are of `timeline`, which a command may have changed; `answered` says which."""

    timeline: Timeline
    answered: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Now:
    """What a listener hears while a block is handed over: a session's state as screens and journals see it.

    `at` is the frame of `timeline` at the ear, `marks` those that began to be heard since the last `Now`, in order.
    `waiting` is the gate that the listener stands in. `answered` are commands since the last `Now`.
    """

    timeline: Timeline
    at: int
    paused: bool = False
    waiting: Gate | None = None
    marks: tuple[Mark, ...] = ()
    answered: tuple[Answered, ...] = ()


class Observer(Protocol):
    """Who watches a session: a screen, a journal, a keyboard that must know when any key means ready."""

    def see(self, now: Now) -> None:
        """Take in what is heard now; called once a block, between two blocks, so it must return within a few ms."""
        ...


class Changes(Protocol):
    """What lays the rest of a session out anew. A timeline it returns is the old one up to frame `kept`."""

    def ask(self, timeline: Timeline, command: Command, here: int, kept: int) -> tuple[Timeline, Answer] | None:
        """Return `timeline` as `command` changes it for a listener at frame `here`, and the answer.

        Return None for a command that changes no timeline. Doesn't wait: what takes long is `made` later.
        """
        ...

    def made(self, timeline: Timeline, kept: int) -> Timeline | None:
        """Return `timeline` with what was asked for earlier and is ready now; None when nothing is."""
        ...


class Sink(Protocol):
    """Takes blocks. A sink is the clock: it iterates `blocks` as fast as it can use them.

    `latency` is how many frames after the sink took a block the listener hears it; 0 for a file. `channels` is 1 or 2.
    `frames` is the size of the blocks that the sink wants.
    """

    latency: int
    channels: int
    frames: int

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Take every block; return when the listener heard all of it, or the file is complete.

        Raise `DeviceError` or `FileError`. After any exception, also one of `blocks`, there is no partial file and no
        open device.
        """
        ...


class Writer(Sink, Protocol):
    """A sink that writes one file. Its entry point is a class, and has the name of the suffix.

    The class attributes say what such a file can hold, and which arguments the class takes besides `path` and `mono`.
    Any other choice of the user is a `UsageError` before the class is called.

    `most_chapters` is how many chapters the file can list, None for any number. Unless it is 0, the class takes
    `chapters`, one of `CHAPTERINGS`. `bit_rates` are those to choose from, in thousands of bits a second; none for a
    kind that keeps every sample. If there are any, the class takes `bit_rate`, in bits a second. If `takes_cover`, the
    class takes `draw`, a function from the routine's metadata to a PNG: the cover of a routine without a picture.
    """

    most_chapters: ClassVar[int | None]
    bit_rates: ClassVar[Sequence[int]]
    takes_cover: ClassVar[bool]

    def __init__(self, path: Path, *, mono: bool = False) -> None: ...

    def check_writable(self, metadata: Metadata) -> None:
        """Raise the `FileError` that `play` would raise for a routine with the metadata `metadata`; write nothing."""
        ...


class Speaker(Sink, Protocol):
    """A sink that is heard. Made by its entry point from `device`, a name it knows or None for the default one.

    Where a listener asks for a latency, `latency_seconds` names it. Making a speaker is the check: it raises
    `DeviceError`, with what is missing and the mend, where `play` couldn't play, and `UsageError` for a latency that
    it can't keep to. `underruns` counts how often the device had nothing to play, since the speaker was made.
    `live` is False for a speaker that takes the whole programme before its first sound: give it no control, since
    no command would be heard, and a pause would never end.
    """

    live: bool
    underruns: int

    def __init__(self, device: str | None = None, *, latency_seconds: float = ...) -> None: ...

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return each device's name, and whether it is the default one; raise `DeviceError` as making it does."""
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
        return  # a body of its own: mypy takes an empty one in a Protocol for abstract

    def poll(self) -> Iterable[Command]:
        """Return the commands given since the last poll, oldest first. Don't wait: each block of sound asks."""
        ...

    def see(self, now: Now) -> None:  # noqa: ARG002 - for those that override it
        """Take in what the listener hears now, such as whether the session waits; return within a few ms."""
        return
