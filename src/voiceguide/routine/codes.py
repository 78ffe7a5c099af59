"""The codes of problems: `codes.toml` holds each with its explanation and examples; this module prints them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple


class Code(NamedTuple):
    """What one code means. `wrong` and `right` are the same lines of a routine, without indentation."""

    title: str
    explanation: str
    wrong: str
    right: str


def _read(title: str, explanation: str, wrong: str, right: str, last_line_times: int = 1) -> Code:
    """Return the code of a table in `codes.toml`. The last line of `wrong` stands in it `last_line_times`."""
    *lines, last = wrong.splitlines(keepends=True)
    return Code(title, explanation, "".join((*lines, last * last_line_times)), right)


CODES = {
    code: _read(**table)
    for code, table in tomllib.loads(Path(__file__).with_name("codes.toml").read_text("utf-8")).items()
}


def explained(code: str) -> str:
    """Return what `code` means as plain text. Raise `KeyError` if there is no such code."""
    found = CODES[code]
    wrong, right = ("\n".join(f"    {line}" for line in _first_lines(text)) for text in (found.wrong, found.right))
    return "\n\n".join((f"{code}: {found.title}", found.explanation, "Not", wrong, "but", right))


def page() -> str:
    """Return the page of all codes as Markdown."""
    return "\n".join(
        f"## {code}\n\n**{known.title}.** {known.explanation}\n\n"
        f"Not\n\n{_block(known.wrong)}\n\nbut\n\n{_block(known.right)}\n"
        for code, known in CODES.items()
    )


def _block(text: str) -> str:
    return "\n".join(("```yaml", *_first_lines(text), "```"))


def _first_lines(text: str) -> list[str]:
    lines = text.splitlines()
    return lines if len(lines) <= 8 else [*lines[:8], "    ..."]
