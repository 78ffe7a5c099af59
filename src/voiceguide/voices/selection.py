"""A language -> the engine and the voice that speak it best here, and after one that failed the next best.

Engines are asked in the order of `_BEST_FIRST`, and no more of them than it takes: where the first one speaks the
language naturally, the others are not even imported.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.errors import EngineError, VoiceguideError
from voiceguide.speech.engine import MANY, Quality, SafeEngine, best, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.speech.engine import Engine, Voice

BUILT_IN = "hibari"
"""The engine that comes with voiceguide: where it is missing, something is broken, and that is said."""
SYSTEM = "system"
"""The engine that starts a process to tell its voices, half a second."""
NO_SPEECH = frozenset({"tone"})
"""Engines that don't speak: for tests."""

_BEST_FIRST = (BUILT_IN, "piper")
_THEN = ("espeak", SYSTEM)
"""Engines of equal voices, the one to take first; between the two, those of other packages."""
_AT_BEST = {"espeak": Quality.ROBOTIC, SYSTEM: Quality.ROBOTIC if sys.platform == "linux" else Quality.PLAIN}
"""What the voices of these come to at best: not worth asking when what is found is as good."""

_UNBEATEN = (True, int(Quality.NATURAL))

Troubles = dict[str, VoiceguideError]
"""What is wrong with engines, by their names."""


@dataclass(frozen=True, slots=True)
class SelectedEngine:
    """The `engine` that its entry point calls `name`, made, and which of its voices is to speak, '' for its best."""

    name: str
    engine: Engine
    voice: str = ""

    @property
    def written(self) -> str:
        """The voice as `--voice` takes it: 'ENGINE' or 'ENGINE:NAME'."""
        return f"{self.name}:{self.voice}" if self.voice else self.name


def best_engine(language: str, troubles: Troubles, *, ask_all: bool = False) -> SelectedEngine | None:
    """Return what speaks `language` best of all engines not in `troubles`; None where nothing does.

    What goes wrong with an engine on the way is added to `troubles`. The system's voices are the last, and where it
    comes down to them they aren't asked, unless `ask_all`: whether they speak the language shows when they do.
    """
    found: SelectedEngine | None = None
    so_far = (False, 0)
    for name in _names():
        if so_far >= _UNBEATEN:
            break  # before other packages' engines are looked for
        if name in troubles or so_far >= (True, _AT_BEST.get(name, Quality.NATURAL)):
            continue
        try:
            engine = opened(name)
            if name == SYSTEM and not found and not ask_all:
                return SelectedEngine(name, engine)
            voice = _best_voice(name, engine, language)
        except VoiceguideError as error:
            troubles[name] = error
            continue
        if voice and (rank := (voice.language != MANY, int(voice.quality))) > so_far:
            found, so_far = SelectedEngine(name, engine, voice.name), rank
    return found


def pinned(name: str, voice: str, language: str) -> SelectedEngine:
    """Return the rung of the engine called `name` with its `voice`, or with its best one in `language` for ''.

    Raise `UsageError` where no engine has that name, and `EngineError` where it is broken.
    """
    engine = opened(name)
    if not voice and name != SYSTEM:
        # By its name, so that its clips are kept apart from those of a better one that comes later.
        chosen = best(engine.voices(), language)
        voice = chosen.name if chosen else ""
    return SelectedEngine(name, engine, voice)


def speaks(written: str, language: str) -> bool:
    """Return whether the voice that `--voice` would call `written` is here and speaks `language`."""
    name, _, voice = written.partition(":")
    try:
        voices = opened(name).voices()
    except VoiceguideError:
        return False
    if voice:
        # What an engine understands beside the names that it tells, 'espeak:de+f2', is its own business.
        known = [each for each in voices if voice == each.name]
        return not known or best(known, language) is not None
    return best(voices, language) is not None


def remedy(language: str, troubles: Troubles) -> str:
    """Return what helps where nothing speaks `language`: the mend of what broke, or what gets the best voice; or ''."""
    if corrected := hint_of(troubles):
        return corrected
    wanting: list[Voice] = []
    for name in _names():
        if name != SYSTEM:
            with contextlib.suppress(VoiceguideError):
                wanting += [voice for voice in opened(name).voices() if not voice.installed and voice.how]
    able = [voice for voice in wanting if fit(voice.language, language)]
    chosen = max(able, key=lambda voice: (voice.language != MANY, voice.quality), default=None)
    return f"To hear a voice: {chosen.how}" if chosen else ""


def hint_of(troubles: Troubles) -> str:
    """Return what mends the first engine of `troubles` that says so, or ''."""
    # The system's hint lists the languages that it does speak.
    hints = (error.hint for name, error in troubles.items() if name != SYSTEM and isinstance(error, EngineError))
    return next(filter(None, hints), "")


def opened(name: str) -> Engine:
    """Return the engine called `name`, made; raise `UsageError` where there is none, `EngineError` where it fails."""

    def make() -> Engine:
        engine: Engine = plugins.load(plugins.ENGINES, name)()
        return engine

    return SafeEngine(name, make)


def _names() -> Iterator[str]:
    yield from _BEST_FIRST
    # Every installed package's entry points are read for this: 20 ms that an English routine is spared.
    yield from (name for name in plugins.names(plugins.ENGINES) if name not in {*_BEST_FIRST, *_THEN, *NO_SPEECH})
    yield from _THEN


def _best_voice(name: str, engine: Engine, language: str) -> Voice | None:
    voices = engine.voices()
    if name == BUILT_IN and not any(voice.installed for voice in voices):
        missing = next((voice for voice in voices if fit(voice.language, language)), None)
        if missing:
            raise EngineError(f"{BUILT_IN} isn't installed", hint=f"Install it: {missing.how}")
    return best(voices, language)
