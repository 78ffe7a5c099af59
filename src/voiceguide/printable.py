"""Texts from files, file names and arguments, made safe to print on a terminal and to type into a shell."""

import shlex
from collections.abc import Mapping

_OBEYED = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
"""The control characters of ASCII and Latin-1, and Unicode's line breaks."""
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
"""Marks that turn the direction of what follows: with them 'exe.yaml' can look like 'lmay.exe'."""
_NO_CHARACTERS = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
"""Surrogates: Python puts one in the place of each byte of a file's name that isn't UTF-8."""


def printable(text: str) -> str:
    r"""Return `text` without what a terminal would obey instead of showing it, and without what UTF-8 can't encode.

    >>> printable("Press\x1b[2Jnow"), printable("bad\udcff.yaml")
    ('Press [2Jnow', 'bad\ufffd.yaml')
    """
    return text if text.isascii() and text.isprintable() else text.translate(UNSAFE)


def printable_lines(text: str) -> str:
    """Return `text` as `printable` does, with its line breaks."""
    return "\n".join(map(printable, text.split("\n")))


UNSAFE = _OBEYED | _TURNS | _NO_CHARACTERS
"""What `printable` puts in the place of a character, by its code point."""


def command_line(command: str, source: str, given: Mapping[str, str]) -> str:
    r"""Return the words to type in a shell for `command` of the routine `source` with `given` settings.

    >>> command_line("play", "lower-back", {"hold": "10 s"}), command_line("play", "bad\udcff.yaml", {})
    ("voiceguide play lower-back '--hold=10 s'", "voiceguide play $'bad\\377.yaml'")
    """
    settings = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    words = [*settings, "--", source] if source.startswith("-") and source != "-" else [source, *settings]
    return " ".join(map(shell_word, ("voiceguide", command, *words)))


def shell_word(word: str) -> str:
    """Return `word` quoted for a shell; in octal numbers what can't be shown in it."""
    if printable(word) == word:
        return shlex.quote(word)
    size_bytes = word.encode(errors="surrogateescape")
    shown = (
        chr(octet) if 0x20 <= octet < 0x7F and chr(octet) not in "\\'" else f"\\{octet:03o}" for octet in size_bytes
    )
    return f"$'{''.join(shown)}'"
