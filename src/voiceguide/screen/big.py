"""Words or a number -> the largest letters that fit a piece of the terminal, made of quarters of characters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from voiceguide.screen.font import HEIGHT, Glyph, glyph

_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""The sixteen ways to fill a character's quarters: upper left counts 1, upper right 2, lower left 4, lower right 8."""
_WIDEST = 2
"""How many times more pieces of a character a dot may be wide than high: those are about twice as high as wide."""


@dataclass(frozen=True, slots=True)
class _Size:
    """How many of the terminal's dots one dot of a letter is: `wide` to the right, `high` down."""

    wide: int
    high: int


@lru_cache(maxsize=64)
def enlarge(text: str, width: int, height: int, *, fine: bool = True) -> tuple[str, ...] | None:
    """Return `text` in the largest letters that fit `width` columns and `height` rows, broken between words.

    Shorter lines stand in the middle of longer ones; rows have no spaces at their end. Return None when it doesn't fit
    in any size, or has a character that isn't drawn.
    `fine` draws with quarters of characters; without, with whole ones.
    """
    glyphs = [[glyph(character) for character in word] for word in text.split()]
    words = [[shape for shape in word if shape] for word in glyphs]
    if not text.strip() or any(None in word for word in glyphs):
        return None
    across, down = (2 * width, 2 * height) if fine else (width, height)
    for size in _sizes(across, down):
        lines = _broken(words, across // size.wide)
        if lines and (len(lines) * (HEIGHT + 1) - 1) * size.high <= down:
            return _drawn(lines, size, fine=fine)
    return None


def _sizes(across: int, down: int) -> Iterator[_Size]:
    """Yield every size that dots may have, the largest first; none are narrower than half of their height."""
    for high in range(down // HEIGHT, 0, -1):
        for wide in range(min(across, _WIDEST * high), high - 1, -1):
            yield _Size(wide, high)


def _broken(words: list[list[Glyph]], dots: int) -> list[list[Glyph]] | None:
    """Return lines of at most `dots` dots, or None when a word is longer than that."""
    space = glyph(" ")
    assert space
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


def _drawn(lines: list[list[Glyph]], size: _Size, *, fine: bool) -> tuple[str, ...]:
    widest = max(map(_length, lines))
    dots: list[str] = []
    for line in lines:
        indent = "." * ((widest - _length(line)) // 2)
        dots += [""] * bool(dots) + [indent + ".".join(shape[row] for shape in line) for row in range(HEIGHT)]
    large = ["".join(dot * size.wide for dot in row) for row in dots for _ in range(size.high)]
    return tuple(_quartered(large) if fine else (row.replace(".", " ").replace("#", "█").rstrip() for row in large))


def _quartered(dots: list[str]) -> Iterator[str]:
    """Yield a row of characters for each two rows of `dots`."""
    width = max(map(len, dots)) + 1
    rows = [row.ljust(width, ".") for row in (*dots, "")]
    for upper, lower in zip(rows[:-1:2], rows[1::2], strict=False):
        quarters = zip(upper[::2], upper[1::2], lower[::2], lower[1::2], strict=False)
        filled = (sum(1 << bit for bit, dot in enumerate(four) if dot == "#") for four in quarters)
        yield "".join(_QUARTERS[pattern] for pattern in filled).rstrip()
