"""Draws a routine's cover: a figure with a mark on the part of the body it is for, and the title below.

Players show covers as thumbnails, in which only the figure can be recognised.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from voiceguide.plan.model import Metadata

SIDE = 1000
"""The pixels of each side; players want so many."""

_FONT = Path(__file__).with_name("fonts") / "DejaVuSans-Bold.ttf"
_FAMILY = "DejaVu Sans"
_NO_LETTER = "\U0001fffe"
"""A code point that is no letter, so no font has it."""
_FONT_HAS = (
    *((0x0000, 0x024F), (0x0300, 0x0525), (0x0531, 0x055F), (0x0561, 0x0587), (0x05D0, 0x05EA), (0x0621, 0x063A)),
    *((0x0640, 0x0669), (0x0679, 0x06BF), (0x06F0, 0x06F9), (0x10D0, 0x10FC), (0x1E00, 0x1EFB), (0x2010, 0x203A)),
)
"""The first and last letters of the ranges that `_FONT` has; other scripts need a font of the system."""

_GROUND, _FIGURE, _SPOT = "#12343b", "#f3efe4", "#ff8a3d"
_SPOTS = {
    "neck": (500, 184),
    "shoulder": (604, 236),
    "upper back": (500, 272),
    "lower back": (500, 378),
    "hip": (576, 424),
    "hand": (672, 424),
    "thigh": (546, 490),
    "knee": (552, 540),
    "calf": (556, 580),
    "foot": (560, 624),
}
_BODY = (
    f'<g fill="{_FIGURE}" stroke="{_FIGURE}" stroke-linecap="round" stroke-linejoin="round">'
    '<circle cx="500" cy="106" r="60" stroke="none"/>'
    '<path d="M416 224 H584 L558 352 L570 436 H430 L442 352 Z" stroke-width="60"/>'
    '<path d="M396 236 L328 420 M604 236 L672 420" fill="none" stroke-width="54"/>'
    '<path d="M455 436 L440 612 M545 436 L560 612" fill="none" stroke-width="78"/></g>'
)
_MOST_LINES, _LINE_ROOM = 3, 920
_TOP, _BOTTOM = 690, 960
"""The title is between these pixels."""
_LARGEST, _SMALLEST, _LEADING = 96, 50, 1.2

# English, German, Spanish, French, Italian, Portuguese, Dutch, Polish, Chinese, without words that mean something else
# in another of these languages, such as 'dos' and 'pies'.
_WORDS = {
    "breath": r"breath\w* atem\w* atmen respir\w* souffle ademhaling oddech\w* 呼吸",
    "upper back": r"upper.back obere\w*.rücken dorsal\w* haut.du.dos",
    "lower back": r"back rücken\w* espalda lumba\w* lombai\w* du.dos schiena lombar\w* costas plecy 腰 背",
    "hip": r"hips? glutes? hüft\w* caderas? hanches? anche quadril heup\w* bioder 髋",
    "thigh": r"hamstrings? thighs? quads? oberschenkel\w* muslos? cuisses? cosce coxas? bovenbe\w* uda 大腿",
    "neck": r"necks? nacken\w* cuello nuque collo pescoço nek szyi 颈",
    "shoulder": r"shoulders? schulter\w* hombros? épaules? spalle ombros? schouders? barki 肩",
    "knee": r"knees? knie\w* rodillas? genoux? ginocchi\w* joelhos? kolan\w* 膝",
    "calf": r"calf calves wade\w* pantorrillas? mollets? polpacci\w* panturrilhas? kuiten łydk\w* 小腿",
    "foot": r"foot feet ankles? plantar fuss\w* füsse\w* pieds? piedi voet\w* stopy 脚 足",
    "hand": r"grips? hands? wrists? fingers? forearms? elbows? griff\w* hände handgelenk\w* manos? muñecas? mains? "
    r"poignets? polsi mãos? handen dłoni\w* 手",
}


def _pattern(words: str) -> re.Pattern[str]:
    # Chinese writes no spaces between words.
    return re.compile("|".join(rf"\b(?:{word})\b" if word < "\u2e80" else word for word in words.split()))


_PATTERNS = {area: _pattern(words) for area, words in _WORDS.items()}


def draw(metadata: Metadata) -> bytes:
    """Return the cover of a routine as a PNG of `SIDE` by `SIDE` pixels; the same words give the same bytes.

    Letters that `_FONT` doesn't have come from the system's fonts. If no font has them, the cover has no title, since a
    row of boxes would be worse.
    """
    title = _drawable(metadata.title)
    unknown = _unknown(title)
    if unknown and _rendered(_plain(unknown)) == _rendered(_plain(_NO_LETTER * len(unknown))):
        title = ""
    return _rendered(svg(title, area(metadata.title, metadata.tags)), system_fonts=bool(unknown))


def area(title: str, tags: Iterable[str]) -> str:
    """Return the first part of the body named in `title` or else in `tags`; '' if there is none.

    >>> area("Ten minutes", ["neck", "shoulders"]), area("Lower-back trigger points", ()), area("A nap", ())
    ('neck', 'lower back', '')
    """
    text = " | ".join((title, *tags)).casefold()
    found = [(match.start(), area) for area, pattern in _PATTERNS.items() if (match := pattern.search(text))]
    return min(found, key=lambda one: one[0])[1] if found else ""


def _rendered(drawing: str, *, system_fonts: bool = True) -> bytes:
    from resvg_py import svg_to_bytes

    return svg_to_bytes(
        drawing,
        font_files=[str(_FONT)],
        font_family=_FAMILY,
        skip_system_fonts=not system_fonts,
        width=SIDE,
        height=SIDE,
    )


def _unknown(title: str) -> str:
    """Return the letters of `title` that `_FONT` doesn't have, each once, without combining signs."""
    letters = dict.fromkeys(letter for letter in title if not unicodedata.combining(letter))
    return "".join(x for x in letters if not any(first <= ord(x) <= last for first, last in _FONT_HAS))


