"""The MODEL_CARD beside a piper voice -> the licence it tells of."""

import re

_LINE = re.compile(r"^[ \t*_-]*licen[cs]e[ \t*_]*:[ \t*_]*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_COMMONS = re.compile(
    r"(?:creativecommons\.org/licenses/|\bcc[ -]?)(by(?:-(?:nc|nd|sa))*)(?:[ /-]+(\d\.\d))?", re.IGNORECASE
)
_ZERO = re.compile(r"\bcc[ -]?0\b|creativecommons\.org/publicdomain/zero", re.IGNORECASE)
_KNOWN = {"mit": "MIT", "mit license": "MIT", "apache 2.0": "Apache-2.0", "apache-2.0": "Apache-2.0"}


def licence(card: str) -> str:
    """Return the licence that `card` names, as SPDX writes it where that is clear; '' when it names none.

    >>> licence("* License: CC0"), licence("* License: https://creativecommons.org/licenses/by-sa/4.0/")
    ('CC0-1.0', 'CC-BY-SA-4.0')
    >>> licence("* URL: https://example.org"), licence("* License: See URL")
    ('', 'See URL')
    """
    if not (line := _LINE.search(card)):
        return ""
    words = line[1]
    if _ZERO.search(words):
        return "CC0-1.0"
    if (commons := _COMMONS.search(words)) and commons[2]:
        return f"CC-{commons[1].upper()}-{commons[2]}"
    return _KNOWN.get(words.casefold(), words)
