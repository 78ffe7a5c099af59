"""A view -> the characters and codes that bring a terminal from the last view to this one: no more than has changed."""

import io

from rich.console import Console
from rich.text import Text

from voiceguide.screen.page import Paper, page
from voiceguide.screen.view import View

_WIPE = "\x1b[2J"


class Ink:
    """What is on one terminal. `color` off leaves bold and dim; `hint` stands at the bottom where no message does."""

    def __init__(self, *, fine: bool = True, color: bool = True, hint: str = "") -> None:
        self._fine, self._hint = fine, hint
        self._console = Console(
            file=io.StringIO(), force_terminal=True, no_color=not color, highlight=False, legacy_windows=False
        )
        self._size = (0, 0)
        self._rows: list[Text] = []

    def drawn(self, view: View, size: tuple[int, int], *, whole: bool = False) -> str:
        """Return what to write to a terminal of `size` columns and rows so that it shows `view`.

        `whole` draws every row: something else may have been written there.
        """
        before = [] if whole or size != self._size else self._rows
        self._size = size
        width, height = size
        self._rows = page(view, Paper(width, height, fine=self._fine, hint=self._hint))
        changed = [
            f"\x1b[{number};1H{self._coded(row, width)}"
            for number, row in enumerate(self._rows, 1)
            if not before or row != before[number - 1]
        ]
        return "".join(changed if before else [_WIPE, *changed])

    def _coded(self, row: Text, width: int) -> str:
        self._console.width = width
        with self._console.capture() as capture:
            self._console.print(row, end="", no_wrap=True, overflow="crop", crop=True)
        return capture.get()
