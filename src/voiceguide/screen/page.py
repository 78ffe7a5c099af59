"""Lays out a view as rows that fill a terminal of any size, the most important largest; and draws the rows."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from voiceguide.messages import printable
from voiceguide.screen.big import enlarge
from voiceguide.screen.terminal import SMALLEST
from voiceguide.screen.view import Kind, View
from voiceguide.units import clock

_NARROWEST = 3  # columns in which an ellipsis would leave no room for anything else
_ROOMY_ROWS = 16  # from which there is room for empty ones
_LARGE_ROWS = 28  # between head and foot, from which speech may be large too
_LEAST_ROWS = 4  # for words, whatever is below them
_LARGEST_NUMBER = 99  # more seconds are shown as a clock, 1:40
_STYLES: dict[Kind, str] = {"hold": "bold green", "wait": "bold magenta", "pause": "bold magenta"}
_FAINT = "dim"
_WIPE = "\x1b[2J"
_MEASURE = Console(width=80)  # wraps text; its size doesn't matter


@dataclass(frozen=True, slots=True)
class Paper:
    """The terminal to lay out for, of `width` columns and `height` rows.

    `fine` is True if its characters include quarter blocks. `hint` is at the bottom if there is no message. `coming` is
    the word before what comes next.
    """

    width: int
    height: int
    fine: bool = True
    hint: str = ""
    coming: str = "Next:"


def page(view: View, paper: Paper) -> list[Text]:
    """Return `view` as `paper.height` rows, each exactly `paper.width` columns wide."""
    if paper.width < SMALLEST[0] or paper.height < SMALLEST[1]:
        rows = _small(view, paper)
    else:
        gap = [Text()] if paper.height >= _ROOMY_ROWS else []
        head = [_apart(Text(view.title, _FAINT), Text(view.chapter, _FAINT), paper.width), *gap]
        foot = [*gap, *_foot(view, paper)]
        rows = [*head, *_stage(view, paper, paper.height - len(head) - len(foot)), *foot]
    return [_fitted(row, paper.width) for row in (*rows, *[Text()] * paper.height)][: paper.height]


def _small(view: View, paper: Paper) -> list[Text]:
    """Return the view without large letters, the most important first."""
    number = "" if view.seconds is None else f"{view.seconds} "
    lines = [f"{number}{view.word}", view.badge, view.speech, view.message, _next(view, paper)]
    return [Text(line, _STYLES.get(view.kind, "bold") if line is lines[0] else "") for line in lines if line]


def _foot(view: View, paper: Paper) -> list[Text]:
    places = (" · ".join(part for part in (place, _next(view, paper)) if part) for place in (view.place, view.badge))
    where = next((text for text in places if cell_len(text) <= paper.width), view.place)
    return [Text(where, "bold"), _bar(view, paper), Text(view.message or paper.hint, "" if view.message else _FAINT)]


def _next(view: View, paper: Paper) -> str:
    return view.next and f"{paper.coming} {view.next}"


def _bar(view: View, paper: Paper) -> Text:
    """Return the progress bar, between the time that has passed and the time that is left."""
    if not view.total:
        return Text()
    left, right = f"{clock(Fraction(view.passed))} ", f" -{clock(Fraction(max(view.total - view.passed, 0)))}"
    width = paper.width - len(left) - len(right)
    full = width * min(view.passed, view.total) // view.total
    passed, ahead = ("━", "─") if paper.fine else ("█", "─")
    return Text.assemble(left, (passed * full, "bold green"), (ahead * (width - full), _FAINT), right)


def _stage(view: View, paper: Paper, height: int) -> list[Text]:
    """Return the rows between head and foot: a number under its word, or words alone."""
    style = _STYLES.get(view.kind, "bold")
    if view.seconds is None:
        return _words(view, paper, height, style)
    banner = _banner(view, paper, height, style)
    # The rows for speech stay free even if there is none, because a number that grows looks like a change.
    speech = height // 4 if height >= _LARGE_ROWS else 2 if height >= _ROOMY_ROWS else 1
    below = _safety(view, paper, height) or _filled(view.speech, paper, speech, "bold")
    return [*banner, *_count(view.seconds, paper, height - len(banner) - len(below), style), *below]


def _safety(view: View, paper: Paper, height: int) -> list[Text]:
    """Return the safety texts, cut to half of `height`."""
    lines = [line for text in view.safety for line in _wrapped(text, paper.width - 2)]
    return _each_centred(_cut(lines, height // 2, paper.width - 2), paper.width, "bold")


def _banner(view: View, paper: Paper, height: int, style: str) -> list[Text]:
    """Return the word above a number, with side and round, in letters of a quarter of `height`."""
    text = " · ".join(part for part in (view.word, view.badge) if part)
    large = enlarge(text, paper.width - 2, height // 4, fine=paper.fine) if height >= _ROOMY_ROWS else None
    return [*_centred(large, paper.width, style), Text()] if large else _each_centred([text], paper.width, style)


def _count(seconds: int, paper: Paper, height: int, style: str) -> list[Text]:
    """Return a number that fills `height` rows; one digit is as large as two."""
    number = str(seconds) if seconds <= _LARGEST_NUMBER else clock(Fraction(seconds))
    room = enlarge(number.rjust(2, "0"), paper.width - 2, height, fine=paper.fine)
    large = room and enlarge(number, paper.width - 2, len(room), fine=paper.fine)
    return _middled(_centred(large or [number], paper.width, style), height)


def _words(view: View, paper: Paper, height: int, style: str) -> list[Text]:
    """Return words that fill `height` rows, with speech and safety texts below them in small letters."""
    speech = _each_centred(_wrapped(view.speech, paper.width - 2), paper.width, "bold")
    below = [*speech, *_safety(view, paper, height)]
    room = max(height - len(below) - 1, _LEAST_ROWS) if below else height
    return [*_filled(view.word, paper, room, style, part=view.sentence), *_middled(below, height - room)]


def _filled(text: str, paper: Paper, height: int, style: str, *, part: str = "") -> list[Text]:
    """Return `text` in the largest letters that fit, or else its `part`, or else `text` in small letters."""
    large = enlarge(text, paper.width - 2, height, fine=paper.fine)
    large = large or enlarge(part, paper.width - 2, height, fine=paper.fine)
    if large:
        return _middled(_centred(large, paper.width, style), height)
    lines = _cut(_wrapped(text, paper.width - 2), height, paper.width - 2)
    return _middled(_each_centred(lines, paper.width, style), height)


def _wrapped(text: str, width: int) -> list[str]:
    return [line.plain.rstrip() for line in Text(text).wrap(_MEASURE, width)] if text else []


def _cut(lines: list[str], most: int, width: int) -> list[str]:
    """Return the first `most` of `lines`; if there are more, the last of them ends in an ellipsis."""
    if len(lines) <= most:
        return lines
    last = Text(" ".join(lines[most - 1 :]))
    last.truncate(width, overflow="ellipsis")
    return [*lines[: most - 1], last.plain]


def _centred(rows: Sequence[str], width: int, style: str) -> list[Text]:
    """Return `rows` as one block in the middle of `width`."""
    indent = " " * ((width - max(map(cell_len, rows))) // 2)
    return [Text(indent + row, style) for row in rows]


def _each_centred(lines: Sequence[str], width: int, style: str) -> list[Text]:
    """Return `lines`, each in the middle of `width`."""
    return [row for line in lines for row in _centred([line], width, style)]


def _apart(left: Text, right: Text, width: int) -> Text:
    """Return a row with `left` and `right` at its ends. If they don't fit, `left` is cut."""
    right.truncate(width // 2, overflow="ellipsis")
    left.truncate(width - right.cell_len - 1, overflow="ellipsis")
    return Text.assemble(left, " " * (width - left.cell_len - right.cell_len), right)


def _middled(rows: Sequence[Text], height: int) -> list[Text]:
    """Return `rows` with empty ones above and below, `height` in all."""
    above = max(height - len(rows), 0) // 2
    return [*[Text()] * above, *rows, *[Text()] * height][:height]


def _fitted(row: Text, width: int) -> Text:
    fitted = Text(printable(row.plain), row.style, spans=row.spans)
    fitted.truncate(width, overflow="ellipsis" if width > _NARROWEST else "crop", pad=True)
    return fitted


class Ink:
    """Draws views on one terminal, and only what has changed. Its arguments are those of `Paper`.

    Without `color`, bold and dim remain.
    """

    def __init__(self, *, fine: bool = True, color: bool = True, hint: str = "", coming: str = "Next:") -> None:
        self._paper = Paper(0, 0, fine=fine, hint=hint, coming=coming)
        self._console = Console(
            file=io.StringIO(), force_terminal=True, no_color=not color, highlight=False, legacy_windows=False
        )
        self._size = (0, 0)
        self._rows: list[Text] = []

    def drawn(self, view: View, size: tuple[int, int], *, whole: bool = False) -> str:
        """Return the text that makes a terminal of `size` columns and rows show `view`.

        `whole` draws every row, because something else may have been written there.
        """
        before = [] if whole or size != self._size else self._rows
        self._size = size
        width, height = size
        self._rows = page(view, replace(self._paper, width=width, height=height))
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
