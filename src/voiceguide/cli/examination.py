"""This machine -> what plays, speaks and writes here, each tried out rather than looked up."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from voiceguide import ladder, paths, pipeline, plugins
from voiceguide.audio import TIMELINE_RATE
from voiceguide.cli.translation import system_language
from voiceguide.config import Config, config_file, own_config
from voiceguide.controls.ears import extra
from voiceguide.controls.ears.microphone import microphones, none_here
from voiceguide.errors import EngineError, FileError, VoiceguideError, interrupted
from voiceguide.plan.model import About
from voiceguide.sinks.hush import hushed
from voiceguide.speech.engine import Engine, Utterance
from voiceguide.timeline.model import Timeline
from voiceguide.voicing import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing tried: `trouble` says why it doesn't work and `mend` what helps; both are empty when it works.

    `used` says that it is what voiceguide takes when none is named. `devices` are a speaker's: name, default or not.
    """

    name: str
    trouble: str = ""
    mend: str = ""
    used: bool = False
    devices: tuple[tuple[str, bool], ...] = ()

    @property
    def works(self) -> bool:
        """Whether nothing is wrong."""
        return not self.trouble


class Taken(NamedTuple):
    """The voice that speaks a language, as `--voice` takes it; 'none' has a `mend`, what would bring one.

    `config` is the voice that the listener's config names instead, or ''.
    """

    voice: str
    mend: str = ""
    config: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything found: speakers in the order they are tried, engines, ears, kinds of files, folders and versions.

    `auto` is by language the voice that is taken where none is named. `settings` are files of the listener's own.
    """

    speakers: tuple[Finding, ...]
    engines: tuple[Finding, ...]
    auto: dict[str, Taken]
    settings: tuple[Finding, ...]
    ears: tuple[Finding, ...]
    kinds: tuple[Finding, ...]
    folders: dict[str, Path]
    versions: dict[str, str]

    @property
    def well(self) -> bool:
        """Whether a routine can be heard here, from a speaker or from a file."""
        return any(f.works for f in self.engines) and any(f.works for f in (*self.speakers, *self.kinds))


def examine() -> Examination:
    """Try out every speaker, engine and kind of file; no sound is heard, and no file stays."""
    from voiceguide.speech.cache import Cache

    folders = {
        "clips": Cache().folder,
        "routines": paths.data_folder() / "routines",
        "history": paths.data_folder(),
        "journal": paths.state_folder(),
        "settings": paths.config_folder(),
    }
    config, settings = _settings()
    engines, auto = _engines(config)
    ears, kinds = (_ears(),), tuple(_kinds())
    return Examination(tuple(_speakers()), engines, auto, settings, ears, kinds, folders, _versions())


def _speakers() -> Iterator[Finding]:
    rest = [name for name in plugins.names(plugins.SPEAKERS) if name not in pipeline.SPEAKERS]
    used = False
    for name in (*pipeline.SPEAKERS, *rest):
        devices: list[tuple[str, bool]] = []
        trouble, mend = _tried(_open, name, devices)
        first = not trouble and not used and name in pipeline.SPEAKERS
        used = used or first
        yield Finding(name, trouble, mend, first, tuple(devices))


def _open(name: str, devices: list[tuple[str, bool]]) -> None:
    speaker = plugins.load(plugins.SPEAKERS, name)
    devices += speaker.devices()
    speaker(None)


def _settings() -> tuple[Config, tuple[Finding, ...]]:
    try:
        config = own_config()
    except FileError as error:
        return Config(), (Finding(config_file().name, error.message, error.hint),)
    return config, (Finding(config_file().name),) if config_file().exists() else ()


def _engines(config: Config) -> tuple[tuple[Finding, ...], dict[str, Taken]]:
    names = [name for name in plugins.names(plugins.ENGINES) if name not in ladder.NO_SPEECH]
    found = [Finding(name, *_tried(_speak, name)) for name in names]
    wanted = config.language or system_language(os.environ) or "en"
    auto = {language: _taken(language, found, config) for language in dict.fromkeys(("en", wanted))}
    used = auto["en"].voice.partition(":")[0]
    return tuple(replace(each, used=each.name == used) for each in found), auto


def _taken(language: str, found: Iterable[Finding], config: Config) -> Taken:
    troubles: ladder.Troubles = {}
    for each in found:
        if not each.works:
            troubles[each.name] = EngineError(each.trouble, hint=each.mend)
    rung = ladder.best_rung(language, troubles, ask_all=True)
    named = config.voice(language)
    return Taken(rung.written, config=named) if rung else Taken(NONE, ladder.remedy(language, troubles), named)


def _speak(name: str) -> None:
    engine: Engine = plugins.load(plugins.ENGINES, name)()
    try:
        engine.speak(Utterance("One"))
    finally:
        engine.close()


def _ears() -> Finding:
    # Microphones are named and none is opened: nobody expects to be heard by this.
    found: list[tuple[str, bool]] = []
    trouble, mend = _tried(_listen, found)
    return Finding("microphone", trouble, mend, used=not trouble, devices=tuple(found))


def _listen(found: list[tuple[str, bool]]) -> None:
    extra.require()
    with hushed():
        found += [(name, False) for name in microphones()]
    if not found:
        raise none_here()


def _kinds() -> Iterator[Finding]:
    silence = Timeline(TIMELINE_RATE, TIMELINE_RATE.hz, (), (), (), About("Silence"))
    with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
        for kind in plugins.names(plugins.SINKS):
            yield Finding(kind, *_tried(pipeline.export, silence, Path(folder, f"silence.{kind}")))


def _tried(attempt: Callable[..., None], *given: object) -> tuple[str, str]:
    """Return the trouble with `attempt(*given)` and its mend, both '' when there is none."""
    try:
        attempt(*given)
    except VoiceguideError as error:
        return error.message, error.hint
    except Exception as error:
        if interrupted(error):
            raise
        return f"{type(error).__name__}: {error}", ""
    return "", ""


def _versions() -> dict[str, str]:
    needed = [re.split(r"[^\w.-]", line)[0] for line in metadata.requires("voiceguide") or () if "extra ==" not in line]
    found = {"voiceguide": metadata.version("voiceguide"), "python": platform.python_version()}
    return found | {"system": platform.platform(terse=True)} | {name: metadata.version(name) for name in needed}
