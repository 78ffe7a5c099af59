"""Keys pressed in a terminal -> commands."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command

if TYPE_CHECKING:
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
"""Every key there is: what `Keyboard` listens for, and what help says. While the session waits, all but the last one
mean ready, and so does any other key: a foot or an elbow needn't aim."""

_COMMANDS = {code: key.command for key in KEYS for code in key.codes}
_RELEASED_POLLS = 16
"""Polls without a key, 0.7 s, after which it was let go: keyboards wait up to half a second before they repeat one."""
_WHOLE_POLLS = 3
"""Polls without a key, 0.1 s, after which what came of one was all: an Esc, and no arrow that a network cut in two."""


class Keyboard:
    """The terminal's keys, while the `with` block runs: pressed keys aren't shown, and nobody needs to press Enter.

    The terminal is given back as it was whatever ends the block, and while the program is stopped with Ctrl-Z.
    Raise `DeviceError` when standard input isn't a terminal.
    """

    help = tuple(f"{key.name}: {key.does}" for key in KEYS)

    def __init__(self) -> None:
        if not sys.stdin.isatty():
            raise DeviceError("the keyboard needs a terminal, and standard input isn't one")
        self._keys = _open_keys()
        self._pending = ""
        self._waiting = False
        self._answered = ""
        self._quiet_polls = 0

    def __enter__(self) -> Self:
        self._keys.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keys.give_back()

    def poll(self) -> list[Command]:
        """Return the commands of the keys pressed since the last poll, oldest first.

        While the session waits, any key but those that stop it says ready, and goes on saying nothing else while it
        is held down. At other times keys without a command are ignored.
        """
        commands = (self._command(code) for code in self._pressed() if code != self._answered)
        return [command for command in commands if command]

    def see(self, now: Now) -> None:
        """Learn whether the session waits; an observer of it."""
        self._waiting = now.waiting is not None

    def _pressed(self) -> list[str]:
        """Return the codes of the keys pressed since the last poll."""
        if pressed := self._keys.pressed():
            self._quiet_polls = 0
            codes, self._pending = _codes(self._pending + pressed)
            return codes
        self._quiet_polls += 1
        if self._quiet_polls == _RELEASED_POLLS:
            self._answered = ""
        if not self._pending or self._quiet_polls < _WHOLE_POLLS:
            return []
        alone, self._pending = self._pending, ""
        return [alone]

    def _command(self, code: str) -> Command | None:
        command = _COMMANDS.get(code)
        if not self._waiting or command is Command.STOP:
            return command
        # Once is enough: what the listener presses next may be meant for what comes next.
        self._waiting = False
        self._answered = code
        return Command.READY


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
