"""Choose the translation of a routine if the listener names no language."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Translation:
    """The `name` of a translation, and a `note` that says why it was chosen; '' if the listener's config says so."""

    name: str
    note: str = ""


def translation(source: str, voice: str, environ: Mapping[str, str] = os.environ) -> Translation | None:
    """Return the translation of `source` into the language of the listener's config, or else of the system, or None.

    Only the name of a routine is translated, not a file. The system's language counts only if a voice here speaks it,
    or `voice` if that isn't ''. Raise `FileError` for a mistake in the config.
    """
    from voiceguide.config import own_config, system_language

    config = own_config()
    language = config.language or system_language(environ)
    # The built-in routines are in English, so for most listeners this is enough, and it imports no library.
    if not language or (not config.language and language.partition("-")[0] == "en"):
        return None
    from voiceguide.routine import library

    name = library.translated(source, language) if library.is_name(source) else source
    if name == source:
        return None
    if config.language:
        return Translation(name)
    tag = name.rpartition(".")[2]
    if not _is_spoken(tag, voice or config.voice(tag)):
        return None
    return Translation(name, f"This is {name}, in your system's language; --language takes another.")


def _is_spoken(language: str, voice: str) -> bool:
    from voiceguide.voices import selection
    from voiceguide.voices.narrator import AUTO, NONE

    if voice in ("", AUTO):
        return selection.best_engine(language, {}, list_system=True) is not None
    return voice == NONE or selection.speaks(voice, language)
