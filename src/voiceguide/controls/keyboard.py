"""Keys pressed in a terminal -> commands."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from voiceguide.playback.contracts import Now


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its `name`, its `command`, what that `does` in words, and the `codes` that terminals send for it."""

    name: str
    command: Command
    does: str
    codes: tuple[str, ...]


KEYS = (
    Key("Space", Command.TOGGLE, "pause, and go on; a hold is let go, and held anew", (" ",)),
    Key("Enter", Command.READY, "say that you are ready, a little early too", ("\r", "\n")),
    # An arrow is ESC [ and a letter, or ESC O and a letter where a program before us switched the terminal over.
    Key("Right or Down", Command.NEXT, "next step", ("\x1b[C", "\x1b[B", "\x1bOC", "\x1bOB")),
    Key("Left or Up", Command.BACK, "previous step", ("\x1b[D", "\x1b[A", "\x1bOD", "\x1bOA")),
    Key("r", Command.AGAIN, "this step again", ("r", "R")),
    Key("+", Command.LONGER, "longer", ("+", "=")),
    Key("-", Command.SHORTER, "shorter", ("-", "_")),
    Key("o", Command.SKIP_SIDE, "on to the other side", ("o", "O")),
    Key("0", Command.LOUDER, "louder", ("0",)),
    Key("9", Command.SOFTER, "softer", ("9",)),
    Key("[", Command.SLOWER, "slower speech", ("[",)),
    Key("]", Command.FASTER, "faster speech", ("]",)),
    Key("q or Esc", Command.STOP, "stop", ("q", "Q", "\x1b")),
)
"""Every key with a command of its own: what help says. Any other key says ready, which means nothing where nobody
waits for it, and goes on after a pause. While the session waits, all but those that stop it do: nobody needs to aim."""

_COMMANDS = {code: key.command for key in KEYS for code in key.codes}
_ONCE = (Command.TOGGLE, Command.READY, Command.SKIP_SIDE)
"""Commands that a key held down gives once."""
_RELEASED_SECONDS = 0.75
"""Without a key for so long, it was let go: keyboards wait up to 0.66 s before they repeat one."""
_REPEATED_SECONDS = 0.06
"""A key that comes again sooner is held down: no finger is as quick."""
_TOGETHER_SECONDS = 0.15
"""Keys that come within so long are one blow of an elbow."""
_WHOLE_SECONDS = 0.1
"""Without a key for so long, what came of one was all: an Esc, and no arrow that a network cut in two."""


class Keyboard(Control):
    """The terminal's keys, while the `with` block runs: pressed keys aren't shown, and need no Enter.

    The terminal is given back as it was whatever ends the block, and while the program is stopped with Ctrl-Z.
    Raise `DeviceError` when standard input isn't a terminal.
    """

    help = tuple(f"{key.name}: {key.does}" for key in KEYS)

    def __init__(
        self,
        tell: Callable[[str], object] | None = None,  # noqa: ARG002 - keys have nothing to tell
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not sys.stdin.isatty():
            raise DeviceError(
                "the keyboard needs a terminal, and standard input isn't one", hint="Start voiceguide in a terminal."
            )
        self._keys = _open_keys()
        self._clock = clock
        self._pending = ""
        self._pressed_at = clock()
        self._last: dict[str, float] = {}
        self._waiting = False
        self._answered: tuple[float, set[str]] = (-1.0, set())
        self._stopping: float | None = None

    def __enter__(self) -> Self:
        self._keys.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keys.give_back()

    def poll(self) -> list[Command]:
        """Return the commands of the keys pressed since the last poll, oldest first.

        A key held down, and keys hit together, are not obeyed again and again: see `KEYS`.
        """
        now = self._clock()
        codes = self._pressed(now)
        if self._waiting or self._stopping is not None:
            return self._answer(codes, now)
        struck = set(codes)
        if len(struck) > 1:  # an elbow's, which means to stop nothing
            codes = [code for code in codes if _COMMANDS.get(code) is not Command.STOP]
        return [_COMMANDS.get(code, Command.READY) for code in codes if self._counts(code, now)]

    def see(self, now: Now) -> None:
        """Learn whether the session waits; an observer of it."""
        self._waiting = now.waiting is not None

    def _pressed(self, now: float) -> list[str]:
        """Return the codes of the keys pressed since the last poll."""
        if pressed := self._keys.pressed():
            self._pressed_at = now
            codes, self._pending = _codes(self._pending + pressed)
            return codes
        if not self._pending or now - self._pressed_at < _WHOLE_SECONDS:
            return []
        alone, self._pending = self._pending, ""
        return [alone]

    def _answer(self, codes: list[str], now: float) -> list[Command]:
        """Return ready for whatever was pressed while the session waits; stop, where nothing but that was pressed."""
        others = [code for code in codes if _COMMANDS.get(code) is not Command.STOP and self._counts(code, now)]
        if others:
            # Once is enough: what the listener presses next may be meant for what comes next.
            self._waiting, self._stopping = False, None
            self._answered = (now, set(codes))
            return [Command.READY]
        if any(_COMMANDS.get(code) is Command.STOP and self._counts(code, now) for code in codes):
            self._stopping = self._stopping or now
        if self._stopping is None or now - self._stopping < _TOGETHER_SECONDS:
            return []
        self._stopping = None
        return [Command.STOP]

    def _counts(self, code: str, now: float) -> bool:
        """Return whether `code` is a press of its own, and not a key still held down or hit with the one before."""
        before, self._last[code] = self._last.get(code, -1.0), now
        answered_at, answered = self._answered
        if now - answered_at < _TOGETHER_SECONDS:
            answered.add(code)
            return False
        once = code in answered or _COMMANDS.get(code, Command.READY) in _ONCE
        return now - before >= (_RELEASED_SECONDS if once else _REPEATED_SECONDS)


def _codes(text: str) -> tuple[list[str], str]:
    r"""Return each key's code in `text`, and the beginning of one that isn't whole yet.

    >>> _codes("q\x1b[15~ \x1b[1;5C\x1b[")
    (['q', '\x1b[15~', ' ', '\x1b[1;5C'], '\x1b[')
    """
    codes = []
    while text:
        length = _length(text)
        if length > len(text):
            break
        codes.append(text[:length])
        text = text[length:]
    return codes, text


def _length(text: str) -> int:
    """Return how long the code is that `text` begins with; more than there is when it isn't whole."""
    if text[0] != "\x1b":
        return 1
    if text[1:2] == "[":  # ECMA-48: parameters, then one character from @ to ~ ends it
        return next((at + 1 for at, one in enumerate(text[2:], 2) if "@" <= one <= "~"), len(text) + 1)
    return 3 if text[1:2] == "O" else 2


class _Keys(Protocol):
    """Where keys come from."""

    def take(self) -> None: ...
    def give_back(self) -> None: ...
    def pressed(self) -> str: ...


def _open_keys() -> _Keys:
    if sys.platform == "win32":
        from voiceguide.controls.console import Console

        return Console()
    from voiceguide.controls.terminal import Terminal

    return Terminal(sys.stdin.fileno())
