"""Voices and a routine's language -> the voice that speaks it best."""

from collections.abc import Iterable

from voiceguide.speech.engine import MANY, Voice

# What ISO 639 calls a member of a macrolanguage, and everyone else by the whole.
_KNOWN_AS = {"cmn": "zh", "nb": "no"}


def fit(spoken: str, wanted: str) -> int:
    """Return how well a voice's language serves a routine's, both BCP 47 tags: 0 not at all, 4 exactly.

    >>> [fit(spoken, "en-GB") for spoken in ("de", "mul", "en-US", "en", "en_GB")]
    [0, 1, 2, 3, 4]
    """
    if spoken == MANY:
        return 1
    parts, others = _parts(spoken), _parts(wanted)
    if parts[0] != others[0]:
        return 0
    if parts == others:
        return 4
    return 3 if len(parts) == 1 or len(others) == 1 else 2


def best(voices: Iterable[Voice], language: str) -> Voice | None:
    """Return the installed voice that serves `language` best, then sounds best, then is named first; or None."""
    able = [voice for voice in voices if voice.installed and fit(voice.language, language)]
    return max(able, key=lambda voice: (fit(voice.language, language), voice.quality), default=None)


def _parts(tag: str) -> list[str]:
    main, *rest = tag.casefold().replace("_", "-").split("-")
    return [_KNOWN_AS.get(main, main), *rest]
