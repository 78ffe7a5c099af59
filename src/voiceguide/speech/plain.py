"""A text as it came -> the same with nothing in it but what can be said: no controls, invisible marks or pictures."""

import re
import unicodedata

# A lone surrogate is a byte that was no text; U+FFFD stands where another program met one.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd]+")
# Joiners spell words in the scripts from Arabic to Khmer. Elsewhere they are crumbs of pictures and of copied pages, as
# are soft hyphens, marks of direction and spaces of no width: in a word they make a voice stumble.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]|(?<![\u0600-\u17ff])[\u200c\u200d]"
)
# Neither figures in circles nor those with a comma are among them.
_PICTURE = (
    "\u20e3\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f000-\U0001f0ff\U0001f10d-\U0001faff\U000e0020-\U000e007f"
)
_PICTURES = re.compile(rf"\s*[{_PICTURE}][{_PICTURE}\s]*([.,;:!?]?)")


def cleaned(text: str) -> str:
    r"""Return `text` composed, without controls and what nobody sees, its digits those that every voice reads.

    >>> cleaned("Pre\u00adss\x07it for \u0663 s")
    'Press it for 3 s'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub("", _CONTROLS.sub(" ", text))
    return "".join(map(_digit, unicodedata.normalize("NFC", text)))


def without_pictures(text: str) -> str:
    r"""Return `text` without emoji, which voices read out by name and people don't.

    >>> without_pictures("Press \U0001f600 on it \U0001f44d\U0001f3fd.")
    'Press on it.'
    """
    return text if text.isascii() else _PICTURES.sub(lambda found: found[1] or " ", text).strip()


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
