"""The keyboard control: turns key presses in a terminal into commands."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from voiceguide.controls.keys import open_keys
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control, Now


@dataclass(frozen=True, slots=True)
class Key:
    """A key with a command: its `name`, what the command `does` in words, and the `codes` that terminals send."""

    name: str
    command: Command
    does: str
    codes: tuple[str, ...]


KEYS = (
    Key("Space", Command.TOGGLE, "pause, and go on; a hold is let go, and held anew", (" ",)),
    Key("Enter", Command.READY, "say that you are ready, a little early too", ("\r", "\n")),
    # An arrow is ESC [ and a letter, or ESC O and a letter if another program has switched the terminal.
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
"""Every key with its own command. Any other key means ready, which ends a wait or a pause, and otherwise does nothing.

While the session waits, every key except those that stop it means ready, so that the listener needn't aim."""

_COMMANDS = {code: key.command for key in KEYS for code in key.codes}
_ONCE = (Command.TOGGLE, Command.READY, Command.SKIP_SIDE)  # given only once while a key is held down
_RELEASED_SECONDS = 0.75  # a key is released if it is absent for longer: keyboards wait up to 0.66 s before they repeat
_REPEATED_SECONDS = 0.06  # a key that repeats sooner is held down: fingers are slower
_TOGETHER_SECONDS = 0.15  # keys within this time are hit together, by an elbow for example
_WHOLE_SECONDS = 0.1  # an Esc alone for longer is the Esc key, not the beginning of an arrow that a network delays


class Keyboard(Control):
    """The keys of the terminal while the `with` block runs: without echo, and without Enter.

    The terminal is restored when the block ends, and while Ctrl-Z stops the program. Raise `DeviceError` if standard
    input isn't a terminal.
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
        self._keys = open_keys()
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

    def __exit__(self, *_: object) -> None:
        self._keys.give_back()

    def poll(self) -> list[Command]:
        """Return the commands of the keys pressed since the last poll, oldest first.

        A key that is held down, and keys that are hit together, give a command only once.
        """
        now = self._clock()
        codes = self._pressed(now)
        if self._waiting or self._stopping is not None:
            return self._answer(codes, now)
        struck = set(codes)
        if len(struck) > 1:  # hit together, which isn't meant to stop the session
            codes = [code for code in codes if _COMMANDS.get(code) is not Command.STOP]
        return [_COMMANDS.get(code, Command.READY) for code in codes if self._counts(code, now)]

    def see(self, now: Now) -> None:
        """Observe whether the session waits."""
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
        """Return ready for any key while the session waits, or stop if only keys that mean it were pressed."""
        others = [code for code in codes if _COMMANDS.get(code) is not Command.STOP and self._counts(code, now)]
        if others:
            # Only once, because the next key may be meant for the next step.
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
        """Return True if `code` is a new key press: not a key that is held down, or hit together with the last one."""
        before, self._last[code] = self._last.get(code, -1.0), now
        answered_at, answered = self._answered
        if now - answered_at < _TOGETHER_SECONDS:
            answered.add(code)
            return False
        once = code in answered or _COMMANDS.get(code, Command.READY) in _ONCE
        return now - before >= (_RELEASED_SECONDS if once else _REPEATED_SECONDS)


def _codes(text: str) -> tuple[list[str], str]:
    r"""Return the codes of the keys in `text`, and the incomplete code at its end.

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
    """Return the length of the first code in `text`; more than the length of `text` if the code is incomplete."""
    if text[0] != "\x1b":
        return 1
    if text[1:2] == "[":  # ECMA-48: parameters, then one character from @ to ~ ends it
        return next((at + 1 for at, one in enumerate(text[2:], 2) if "@" <= one <= "~"), len(text) + 1)
    return 3 if text[1:2] == "O" else 2
