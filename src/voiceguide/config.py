"""The listener's config.toml: the voices, language and volumes of every session, unless a command says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from voiceguide import paths
from voiceguide.errors import FileError, UsageError
from voiceguide.messages import listed, near
from voiceguide.speech.voice_settings import DEFAULT, NotDecibels, VoiceSettings, decibels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_LANGUAGE = 'language = "de"'
_NO_LANGUAGES = frozenset({"", "c", "posix"})
"""What a system's language is called if none is set."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of the file. A missing key keeps its default.

    `voices` are by language, '' for any other. `language` is the one to hear routines in, where they have it.
    """

    voices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    language: str = ""
    voice_settings: VoiceSettings = DEFAULT

    def voice(self, language: str) -> str:
        """Return the voice for `language`, a BCP 47 tag: 'ENGINE' or 'ENGINE:NAME'; '' if none is set.

        >>> Config({"de": "espeak:de", "": "system"}).voice("de-AT")
        'espeak:de'
        """
        from voiceguide.speech.locales import narrowed

        wanted = (self.voices.get(tag) for tag in (*narrowed(language), "")) if self.voices else ()
        return next(filter(None, wanted), "")


def config_file() -> Path:
    """Return the path of the listener's config file; it may not exist."""
    return paths.config_folder() / "config.toml"


def own_config() -> Config:
    """Return the settings in the listener's config file; raise `FileError`, with a hint, for a mistake in it."""
    path = config_file()
    written = paths.read_toml(path, f"A line of it: {_LANGUAGE}")
    for key in written:
        if key not in _KEYS:
            known = f"It has: {listed(_KEYS, 'and')}."
            raise FileError(f"{path} has a key '{key}' that means nothing{near(key, _KEYS)}", hint=known)
    read: dict[str, Any] = {}
    for key, value in written.items():
        name, reader, example = _KEYS[key]
        try:
            read[name] = reader(value)
        except _MistakeError as mistake:
            raise FileError(f"{path}: {mistake}", hint=f"Write it like this: {example}") from None
    voice_settings = {name: read.pop(name) for name in _VOICE_SETTINGS & read.keys()}
    return Config(**read, voice_settings=VoiceSettings(**voice_settings))


def system_language(environ: Mapping[str, str]) -> str:
    """Return the BCP 47 tag of the system's own language, '' if none is set.

    >>> system_language({"LC_ALL": "", "LANG": "de_AT.UTF-8"})
    'de-AT'
    """
    named = next(filter(None, (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    tag = named.partition(".")[0].partition("@")[0].replace("_", "-")
    return "" if tag.lower() in _NO_LANGUAGES else tag


class _MistakeError(Exception):
    """A mistake in a value. Its text follows the file's name."""


def _voices(written: object) -> Mapping[str, str]:
    if not isinstance(written, dict):
        return {"": _voice(written, "'voice'")}
    for tag in written:
        _tag(tag, "[voice]")
    return {tag.lower(): _voice(voice, f"'{tag}' in [voice]") for tag, voice in written.items()}


def _voice(written: object, where: str) -> str:
    from voiceguide.routine.values import VOICE

    if not isinstance(written, str):
        raise _MistakeError(f"{where} takes a text, ENGINE or ENGINE:NAME, not {written}")
    if not VOICE.fullmatch(written):
        raise _MistakeError(f"{where} is '{written}': a voice is ENGINE, or ENGINE:NAME")
    return written


def _rate(written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise _MistakeError(f"'rate' takes a number, not {written}")
    return _kept("rate", written)


def _volume(name: str, written: object) -> float:
    try:
        return _kept(name, decibels(str(written)))
    except NotDecibels:
        raise _MistakeError(f"'{written}' is no volume") from None


def _kept(name: str, value: float) -> float:
    given: dict[str, Any] = {name: value}
    try:
        VoiceSettings(**given)
    except UsageError as error:
        raise _MistakeError(f"{error.message}; {error.hint[:1].lower()}{error.hint[1:]}") from None
    return value


def _language(written: object) -> str:
    if not isinstance(written, str):
        raise _MistakeError(f"'language' takes a text, a language's tag, not {written}")
    _tag(written, "'language'")
    return written


def _tag(written: str, where: str) -> None:
    from voiceguide.routine.values import TAG

    if not TAG.fullmatch(written):
        dashed = written.replace("_", "-")
        hint = f"; did you mean '{dashed}'?" if TAG.fullmatch(dashed) else ""
        raise _MistakeError(f"{where} has '{written}', which is no language's tag, such as 'de' or 'pt-BR'{hint}")


_KEYS: Mapping[str, tuple[str, Callable[[object], Any], str]] = {
    "voice": ("voices", _voices, 'voice = "espeak", or a table: [voice], and under it: de = "espeak:de"'),
    "language": ("language", _language, _LANGUAGE),
    "rate": ("rate", _rate, "rate = 0.8"),
    "voice_volume": ("voice_db", partial(_volume, "voice_db"), 'voice_volume = "-6dB"'),
    "tone_volume": ("tone_db", partial(_volume, "tone_db"), 'tone_volume = "off"'),
}
"""Each key of the file: its field in `Config` or `VoiceSettings`, its reader, and an example."""

_VOICE_SETTINGS = {field.name for field in fields(VoiceSettings)}
