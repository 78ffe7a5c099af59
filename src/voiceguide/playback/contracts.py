"""The contracts at playback's two ends: a sink takes blocks, a control gives commands."""

from collections.abc import Iterable
from enum import Enum
from typing import Protocol

from voiceguide.audio import Block
from voiceguide.timeline.model import Timeline


class Command(Enum):
    """What a listener may ask for; the one table that controls, help and transport read."""

    READY = "ready"
    PAUSE = "pause"
    RESUME = "resume"
    TOGGLE = "toggle"
    NEXT = "next"
    BACK = "back"
    STOP = "stop"


class Sink(Protocol):
    """Where blocks go. A sink is the clock: it iterates `blocks` as fast as it can use them.

    `latency` is how many frames the ear is behind the newest block taken; 0 for a file. `channels` is 1 or 2.
    `frames` is how many frames it wants a block.
    """

    latency: int
    channels: int
    frames: int

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Take every block; return when all of it was heard or written.

        Raise `DeviceError` or `FileError`. Whatever is raised, by `blocks` too, leaves no half file and no open
        device.
        """
        ...


class Speaker(Sink, Protocol):
    """A sink that is heard. Made by its entry point from `device`, a name it knows or None for the default one.

    Making it is the check: it raises `DeviceError`, with what is missing and the mend, where `play` couldn't play.
    `live` is False for a speaker that takes the whole programme before its first sound: give it no control, since
    no command would be heard, and a pause would never end.
    """

    live: bool

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return each device's name, and whether it is the default one; raise `DeviceError` as making it does."""
        ...


class Control(Protocol):
    """World -> commands."""

    def poll(self) -> Iterable[Command]:
        """Return the commands given since the last poll, oldest first, without waiting."""
        ...
