"""The Windows console -> the characters of the keys pressed, as a terminal would send them."""

from importlib import import_module
from typing import Any

_ARROWS = {"H": "\x1b[A", "P": "\x1b[B", "M": "\x1b[C", "K": "\x1b[D"}


class Console:
    """The console of this process; it needs no setting up, and nothing is left behind."""

    def __init__(self) -> None:
        self._console: Any = import_module("msvcrt")  # by name: type checkers elsewhere find it empty

    def take(self) -> None:
        """Forget the keys pressed so far."""
        self.pressed()

    def give_back(self) -> None:
        """Forget the keys not asked for."""
        self.pressed()

    def pressed(self) -> str:
        """Return what was pressed since the last call, without waiting."""
        codes = []
        while self._console.kbhit():
            code = self._console.getwch()
            # A key without a character of its own comes as one of these and a letter.
            codes.append(_ARROWS.get(self._console.getwch(), "") if code in "\0\xe0" else code)
        return "".join(codes)
