"""The name of a routine -> the translation of it that its listener wants who named no language."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOBODYS = frozenset({"", "c", "posix"})
"""The languages of a system that was told none."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The `name` of a translation, and a line that says why it is taken; '' where the listener's config says so."""

    name: str
    told: str = ""


def translation(source: str, voice: str, environ: Mapping[str, str] = os.environ) -> Translation | None:
    """Return the translation of `source` that the listener's config or else their system asks for; None without one.

    Only a routine that is called by its name has one taken for it: a file is the file that was named. What the system
    asks for must be spoken here, by `voice` if it isn't ''. Raise `FileError` for a slip in the config.
    """
    from voiceguide.config import own_config

    config = own_config()
    language = config.language or system_language(environ)
    # English is what the built-in routines are written in: most listeners pay for nothing but this.
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


def system_language(environ: Mapping[str, str]) -> str:
    """Return the BCP 47 tag of the language that the system speaks with its user; '' where it was told none.

    >>> system_language({"LC_ALL": "", "LANG": "de_AT.UTF-8"})
    'de-AT'
    """
    told = next(filter(None, (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    tag = told.partition(".")[0].partition("@")[0].replace("_", "-")
    return "" if tag.lower() in _NOBODYS else tag


def _is_spoken(language: str, voice: str) -> bool:
    from voiceguide.voices import selection
    from voiceguide.voices.narrator import AUTO, NONE

    if voice in ("", AUTO):
        return selection.best_engine(language, {}, ask_all=True) is not None
    return voice == NONE or selection.speaks(voice, language)
