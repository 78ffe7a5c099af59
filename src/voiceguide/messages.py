"""Parts of messages: similar names, lists, quotes, reasons of errors, and text that is safe to print."""

from __future__ import annotations

import shlex
from itertools import islice
from typing import TYPE_CHECKING

from voiceguide.errors import VoiceguideError, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MEANT = {
    "speak": "say",
    "tell": "say",
    "loop": "repeat",
    "reps": "times",
    "inhale": "in",
    "exhale": "out",
    "not first": "later",
}
"""Words of other programs, and the words of a routine for the same thing."""
_LONGEST_KNOWN, _MOST_KNOWN = 100, 500
"""The most characters of a word, and the most words, that `nearest` looks at: more would take seconds."""
_MOST_LISTED, _LONGEST_LISTED, _LONGEST_LIST = 16, 60, 200
"""The most words that `listed` shows, characters of a word, and characters of the list."""

_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
"""The control characters of ASCII and Latin-1, and Unicode's line breaks."""
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
"""Marks that change the direction of the text after them: with them 'exe.yaml' can look like 'lmay.exe'."""
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
"""Python decodes a byte of a file's name that isn't UTF-8 as one of these."""
UNSAFE = _CONTROLS | _DIRECTIONS | _SURROGATES
"""The replacement of each character that `printable` doesn't keep, by code point."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` most likely means, or ''."""
    from difflib import get_close_matches

    if len(word) > _LONGEST_KNOWN:
        return ""
    known = list(islice(known, _MOST_KNOWN))
    meant = _MEANT.get(word.lower(), "")
    # 'tempo' and 'steps' must not match: their likeness is just below this cutoff.
    return meant if meant in known else next(iter(get_close_matches(word.lower(), known, n=1, cutoff=0.61)), "")


def near(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'hold'?", or '' if no known word is near `word`."""
    found = nearest(word, known)
    return f"; did you mean '{found}'?" if found else ""


def pick(wanted: str, names: Iterable[str]) -> list[int]:
    """Return the indices of the names that are `wanted`, or else of those that contain it, ignoring case.

    If there are none or several, the caller reports it.

    >>> pick("usb", ["Built-in", "USB Headset"]), pick("a", ["A", "Ab"]), pick("s", ["USB", "Bass"])
    ([1], [0], [0, 1])
    """
    wanted, folded = wanted.casefold(), [name.casefold() for name in names]
    equal = [index for index, name in enumerate(folded) if name == wanted]
    return equal or [index for index, name in enumerate(folded) if wanted in name]


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return a list as people write it: "'a', 'b' or 'c'". A long list ends with the number of the other words."""
    words = list(words)
    most = [f"'{shortened(word, _LONGEST_LISTED)}'" for word in words[:_MOST_LISTED]]
    while len(", ".join(most)) > _LONGEST_LIST:
        most.pop()
    final = f"{len(words) - len(most):,} more" if len(most) < len(words) else most.pop()
    return f"{', '.join(most)} {last} {final}" if most else final


def quoted(text: str) -> str:
    """Return `text` in the quotes that need the fewest escapes."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def reason(error: OSError) -> str:
    """Return why the operating system failed, without the file's name: 'permission denied'."""
    return (error.strerror or str(error)).lower()


def in_a_line(error: BaseException) -> str:
    r"""Return the name of `error` and its text, in one line.

    >>> in_a_line(ValueError("one\ntwo"))
    'ValueError: one two'
    """
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def trouble(error: Exception) -> str:
    """Return the message of `error` if voiceguide raised it, or else its name and text."""
    return error.message if isinstance(error, VoiceguideError) else f"something unforeseen, {in_a_line(error)}"


def printable(text: str) -> str:
    r"""Return `text` without characters that control a terminal, or that UTF-8 can't encode.

    >>> printable("Press\x1b[2Jnow"), printable("bad\udcff.yaml")
    ('Press [2Jnow', 'bad\ufffd.yaml')
    """
    return text if text.isascii() and text.isprintable() else text.translate(UNSAFE)


def printable_lines(text: str) -> str:
    """Return `text` as `printable` does, but keep its line breaks."""
    return "\n".join(map(printable, text.split("\n")))


def command_line(command: str, source: str, given: Mapping[str, str]) -> str:
    r"""Return what to type in a shell to run `command` on the routine `source` with `given` settings.

    >>> command_line("play", "lower-back", {"hold": "10 s"}), command_line("play", "bad\udcff.yaml", {})
    ("voiceguide play lower-back '--hold=10 s'", "voiceguide play $'bad\\377.yaml'")
    """
    settings = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    words = [*settings, "--", source] if source.startswith("-") and source != "-" else [source, *settings]
    return " ".join(map(shell_word, ("voiceguide", command, *words)))


def shell_word(word: str) -> str:
    """Return `word` quoted for a shell, with octal numbers for bytes that can't be printed."""
    if printable(word) == word:
        return shlex.quote(word)
    shown = (
        chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in "\\'" else f"\\{byte:03o}"
        for byte in word.encode(errors="surrogateescape")
    )
    return f"$'{''.join(shown)}'"
