"""The options that several commands share, and the kinds of values they take."""

from __future__ import annotations

import functools
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from voiceguide.session.options import IOOptions, SessionOptions, SpeechOptions
from voiceguide.speech.voice_settings import (
    DEFAULT,
    FASTEST,
    LOUDEST_TONE_DB,
    LOUDEST_VOICE_DB,
    OFF_DB,
    SLOWEST,
    SOFTEST_DB,
    NotDecibels,
    VoiceSettings,
    decibels,
)
from voiceguide.units import NotADuration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    Function = Callable[..., Any]
    Decorator = Callable[[Function], Function]


class Duration(click.ParamType["Fraction"]):
    """A duration as routine files write it; exact seconds for the command.

    `unit` is the one that a bare number most likely means.
    """

    name = "duration"

    def __init__(self, unit: str = "") -> None:
        self._unit = unit

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the seconds of `value`, or fail with the mend."""
        try:
            return parse_duration(value)
        except NotADuration as error:
            if self._unit and str(value).isdecimal():
                self.fail(f"'{value}' needs a unit; write '{value}{self._unit}'.", param, ctx)
            self.fail(f"'{value}': {error}.", param, ctx)


class Tempo(click.ParamType["float"]):
    """How many times as fast as a voice speaks by itself."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return `value` as a number from 0.5 to 2, or fail with the mend."""
        try:
            rate = float(value)
        except ValueError:
            rate = 0.0
        if not SLOWEST <= rate <= FASTEST:
            self.fail(f"'{value}': a rate lies between {SLOWEST}, half as fast, and {FASTEST:g}, twice.", param, ctx)
        return rate


class Volume(click.ParamType["float"]):
    """Decibels down or up, `loudest_db` at the most; where there is an `off`, no sound at all."""

    name = "volume"

    def __init__(self, loudest_db: float, *, off: bool = False) -> None:
        self._loudest_db = loudest_db
        self._off = off

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the decibels of `value`, such as '-6dB', or fail with the mend."""
        try:
            found = decibels(str(value))
        except NotDecibels:
            found = None
        lowest = OFF_DB if self._off else SOFTEST_DB
        if found is None or not (SOFTEST_DB <= found <= self._loudest_db or found == lowest):
            off = ", or is off" if self._off else ""
            lies = f"lies between {SOFTEST_DB:g}dB and {self._loudest_db:+g}dB{off}"
            self.fail(f"'{value}': it is written like '-6dB', and {lies}.", param, ctx)
        return found


def _complete_voice(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide.cli.voicenames import installed  # here: only Tab asks

    return installed(ctx, param, incomplete)


def _complete_control(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide import plugins  # here: only Tab asks

    return [name for name in plugins.names(plugins.CONTROLS) if name.startswith(incomplete)]


def _configured() -> VoiceSettings:
    if click.get_current_context().resilient_parsing:  # Tab offers names only; it shows no mistake in the config
        return DEFAULT
    from voiceguide.config import own_config  # here, so that --help reads no file

    return own_config().voice_settings


def _gathered(kind: type[Any], name: str, *options: Decorator) -> Decorator:
    """Return a decorator that adds `options`; the command gets one `kind`, as `name`, made of their values."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def call(**given: Any) -> Any:
            values = {field.name: given.pop(field.name) for field in fields(kind)}
            return function(**given, **{name: kind(**values)})

        decorated: Function = call
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


json_output = click.option("as_json", "--json", is_flag=True, help="Print JSON, for scripts.")
mono_option = click.option("--mono", is_flag=True, help="One channel: a smaller file, and nothing leans to a side.")
music_option = click.option(
    "music", "--no-music", flag_value=False, default=True, help="Leave out the routine's music."
)
rate_option = click.option(
    "--rate",
    type=Tempo(),
    default=lambda: _configured().rate,
    metavar="FACTOR",
    help="How fast speech is: 0.5, half as fast, to 2; holds and counts keep their seconds.  [your config's, else 1]",
)
voice_option = click.option(
    "--voice",
    default="",
    metavar="ENGINE[:NAME]",
    shell_complete=_complete_voice,
    help="Who speaks, as 'voiceguide voices' lists them; 'auto' is the best voice here for the language, 'none' "
    "makes tones.  [your config's, else the routine's, else auto]",
)
voice_volume_option = click.option(
    "--voice-volume",
    type=Volume(LOUDEST_VOICE_DB),
    default=lambda: _configured().voice_db,
    metavar="LEVEL",
    help="How loud the voice is, from -30dB to +3dB.  [your config's, else 0dB]",
)
_SPEECH = (
    voice_option,
    rate_option,
    voice_volume_option,
    click.option(
        "--tone-volume",
        type=Volume(LOUDEST_TONE_DB, off=True),
        default=lambda: _configured().tone_db,
        metavar="LEVEL",
        help="How loud the tones are, from -30dB to +6dB, or 'off'.  [your config's, else 0dB]",
    ),
    music_option,
    click.option(
        "safety", "--no-safety", flag_value=False, default=True, help="Don't speak the safety texts at the start."
    ),
    click.option(
        "wake_up",
        "--no-wake-up",
        flag_value=False,
        default=True,
        help="Leave out the faint sound that wakes Bluetooth headphones before the first word.",
    ),
)
speech_options = _gathered(SpeechOptions, "speech", *_SPEECH)
session_options = _gathered(
    SessionOptions,
    "options",
    *_SPEECH,
    click.option("--patient", is_flag=True, help="Let a wait ask again, and go on only when you are ready."),
    click.option("--auto", is_flag=True, help="Don't ask for answers: a wait lasts as long as in a file."),
    click.option("--wait-each", is_flag=True, help="Start each hold when you are ready."),
)
io_options = _gathered(
    IOOptions,
    "io",
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
        "--start-in",
        type=Duration(),
        metavar="DURATION",
        help="Count down on the screen before the start; Enter starts at once.",
    ),
    click.option(
        "--listen", is_flag=True, help="Obey spoken commands, unless music plays; nothing that is heard is kept."
    ),
    click.option(
        "controls",
        "--control",
        metavar="NAME",
        multiple=True,
        shell_complete=_complete_control,
        help="What commands the session besides the keys, as 'voiceguide doctor' lists it; several are fine.",
    ),
    click.option("--microphone", metavar="NAME", help="Listen with this microphone; a part of its name is enough."),
    click.option("--quiet", "-q", is_flag=True, help="Show nothing but errors."),
    click.option("--lines", is_flag=True, help="Print a line for each event, as screen readers want it."),
    click.option("--reduced-motion", is_flag=True, help="Move nothing on the screen but numbers."),
    click.option("--ask-pain", is_flag=True, help="Ask before and after how strong the pain is, from 0 to 10."),
)