def svg(title: str, where: str) -> str:
    """Return a cover as SVG: the sign for the part of the body `where`, with `title` below."""
    lines, size = _typeset(title)
    first = (_TOP + _BOTTOM) / 2 + size * (0.36 - _LEADING * (len(lines) - 1) / 2)
    words = "".join(
        f'<text x="500" y="{first + number * _LEADING * size:.0f}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    # Without a title the figure fills its place.
    grown = "" if lines else 'transform="translate(500 500) scale(1.4) translate(-500 -345)"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{_GROUND}"/><g {grown}>{_sign(where)}</g>'
        f'<g fill="{_FIGURE}" font-family="{_FAMILY}" font-weight="bold" font-size="{size}" text-anchor="middle">'
        f"{words}</g></svg>"
    )


def _plain(text: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 40"><text y="20">{escape(text)}</text></svg>'


def _sign(where: str) -> str:
    if where == "breath":
        rings = "".join(
            f'<circle cx="500" cy="345" r="{radius}" stroke-opacity="{clear}"/>'
            for radius, clear in ((130, 1), (208, 0.7), (286, 0.4))
        )
        return (
            f'<g fill="none" stroke="{_FIGURE}" stroke-width="36">{rings}</g>'
            f'<circle cx="500" cy="345" r="74" fill="{_SPOT}"/>'
        )
    if where not in _SPOTS:
        return _BODY
    x, y = _SPOTS[where]
    return (
        f'{_BODY}<circle cx="{x}" cy="{y}" r="78" fill="{_GROUND}"/><circle cx="{x}" cy="{y}" r="62" fill="{_SPOT}"/>'
    )


def _drawable(title: str) -> str:
    """Return `title` in one line, without emoji, which need several colours, and unprintable characters."""
    shown = (" " if letter.isspace() else letter for letter in title)
    return " ".join(
        "".join(s for s in shown if unicodedata.category(s) not in ("So", "Sk", "Cc", "Cs", "Co", "Cn")).split()
    )


def _typeset(title: str) -> tuple[list[str], int]:
    """Return the lines of `title` and the size of their letters: the largest that fits, cut short if none does."""
    for size in range(_LARGEST, _SMALLEST - 1, -2):
        lines = list(_lines(title, size))
        if len(lines) <= _MOST_LINES and len(lines) * size * _LEADING <= _BOTTOM - _TOP:
            return lines, size
    kept = lines[:_MOST_LINES]
    while _width(kept[-1] + "...") * size > _LINE_ROOM:
        kept[-1] = kept[-1][:-1]
    return [*kept[:-1], kept[-1].rstrip() + "..."], size


def _lines(title: str, size: int) -> Iterator[str]:
    line = ""
    for word in _words(title):
        if line and _width(line + word.rstrip()) * size > _LINE_ROOM:
            yield line.strip()
            line = ""
        line += word
        while _width(line.rstrip()) * size > _LINE_ROOM:
            fits = next(n for n in range(len(line), 0, -1) if _width(line[:n]) * size <= _LINE_ROOM)
            yield line[:fits].strip()
            line = line[fits:]
    if line.strip():
        yield line.strip()


def _words(title: str) -> Iterator[str]:
    """Yield the pieces between which a line may end: words with the space after them, and single wide letters."""
    word = ""
    for letter in title:
        word += letter
        if letter in " -/" or _wide(letter):
            yield word
            word = ""
    yield word


def _width(text: str) -> float:
    """Return the width of `text` in letter sizes, rounded up rather than down."""
    return sum(1.0 if _wide(letter) else 0.0 if unicodedata.combining(letter) else _narrow(letter) for letter in text)


def _narrow(letter: str) -> float:
    if letter in " .,:;!'|iljIft()-/":
        return 0.45
    if letter in "mwMW@%":
        return 1.12
    return 0.9 if letter.isupper() else 0.72


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F")
