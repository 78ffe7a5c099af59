"""The listener's lexicon.toml -> how they want words to be said, by language."""

from __future__ import annotations

import tomllib
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
    try:
        tables = tomllib.loads(paths.content(path).decode())
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:  # as no UTF-8, no TOML, or a number or a list beyond all bounds
        raise FileError(f"{path} isn't TOML: {error}", hint='A line of it: "psoas" = "so-as"') from None
    except OSError as error:
        raise FileError(f"can't read {path}: {(error.strerror or str(error)).lower()}") from error
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
