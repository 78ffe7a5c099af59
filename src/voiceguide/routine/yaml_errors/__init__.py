"""Finds the author's mistake if ruamel.yaml can't parse a file, and corrects the line.

Why this is written by hand: YAML parsers stop at the first error and name it in terms of the grammar, such as "mapping
values are not allowed here". No library says which quote, colon or space the author forgot, and none goes on to the
next mistake. The modules here match ruamel.yaml's messages, so pyproject.toml bounds its version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.routine.tree import brief
from voiceguide.routine.yaml_errors import indentation, keys, punctuation
from voiceguide.routine.yaml_errors.mistake import Mistake

if TYPE_CHECKING:
    from voiceguide.routine.compose import YamlFailure
    from voiceguide.routine.source import SourceText


def diagnose(failure: YamlFailure, source: SourceText) -> Mistake:
    """Return the mistake that most likely caused `failure`."""
    lines = (source.locate(index)[1] for index in (failure.at, failure.began or 0))
    short = max(map(len, lines)) <= _LONGEST_LINE
    for check in _CHECKS if short else (punctuation.unclosed_quote_in_brackets,):
        if mistake := check(failure, source):
            return mistake
    return Mistake(source.where(failure.at), "VG100", f"this can't be read as YAML: {brief(failure.message)}")


_LONGEST_LINE = 5_000
"""Characters of the longest line that every check looks at. On the long lines that programs write, the patterns would
take minutes."""

_CHECKS = (
    punctuation.unclosed_quote_in_brackets,
    indentation.tabs,
    punctuation.stray_bracket,
    punctuation.doubled_comma,
    punctuation.open_bracket,
    keys.dash,
    indentation.stepless,
    keys.colon,
    keys.crowded,
    indentation.continued,
    punctuation.colon_in_text,
    keys.nameless,
    punctuation.escape,
    keys.comma,
    punctuation.value_in_brackets,
    punctuation.name_in_braces,
    punctuation.unclosed_quote,
    punctuation.special_character,
    indentation.indentation,
)
"""Every check, the most certain first. A check returns None if its mistake isn't the cause."""
