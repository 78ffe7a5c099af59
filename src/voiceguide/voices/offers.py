"""What voices each engine offers, also an engine that fails. This loads no voice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.errors import UsageError, VoiceguideError, Where, interrupted
from voiceguide.messages import in_a_line
from voiceguide.plan.model import Metadata, Phrase, Plan, Say, Words
from voiceguide.speech.engine import MANY, Voice, fit
from voiceguide.voices.selection import NO_SPEECH, SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.speech.engine import Engine

FETCH = "voiceguide voices fetch"
"""How `Voice.how` begins if the voice can be fetched."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The voices of `engine`; `trouble` says why it has none, or not all, and `hint` what helps.

    `size_bytes` holds the sizes of voices that can be fetched, by name, where they are known.
    """

    engine: str
    voices: tuple[Voice, ...] = ()
    trouble: str = ""
    hint: str = ""
    size_bytes: dict[str, int] = field(default_factory=dict)

    def speaking(self, language: str) -> Offer:
        """Return the offer with the voices that serve `language` (a BCP 47 tag), the fittest first."""
        able = [voice for voice in self.voices if fit(voice.language, language)]
        able.sort(key=lambda voice: (-fit(voice.language, language), -voice.quality))
        return replace(self, voices=tuple(able))


def offers(engines: Iterable[str], progress: Callable[[int, int], None]) -> list[Offer]:
    """Return what each of `engines` offers, in their order.

    `progress` is called with the number of engines done, and of all.
    """
    names = list(engines)
    found = []
    for done, name in enumerate(names):
        progress(done, len(names))
        found.append(tried(name, partial(_offer, name)))
    return found


def tried(name: str, attempt: Callable[[], Offer]) -> Offer:
    """Return what `attempt` returns, or the trouble with it: an engine of another package may raise anything."""
    try:
        return attempt()
    except VoiceguideError as error:
        return Offer(name, trouble=error.message, hint=error.hint)
    except Exception as error:
        if interrupted(error):
            raise
        return Offer(name, trouble=in_a_line(error))


def known_engines() -> list[str]:
    """Return the names of all engines but those for tests."""
    return [name for name in plugins.names(plugins.ENGINES) if name not in NO_SPEECH]


def installed_names(start: str) -> list[str]:
    """Return the engines and the full names of installed voices that begin with `start`, for Tab."""
    engines = [name for name in known_engines() if name.startswith(start)]
    return [*engines, *beginning_with(start, _quick_names(start, lambda voice: voice.installed))]


def fetchable_names(start: str) -> list[str]:
    """Return the voices to fetch that begin with `start`, for Tab: hibari's; piper's need the network."""
    return beginning_with(start, _quick_names(start, lambda voice: voice.how.startswith(FETCH)))


def beginning_with(start: str, names: Iterable[str]) -> list[str]:
    """Return those of `names` that begin with `start`; else what follows their colon, where bash begins anew."""
    names = list(names)
    short = [name.partition(":")[2] for name in names]
    return [name for name in names if name.startswith(start)] or [name for name in short if name.startswith(start)]


def language_of(voice: str) -> str:
    """Return the language of `voice` ('ENGINE:NAME'); English for an engine alone, or for one that speaks many."""
    engine, _, name = voice.partition(":")
    voices = _offer(engine).voices if name else ()
    return next((each.language for each in voices if each.name == name and each.language != MANY), "en")


def sample(language: str) -> Plan:
    """Return a short plan to judge a voice by, in `language` (a BCP 47 tag): sentences and a count.

    It is the count alone if the program has no words in that language.
    """
    from voiceguide.speech import locales

    count = [_say(str(number), then=1) for number in (3, 2, 1)]
    try:
        locales.find(language)
    except UsageError:
        events = count
    else:
        seconds = Phrase("duration", (("seconds", Fraction(8)),))
        events = [_say(Phrase("how-to-answer")), _say(seconds, "."), *count, _say(Phrase("breathe-out"))]
    return Plan(Metadata("A voice", language=language), tuple(events))


def _say(*parts: str | Phrase, then: int = 0) -> Say:
    return Say(where=Where("<sample>", 1, 1), words=Words(parts), then=Fraction(then))


def _quick_names(start: str, wanted: Callable[[Voice], bool]) -> list[str]:
    """Return the full names of voices that are `wanted`, of the engines that `start` may mean.

    The system's engine starts a process to list its voices, which takes longer than Tab may.
    """
    quick = [name for name in known_engines() if name != SYSTEM]
    begun = [name for name in quick if name.startswith(start.partition(":")[0])]
    found = offers(begun or quick, lambda _done, _total: None)
    return [f"{offer.engine}:{voice.name}" for offer in found for voice in offer.voices if wanted(voice)]


def _offer(name: str) -> Offer:
    engine: Engine = plugins.load(plugins.ENGINES, name)()
    try:
        return Offer(name, tuple(engine.voices()))
    finally:
        engine.close()
