"""The listener's lexicon.toml -> how they want words to be said, by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.speech.locale import narrowed

if TYPE_CHECKING:
    from pathlib import Path


def lexicon_file() -> Path:
    """Return the path of the listener's own lexicon; it may not exist."""
    return paths.config_folder() / "lexicon.toml"


def own_lexicon(language: str) -> dict[str, str]:
    """Return what the listener wants said in `language`, by what is written; raise `FileError` for a slip in it.

    A table is a language: `[en]`, and `[en-GB]` over it.
    """
    path = lexicon_file()
    tables = paths.read_toml(path, 'A line of it: "psoas" = "so-as"')
    for tag, table in tables.items():
        if not isinstance(table, dict):
            raise FileError(f"{path}: '{tag}' stands under no language", hint="Begin with a line such as [en].")
        for written, spoken in table.items():
            if not (written.strip() and isinstance(spoken, str)):
                raise FileError(
                    f"{path}: '{written}' in [{tag}] takes a text, what is said for it", hint='"psoas" = "so-as"'
                )
    by_tag = {tag.lower(): table for tag, table in tables.items()}
    found: dict[str, str] = {}
    for tag in reversed(list(narrowed(language))):
        found |= by_tag.get(tag, {})
    return found
