"""Selects the engine and voice that speak a language best on this computer, and the next best if one fails.

Engines are tried in order. An engine is imported only if its voices may be better than the best one found so far.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.errors import EngineError, UsageError, VoiceguideError, interrupted
from voiceguide.messages import in_a_line
from voiceguide.speech.engine import MANY, Quality, best, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.audio import Clip
    from voiceguide.speech.engine import Engine, Utterance, Voice

BUILT_IN = "hibari"
"""The engine that voiceguide depends on. If it is missing, the installation is broken, and that is reported."""
SYSTEM = "system"
"""The engine that starts a process to list its voices, which takes half a second."""
NO_SPEECH = frozenset({"tone"})
"""Engines for tests, which don't speak."""

_FIRST = (BUILT_IN, "piper")
_LAST = ("espeak", SYSTEM)
"""Of engines with equally good voices, the earlier one speaks. Engines of other packages come between the two."""
_AT_BEST = {"espeak": Quality.ROBOTIC, SYSTEM: Quality.ROBOTIC if sys.platform == "linux" else Quality.PLAIN}
"""The best quality that these engines can have: they aren't tried if a voice as good was found."""

_UNBEATEN = (True, int(Quality.NATURAL))

Failures = dict[str, VoiceguideError]
"""Why engines failed, by their names."""


class SafeEngine:
    """The engine of an entry point, wrapped so that every failure of it is an `EngineError` that names it.

    Raise `UsageError` if there is no such entry point. Ctrl-C passes through.
    """

    def __init__(self, entry_point: str) -> None:
        self._entry_point = entry_point
        with self._named_errors(UsageError):
            self._engine: Engine = plugins.load(plugins.ENGINES, entry_point)()
            self.name, self.version = self._engine.name, self._engine.version

    def voices(self) -> list[Voice]:
        """Return the engine's voices."""
        with self._named_errors():
            return self._engine.voices()

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`."""
        with self._named_errors():
            return self._engine.speak(utterance)

    def close(self) -> None:
        """Close the engine; ignore an error, because nothing needs the engine any more."""
        with contextlib.suppress(EngineError), self._named_errors():
            self._engine.close()

    @contextlib.contextmanager
    def _named_errors(self, passing: type[VoiceguideError] = EngineError) -> Iterator[None]:
        try:
            yield
        except (EngineError, passing):
            raise
        except VoiceguideError as error:
            raise EngineError(error.message, hint=error.hint) from error
        except Exception as error:
            if interrupted(error):
                raise KeyboardInterrupt from error
            raise EngineError(f"the {self._entry_point} voice failed: {in_a_line(error)}") from error


@dataclass(frozen=True, slots=True)
class SelectedEngine:
    """The `engine` of the entry point `name`, and which of its voices speaks, '' for its best."""

    name: str
    engine: Engine
    voice: str = ""

    @property
    def written(self) -> str:
        """The voice as `--voice` takes it: 'ENGINE' or 'ENGINE:NAME'."""
        return f"{self.name}:{self.voice}" if self.voice else self.name


def best_engine(language: str, failures: Failures, *, list_system: bool = False) -> SelectedEngine | None:
    """Return the engine with the best voice for `language`, or None. Engines in `failures` are left out.

    An engine that fails on the way is added to `failures`. If only the system's voices are left, its engine is returned
    without listing them, unless `list_system`: whether one speaks the language shows when it speaks.
    """
    found: SelectedEngine | None = None
    so_far = (False, 0)
    for name in _names():
        if so_far >= _UNBEATEN:
            break  # before engines of other packages are looked for
        if name in failures or so_far >= (True, _AT_BEST.get(name, Quality.NATURAL)):
            continue
        try:
            engine = SafeEngine(name)
            if name == SYSTEM and not found and not list_system:
                return SelectedEngine(name, engine)
            voice = _best_voice(name, engine, language)
        except VoiceguideError as error:
            failures[name] = error
            continue
        if voice and (rank := (voice.language != MANY, int(voice.quality))) > so_far:
            found, so_far = SelectedEngine(name, engine, voice.name), rank
    return found


def named_engine(written: str, language: str) -> SelectedEngine:
    """Return the engine and voice that `--voice` calls `written`. For 'ENGINE', it is its best voice in `language`.

    Raise `UsageError` if there is no such engine, and `EngineError` if it fails.
    """
    name, _, voice = written.partition(":")
    engine = SafeEngine(name)
    if not voice and name != SYSTEM:
        # The name is part of a cached clip's name, so a better voice installed later gets clips of its own.
        chosen = best(engine.voices(), language)
        voice = chosen.name if chosen else ""
    return SelectedEngine(name, engine, voice)


def speaks(written: str, language: str) -> bool:
    """Return True if the voice that `--voice` calls `written` is installed and speaks `language`."""
    name, _, voice = written.partition(":")
    try:
        voices = SafeEngine(name).voices()
    except VoiceguideError:
        return False
    if voice:
        voices = [each for each in voices if each.name == voice]
        if not voices:
            return True  # an engine may understand names that it doesn't list, such as 'espeak:de+f2'
    return best(voices, language) is not None


def hint_of(failures: Failures) -> str:
    """Return the first hint in `failures`, or ''."""
    # The system's hint lists the languages that it speaks, which helps with no other.
    hints = (error.hint for name, error in failures.items() if name != SYSTEM and isinstance(error, EngineError))
    return next(filter(None, hints), "")


def how_to_get_voice(language: str, failures: Failures) -> str:
    """Return the hint of `failures`, or else how to get the best voice that speaks `language`; '' if there is none."""
    if hint := hint_of(failures):
        return hint
    missing: list[Voice] = []
    for name in _names():
        if name != SYSTEM:
            with contextlib.suppress(VoiceguideError):
                missing += [voice for voice in SafeEngine(name).voices() if not voice.installed and voice.how]
    able = [voice for voice in missing if fit(voice.language, language)]
    chosen = max(able, key=lambda voice: (voice.language != MANY, voice.quality), default=None)
    return f"To hear a voice: {chosen.how}" if chosen else ""


def _names() -> Iterator[str]:
    yield from _FIRST
    # This reads the entry points of every installed package: 20 ms that an English routine is spared.
    yield from (name for name in plugins.names(plugins.ENGINES) if name not in {*_FIRST, *_LAST, *NO_SPEECH})
    yield from _LAST


def _best_voice(name: str, engine: Engine, language: str) -> Voice | None:
    voices = engine.voices()
    if name == BUILT_IN and not any(voice.installed for voice in voices):
        missing = next((voice for voice in voices if fit(voice.language, language)), None)
        if missing:
            raise EngineError(f"{BUILT_IN} isn't installed", hint=f"Install it: {missing.how}")
    return best(voices, language)
