"""Try out what plays, speaks, listens and writes on this machine: what `voiceguide doctor` prints."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import paths, pipeline, plugins
from voiceguide.audio import TIMELINE_RATE
from voiceguide.config import Config, config_file, own_config, system_language
from voiceguide.controls.ears import require_ears
from voiceguide.controls.ears.microphone import microphones, none_here
from voiceguide.controls.safe import load_control
from voiceguide.errors import EngineError, FileError, VoiceguideError, interrupted
from voiceguide.messages import in_a_line
from voiceguide.plan.model import Metadata
from voiceguide.speakers import opening
from voiceguide.speakers.device import quiet_stderr
from voiceguide.speech.engine import Engine, Utterance
from voiceguide.timeline.model import Timeline
from voiceguide.voices import selection
from voiceguide.voices.narrator import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Device:
    """A device of a speaker or of the ears; `default` says whether it is the system's."""

    name: str
    default: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing tried out: `trouble` says why it fails and `hint` what helps; both are empty if it works.

    `used` says that voiceguide takes it if the listener names none.
    """

    name: str
    works: bool = True
    used: bool = False
    trouble: str = ""
    hint: str = ""
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenVoice:
    """The voice that speaks a language, as `--voice` takes it. 'none' has a `hint`: how to get one.

    `config` is the voice that the listener's config names instead, or ''.
    """

    voice: str
    hint: str = ""
    config: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything found: speakers in the order of trial, engines, ears, controls, kinds of files, folders and versions.

    `auto` maps each language to the voice that speaks if the listener names none. `settings` are the listener's files.
    """

    speakers: tuple[Check, ...]
    engines: tuple[Check, ...]
    auto: dict[str, ChosenVoice]
    settings: tuple[Check, ...]
    ears: tuple[Check, ...]
    controls: tuple[Check, ...]
    files: tuple[Check, ...]
    folders: dict[str, str]
    versions: dict[str, str]

    @property
    def well(self) -> bool:
        """Whether a routine can be heard here, from a speaker or from a file."""
        return any(c.works for c in self.engines) and any(c.works for c in (*self.speakers, *self.files))


def diagnose() -> Diagnosis:
    """Try out every speaker, engine and kind of file. This plays no sound and leaves no file."""
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
    return Diagnosis(
        tuple(_speakers()),
        engines,
        auto,
        settings,
        (_ears(),),
        tuple(_controls()),
        tuple(_kinds()),
        {name: str(folder) for name, folder in folders.items()},
        _versions(),
    )


def _speakers() -> Iterator[Check]:
    rest = [name for name in plugins.names(plugins.SPEAKERS) if name not in opening.SPEAKERS]
    used = False
    for name in (*opening.SPEAKERS, *rest):
        devices: list[Device] = []
        check = _try(name, _open, name, devices, devices=devices)
        first = check.works and not used and name in opening.SPEAKERS
        used = used or first
        yield replace(check, used=first)


def _open(name: str, devices: list[Device]) -> None:
    speaker = plugins.load(plugins.SPEAKERS, name)
    devices += [Device(*device) for device in speaker.devices()]
    speaker(None)


def _settings() -> tuple[Config, tuple[Check, ...]]:
    try:
        config = own_config()
    except FileError as error:
        return Config(), (Check(config_file().name, works=False, trouble=error.message, hint=error.hint),)
    return config, (Check(config_file().name),) if config_file().exists() else ()


def _engines(config: Config) -> tuple[tuple[Check, ...], dict[str, ChosenVoice]]:
    names = [name for name in plugins.names(plugins.ENGINES) if name not in selection.NO_SPEECH]
    found = [_try(name, _speak, name) for name in names]
    wanted = config.language or system_language(os.environ) or "en"
    auto = {language: _chosen_voice(language, found, config) for language in dict.fromkeys(("en", wanted))}
    used = auto["en"].voice.partition(":")[0]
    return tuple(replace(each, used=each.name == used) for each in found), auto


def _chosen_voice(language: str, found: Iterable[Check], config: Config) -> ChosenVoice:
    failures: selection.Failures = {}
    for each in found:
        if not each.works:
            failures[each.name] = EngineError(each.trouble, hint=each.hint)
    selected = selection.best_engine(language, failures, list_system=True)
    named = config.voice(language)
    return (
        ChosenVoice(selected.written, config=named)
        if selected
        else ChosenVoice(NONE, selection.how_to_get_voice(language, failures), named)
    )


def _speak(name: str) -> None:
    engine: Engine = plugins.load(plugins.ENGINES, name)()
    try:
        engine.speak(Utterance("One"))
    finally:
        engine.close()


def _ears() -> Check:
    devices: list[Device] = []
    check = _try("microphone", _list_microphones, devices, devices=devices)
    return replace(check, used=check.works)


def _list_microphones(devices: list[Device]) -> None:
    """List the microphones and open none: a listener doesn't expect this command to listen."""
    require_ears()
    with quiet_stderr():
        devices += [Device(name, default=False) for name in microphones()]
    if not devices:
        raise none_here()


def _controls() -> Iterator[Check]:
    for name in plugins.names(plugins.CONTROLS):
        check = _try(name, load_control, name)  # made, not opened: making a control is the check
        yield replace(check, used=name == "keyboard" and check.works)


def _kinds() -> Iterator[Check]:
    silence = Timeline(TIMELINE_RATE, TIMELINE_RATE.hz, (), (), (), Metadata("Silence"))
    with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
        for kind in plugins.names(plugins.SINKS):
            yield _try(kind, pipeline.export, silence, Path(folder, f"silence.{kind}"))


def _try(name: str, attempt: Callable[..., object], *given: object, devices: Sequence[Device] = ()) -> Check:
    """Return the check of `attempt(*given)`, with the `devices` that it found."""
    trouble = hint = ""
    try:
        attempt(*given)
    except VoiceguideError as error:
        trouble, hint = error.message, error.hint
    except Exception as error:
        if interrupted(error):
            raise
        trouble = in_a_line(error)
    return Check(name, works=not trouble, trouble=trouble, hint=hint, devices=tuple(devices))


def _versions() -> dict[str, str]:
    needed = [re.split(r"[^\w.-]", line)[0] for line in metadata.requires("voiceguide") or () if "extra ==" not in line]
    found = {"voiceguide": metadata.version("voiceguide"), "python": platform.python_version()}
    return found | {"system": platform.platform(terse=True)} | {name: metadata.version(name) for name in needed}
