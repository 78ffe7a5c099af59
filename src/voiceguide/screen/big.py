"""Writes words or a number in the largest letters that fit a part of the terminal, drawn with quarter blocks.

Written by hand: pyfiglet and its like have fonts of fixed sizes, not one that fills the space at every size.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

Glyph = tuple[str, ...]
"""Seven rows of '#' and '.', all as wide as the character. Every digit has five, so that numbers don't move."""

HEIGHT = 7

_FILE = Path(__file__).with_name("glyphs.txt")
"""Sheets: a line of characters, then seven rows of five dots of each, as in old dot-matrix displays."""
_LIKE = str.maketrans('\u2018\u2019\u201a\u201c\u201d\u201e\xab\xbb"\u2014\xd7', "'''''''''\u2013x")
"""Quotation marks, dashes and the times sign, and the characters whose glyphs they have."""
_ABOVE = {
    "\u0300": ("#..", ".#."),  # grave
    "\u0301": ("..#", ".#."),  # acute
    "\u0302": (".#.", "#.#"),  # circumflex
    "\u0303": (".#.#", "#.#."),  # tilde
    "\u0306": ("#.#", ".#."),  # breve
    "\u0307": (".#.", "..."),  # dot
    "\u0308": ("#.#", "..."),  # diaeresis
    "\u030a": ("###", "#.#"),  # ring
    "\u030c": ("#.#", ".#."),  # caron
}
"""The two rows of each mark above a small letter."""
_BELOW = {"\u0327": ".#.", "\u0328": "..#"}  # cedilla, ogonek
"""The last row of a small letter with a mark below it."""
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""The sixteen ways to fill a character's quarters: upper left counts 1, upper right 2, lower left 4, lower right 8."""
_WIDEST = 2
"""How many times wider than high a dot may be, in parts of a character, which are about twice as high as wide."""


@lru_cache(maxsize=64)
def enlarge(text: str, width: int, height: int, *, fine: bool = True) -> tuple[str, ...] | None:
    """Return `text` in the largest letters that fit `width` columns and `height` rows, with line breaks between words.

    Lines are centred, and rows have no spaces at their end. Return None if the text doesn't fit at any size, or has a
    character without a glyph. `fine` draws with quarter blocks, otherwise with whole blocks.
    """
    glyphs = [[glyph(character) for character in word] for word in unicodedata.normalize("NFC", text).split()]
    words = [[shape for shape in word if shape] for word in glyphs]
    if not words or any(None in word for word in glyphs):
        return None
    across, down = (2 * width, 2 * height) if fine else (width, height)
    for wide, high in _sizes(across, down):
        lines = _broken(words, across // wide)
        if lines and (len(lines) * (HEIGHT + 1) - 1) * high <= down:
            large = ["".join(dot * wide for dot in row) for row in _dots(lines) for _ in range(high)]
            return tuple(_quartered(large) if fine else (_filled(row) for row in large))
    return None


def _sizes(across: int, down: int) -> Iterator[tuple[int, int]]:
    """Yield every possible width and height of a dot, the largest first; it is at least as wide as high."""
    for high in range(down // HEIGHT, 0, -1):
        for wide in range(min(across, _WIDEST * high), high - 1, -1):
            yield wide, high


def _broken(words: list[list[Glyph]], dots: int) -> list[list[Glyph]] | None:
    """Return lines of at most `dots` dots, or None if a word is longer."""
    space = _glyphs()[" "]
    lines: list[list[Glyph]] = []
    for word in words:
        if _length(word) > dots:
            return None
        if lines and _length([*lines[-1], space, *word]) <= dots:
            lines[-1] += [space, *word]
        else:
            lines.append(list(word))
    return lines


def _length(shapes: list[Glyph]) -> int:
    return sum(len(shape[0]) + 1 for shape in shapes) - 1


def _dots(lines: list[list[Glyph]]) -> list[str]:
    """Return the rows of dots of `lines`, with an empty row between two of them."""
    widest = max(map(_length, lines))
    dots: list[str] = []
    for line in lines:
        indent = "." * ((widest - _length(line)) // 2)
        dots += [""] * bool(dots) + [indent + ".".join(shape[row] for shape in line) for row in range(HEIGHT)]
    return dots


def _filled(dots: str) -> str:
    return dots.replace(".", " ").replace("#", "█").rstrip()


def _quartered(dots: list[str]) -> Iterator[str]:
    """Yield a row of characters for every two rows of `dots`."""
    width = max(map(len, dots)) + 1
    rows = [row.ljust(width, ".") for row in (*dots, "")]
    for upper, lower in zip(rows[:-1:2], rows[1::2], strict=False):
        quarters = zip(upper[::2], upper[1::2], lower[::2], lower[1::2], strict=False)
        filled = (sum(1 << bit for bit, dot in enumerate(four) if dot == "#") for four in quarters)
        yield "".join(_QUARTERS[pattern] for pattern in filled).rstrip()


def glyph(character: str) -> Glyph | None:
    """Return the dots of `character`, or None if it has no glyph. A capital with an accent is drawn as a small one."""
    return _glyphs().get(character.translate(_LIKE)) or _marked(character.lower())


def _marked(character: str) -> Glyph | None:
    """Return the dots of a small letter with the marks above and below it."""
    letter, *marks = list(unicodedata.normalize("NFD", character))
    rows = _glyphs().get(letter)
    if rows is None or not all(mark in _ABOVE or mark in _BELOW for mark in marks):
        return None
    if letter in "ij" and marks:
        rows = ("." * len(rows[0]),) * 2 + rows[2:]
    if marks and "#" in "".join(rows[:2]):
        return None  # its own strokes are where the mark would be
    for mark in marks:
        rows = (*_ABOVE[mark], *rows[2:]) if mark in _ABOVE else (*rows[1:], _BELOW[mark])
        width = max(map(len, rows))
        rows = tuple(row.center(width, ".") for row in rows)
    return rows


@cache
def _glyphs() -> dict[str, Glyph]:
    glyphs: dict[str, Glyph] = {" ": ("...",) * HEIGHT}
    for sheet in _FILE.read_text("utf-8").split("\n\n"):
        characters, *lines = sheet.splitlines()
        for character, rows in zip(characters, zip(*(line.split("|") for line in lines), strict=True), strict=True):
            glyphs[character] = rows if character.isdigit() else _trimmed(rows)
    return glyphs


def _trimmed(rows: Glyph) -> Glyph:
    """Return `rows` without empty columns on the left and right."""
    inked = [column for column in range(len(rows[0])) if any(row[column] == "#" for row in rows)]
    return tuple(row[inked[0] : inked[-1] + 1] for row in rows)
