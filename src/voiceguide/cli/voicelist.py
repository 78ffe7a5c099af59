"""The engines that are here -> what each offers, one that breaks too; nothing that speaks is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.errors import UsageError, VoiceguideError, Where, interrupted
from voiceguide.messages import in_a_line
from voiceguide.plan.model import Metadata, Phrase, Plan, Say, Words
from voiceguide.speech.engine import MANY, Quality, Voice, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.speech.engine import Engine

FOR_TESTS = "tone"
"""The engine that doesn't speak: listed when it is asked for."""

FETCH = "voiceguide voices fetch"
"""How `Voice.how` begins where a voice waits to be fetched."""

_SAMPLE = Where("<sample>", 1, 1)

QUALITIES = {Quality.ROBOTIC: "robotic", Quality.PLAIN: "plain", Quality.NATURAL: "natural"}


@dataclass(frozen=True, slots=True)
class Offer:
    """The voices of `engine`; `trouble` says why it has none, or not all, and `hint` what helps.

    `size_bytes` are the sizes of voices that can be fetched, by name, where they are known.
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


def offers(engines: Iterable[str], progress: Callable[[int, int], None], *, fetchable: bool = False) -> list[Offer]:
    """Return what each of `engines` offers, in their order; with `fetchable`, what piper's repository has as well.

    `progress` is told (engines asked, all of them).
    """
    names = list(engines)
    found = []
    for done, name in enumerate(names):
        progress(done, len(names))
        found.append(_tried(name, partial(_offer, name)))
    if fetchable:
        found = [_with_more(offer) if offer.engine == "piper" else offer for offer in found]
    return found


def known_engines() -> list[str]:
    """Return the names of all engines but the one for tests."""
    return [name for name in plugins.names(plugins.ENGINES) if name != FOR_TESTS]


def language_of(voice: str) -> str:
    """Return the language of `voice` ('ENGINE:NAME'); English for an engine alone, or for one that speaks many."""
    engine, _, name = voice.partition(":")
    if name:
        for each in _offer(engine).voices:
            if each.name == name and each.language != MANY:
                return each.language
    return "en"


def sample(language: str) -> Plan:
    """Return a short plan to judge a voice by, in `language` (a BCP 47 tag): sentences and a count.

    It is the count alone if the program has no words in that language.
    """
    from voiceguide.speech import locales

    count = [_said(str(number), then=1) for number in (3, 2, 1)]
    try:
        locales.find(language)
    except UsageError:
        events = count
    else:
        seconds = Phrase("duration", (("seconds", Fraction(8)),))
        events = [_said(Phrase("how-to-answer")), _said(seconds, "."), *count, _said(Phrase("breathe-out"))]
    return Plan(Metadata("A voice", language=language), tuple(events))


def _said(*parts: str | Phrase, then: int = 0) -> Say:
    return Say(where=_SAMPLE, words=Words(parts), then=Fraction(then))


def fields(found: Iterable[Offer]) -> dict[str, object]:
    """Return what `--json` tells of offers."""
    offers = list(found)
    return {
        "engines": [{"name": o.engine, "trouble": o.trouble, "hint": o.hint} for o in offers],
        "voices": [
            {
                "engine": offer.engine,
                "name": voice.name,
                "voice": f"{offer.engine}:{voice.name}".removesuffix(":"),
                "language": voice.language,
                "quality": QUALITIES[voice.quality],
                "licence": voice.licence,
                "installed": voice.installed,
                "how": voice.how,
                "size_bytes": offer.size_bytes.get(voice.name),
            }
            for offer in offers
            for voice in offer.voices
        ],
    }


def _offer(name: str) -> Offer:
    engine: Engine = plugins.load(plugins.ENGINES, name)()
    try:
        return Offer(name, tuple(engine.voices()))
    finally:
        engine.close()


def _with_more(offer: Offer) -> Offer:
    def with_more() -> Offer:
        from voiceguide.voices.catalogue import piper_voices

        here = {voice.name for voice in offer.voices}
        more = [voice for voice in piper_voices().values() if voice.name not in here]
        others = [
            Voice(each.name, each.language, each.quality, "", installed=False, how=f"{FETCH} {each.full_name}")
            for each in more
        ]
        return replace(offer, voices=(*offer.voices, *others), size_bytes={each.name: each.size_bytes for each in more})

    tried = _tried(offer.engine, with_more)
    return tried if not tried.trouble else replace(tried, voices=offer.voices)


def _tried(name: str, attempt: Callable[[], Offer]) -> Offer:
    """Return what `attempt` does; a stranger's engine may raise what it likes, and ends nothing."""
    try:
        return attempt()
    except VoiceguideError as error:
        return Offer(name, trouble=error.message, hint=error.hint)
    except Exception as error:
        if interrupted(error):
            raise
        return Offer(name, trouble=in_a_line(error))
