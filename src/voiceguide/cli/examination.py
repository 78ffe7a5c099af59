"""This machine -> what plays, speaks and writes here, each tried out rather than looked up."""

from __future__ import annotations

import platform
import re
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import paths, pipeline, plugins
from voiceguide.audio import TIMELINE_RATE
from voiceguide.cli.frame import interrupted
from voiceguide.controls.ears import extra
from voiceguide.controls.ears.microphone import microphones, none_here
from voiceguide.errors import VoiceguideError
from voiceguide.plan.model import About
from voiceguide.sinks.hush import hushed
from voiceguide.speech.engine import Engine, Utterance
from voiceguide.timeline.model import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOR_TESTS = frozenset({"tone"})
"""Engines that don't speak: no reason to call a machine well."""


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


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything found: speakers in the order they are tried, engines, ears, kinds of files, folders and versions."""

    speakers: tuple[Finding, ...]
    engines: tuple[Finding, ...]
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
    return Examination(tuple(_speakers()), tuple(_engines()), (_ears(),), tuple(_kinds()), folders, _versions())


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


def _engines() -> Iterator[Finding]:
    for name in plugins.names(plugins.ENGINES):
        if name not in FOR_TESTS:
            yield Finding(name, *_tried(_speak, name), used=name == pipeline.DEFAULT_VOICE)


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
