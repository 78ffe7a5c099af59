"""Values -> what a command prints of them: JSON for scripts, durations for people."""

from __future__ import annotations

import json
import shutil
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from voiceguide.printable import UNSAFE
from voiceguide.units import write_duration

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON_VERSION = 1
"""The version in every `--json`: it rises when a key goes or changes its meaning, not when one is added."""


_ESCAPED = {code: f"\\u{code:04x}" for code in UNSAFE if code >= ord("\x7f")}
"""What JSON may hold as it is, but a terminal would obey, and what UTF-8 can't encode."""


def print_json(fields: Mapping[str, object]) -> None:
    """Print `fields` as JSON, the version first."""
    click.echo(_json(fields, indent=2))


def print_json_line(fields: Mapping[str, object]) -> None:
    """Print `fields` as `print_json` does, in one line: for a script that reads on while the command runs."""
    click.echo(_json(fields))


def _json(fields: Mapping[str, object], **form: Any) -> str:
    text = json.dumps({"version": JSON_VERSION, **fields}, ensure_ascii=False, **form)
    return text.translate(_ESCAPED)


def folded(text: str, bullet: str = "") -> str:
    """Return `text` behind `bullet`, broken between words where the terminal ends; one line where there is none."""
    if not sys.stdout.isatty():
        return bullet + text
    columns = shutil.get_terminal_size().columns
    return click.wrap_text(text, columns, initial_indent=bullet, subsequent_indent=" " * len(bullet))


def roughly(seconds: Fraction) -> str:
    """Return `seconds` as a person says them, to the second; never '0 s' for something.

    >>> roughly(Fraction(2501, 10)), roughly(Fraction(1, 10))
    ('4 min 10 s', '1 s')
    """
    return write_duration(Fraction(max(round(seconds), 1 if seconds else 0)))


def readable_size(size_bytes: int) -> str:
    """Return a file's size as file managers write it.

    >>> readable_size(999), readable_size(1_650_000)
    ('999 bytes', '1.6 MB')
    """
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    number, unit = next(
        (size_bytes / step, unit) for step, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")) if size_bytes >= step
    )
    return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
