"""Options of a session -> what its listener wishes of the routine, and what it is heard, seen and commanded with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from voiceguide.cli.options import Duration, spoken
from voiceguide.speech.voice_settings import VoiceSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

_Function = TypeVar("_Function", bound="Callable[..., object]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """What makes a session another one: a journal keeps it, so that the same session can go on."""

    voice: str = ""
    rate: float = 1.0
    voice_volume: float = 0.0
    tone_volume: float = 0.0
    safety: bool = True
    wake_up: bool = True
    music: bool = True
    patient: bool = False
    auto: bool = False
    wait_each: bool = False

    @property
    def voice_settings(self) -> VoiceSettings:
        """How fast and how loud it is to be."""
        return VoiceSettings(rate=self.rate, voice_db=self.voice_volume, tone_db=self.tone_volume)

    def written(self) -> dict[str, str]:
        """Return every wish by name, as text."""
        return {name: value if isinstance(value, str) else str(value).lower() for name, value in asdict(self).items()}

    @classmethod
    def read(cls, written: Mapping[str, str]) -> Self:
        """Return what `written` says; what it leaves out is as if nobody had wished."""
        known = {field.name: field.default for field in fields(cls)}
        values: dict[str, Any] = {name: _read(text, known[name]) for name, text in written.items() if name in known}
        return cls(**values)


def _read(text: str, usual: object) -> object:
    """Return the value that `text` writes: of the kind of the `usual` one, which it is where it can't be read."""
    if isinstance(usual, bool):
        return text == "true"
    if isinstance(usual, float):
        try:
            return float(text)
        except ValueError:
            return usual
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class IOOptions:
    """What a session is heard, seen and commanded with; none of it changes what is said."""

    speaker: str | None = None
    device: str | None = None
    latency: Fraction | None = None
    controls: tuple[str, ...] = ()
    start_in: Fraction | None = None
    listen: bool = False
    microphone: str | None = None
    quiet: bool = False
    lines: bool = False
    reduced_motion: bool = False
    ask_pain: bool = False

    def __post_init__(self) -> None:
        """Whoever names a microphone wants to be heard."""
        object.__setattr__(self, "listen", self.listen or self.microphone is not None)


def _complete_control(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide import plugins  # here: only Tab asks

    return [name for name in plugins.names(plugins.CONTROLS) if name.startswith(incomplete)]


def wished(function: _Function) -> _Function:
    """Add the options of `SessionOptions`."""
    options = (
        click.option("--patient", is_flag=True, help="Let a wait ask again, and go on only when you are ready."),
        click.option("--auto", is_flag=True, help="Don't ask for answers: a wait lasts as long as in a file."),
        click.option("--wait-each", is_flag=True, help="Start each hold when you are ready."),
    )
    return spoken(_all(function, options))


def equipped(function: _Function) -> _Function:
    """Add the options of `IOOptions`."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--speaker", metavar="NAME", help="What plays, as 'voiceguide doctor' lists it; the best one if left out."
        ),
        click.option(
            "--device", metavar="NAME", help="The sound device, or a part of its name; the default one if left out."
        ),
        click.option(
            "--latency",
            type=Duration("ms"),
            metavar="DURATION",
            help="How much sound the device holds: 200 ms if left out. More bears a busier machine, less obeys faster.",
        ),
        click.option(
            "controls",
            "--control",
            metavar="NAME",
            multiple=True,
            shell_complete=_complete_control,
            help="What commands the session besides the keys, as 'voiceguide doctor' lists it; several are fine.",
        ),
        click.option(
            "--start-in",
            type=Duration(),
            metavar="DURATION",
            help="Count down on the screen before the start; Enter starts at once.",
        ),
        click.option(
            "--listen", is_flag=True, help="Obey spoken commands, unless music plays; nothing that is heard is kept."
        ),
        click.option("--microphone", metavar="NAME", help="Listen with this microphone; a part of its name is enough."),
        click.option("--quiet", "-q", is_flag=True, help="Show nothing but errors."),
        click.option("--lines", is_flag=True, help="Print a line for each event, as screen readers want it."),
        click.option("--reduced-motion", is_flag=True, help="Move nothing on the screen but numbers."),
        click.option("--ask-pain", is_flag=True, help="Ask before and after how strong the pain is, from 0 to 10."),
    )
    return _all(function, options)


def _all(function: _Function, options: tuple[Callable[[Any], Any], ...]) -> _Function:
    for option in reversed(options):
        function = option(function)
    return function
