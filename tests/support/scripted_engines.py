"""Engines that a test makes up: their voices, and when they fail."""

from dataclasses import dataclass, field

from voiceguide import plugins
from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import UsageError
from voiceguide.speech.engine import MANY, Quality, Voice

_load, _names = plugins.load, plugins.names


def voice(name="", language="en", quality=Quality.NATURAL, **more):
    return Voice(name, language, quality, "CC0-1.0", **more)


def robot(language=MANY, **more):
    return voice("", language, Quality.ROBOTIC, **more)


class Fake(ToneEngine):
    """Speaks every voice as tones. `asked` lists its texts. It raises `error` from text number `breaks_at` on."""

    def __init__(self, name, voices, breaks_at, error):
        self.name, self.version = name, "1"
        self._voices, self._breaks_at, self._error = voices, breaks_at, error
        self.asked, self.as_voice, self.closed = [], set(), 0

    def voices(self):
        if isinstance(self._voices, Exception):
            raise self._voices
        return self._voices

    def speak(self, utterance):
        self.asked.append(utterance.text)
        self.as_voice.add(utterance.voice)
        if self._breaks_at is not None and len(self.asked) >= self._breaks_at:
            raise self._error
        return super().speak(type(utterance)(utterance.text, utterance.language, "", utterance.rate))

    def close(self):
        self.closed += 1


@dataclass
class Machine:
    """A machine on which these `engines` are installed. `loaded` lists the names that were loaded, in order."""

    engines: dict = field(default_factory=dict)
    loaded: list = field(default_factory=list)

    def has(self, name, *voices, tells=None, breaks_at=None, error=None, imports=None, makes=None):
        """Install an engine. Its import raises `imports`, its constructor `makes`."""
        made = Fake(name, tells or list(voices), breaks_at, error or ValueError("it broke"))

        def make():
            if makes:
                raise makes
            return made

        self.engines[name] = imports or make
        return made

    def load(self, group, name):
        if group != plugins.ENGINES:
            return _load(group, name)
        self.loaded.append(name)
        if name not in self.engines:
            raise UsageError(f"no engine is called '{name}'", hint="Known: none.")
        if isinstance(self.engines[name], BaseException):
            raise self.engines[name]
        return self.engines[name]

    def names(self, group):
        return sorted(self.engines) if group == plugins.ENGINES else _names(group)

    def stand_in(self, monkeypatch):
        """Make voiceguide find the engines of this machine only."""
        monkeypatch.setattr(plugins, "load", self.load)
        monkeypatch.setattr(plugins, "names", self.names)
        return self
