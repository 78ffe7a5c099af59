"""The options that several commands share, and how their values are read."""

from __future__ import annotations

import functools
import re
from dataclasses import fields
from datetime import date
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
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    Function = Callable[..., Any]
    Decorator = Callable[[Function], Function]

# The functions that read a value are click types: click adds the option's name to the `BadParameter` that they raise.


def duration(unit: str = "") -> Callable[[str], Fraction]:
    """Return what reads a duration as routine files write it; a bare number most likely means `unit`."""

    def seconds(value: str) -> Fraction:
        try:
            return parse_duration(value)
        except NotADuration as error:
            if unit and str(value).isdecimal():
                raise click.BadParameter(f"'{value}' needs a unit; write '{value}{unit}'.") from None
            raise click.BadParameter(f"'{value}': {error}.") from None

    return seconds


def tempo(value: str | float) -> float:
    """Return how many times as fast as by itself a voice is to speak: 0.5 to 2."""
    try:
        rate = float(value)
    except ValueError:
        rate = 0.0
    if not SLOWEST <= rate <= FASTEST:
        raise click.BadParameter(f"'{value}': a rate lies between {SLOWEST}, half as fast, and {FASTEST:g}, twice.")
    return rate


def volume(loudest_db: float, *, off: bool = False) -> Callable[[str | float], float]:
    """Return what reads decibels such as '-6dB', at most `loudest_db`; with `off` also 'off'."""

    def volume_db(value: str | float) -> float:
        try:
            found = decibels(str(value))
        except NotDecibels:
            found = None
        if found is None or not (SOFTEST_DB <= found <= loudest_db or (off and found == OFF_DB)):
            lies = f"lies between {SOFTEST_DB:g}dB and {loudest_db:+g}dB{', or is off' * off}"
            raise click.BadParameter(f"'{value}': it is written like '-6dB', and {lies}.")
        return found

    return volume_db


def as_day(value: str | date) -> date:
    """Return the day that is written like 2027-01-31."""
    if isinstance(value, date):
        return value
    parts = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", value, re.ASCII)
    if not parts:
        raise click.BadParameter(f"'{value}' is no day; write one like 2027-01-31: year, month, day.")
    try:
        return date(*map(int, parts.groups()))
    except ValueError:
        raise click.BadParameter(f"there is no day {value}.") from None


def _complete_control(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide import plugins  # here: only Tab asks

    return [name for name in plugins.names(plugins.CONTROLS) if name.startswith(incomplete)]


def complete_voice(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the engines, and the installed voices, that begin with `incomplete`."""
    from voiceguide.voices import offers  # here: only Tab asks

    return offers.installed_names(incomplete)


def _configured() -> VoiceSettings:
    if click.get_current_context().resilient_parsing:  # Tab offers names only; it shows no mistake in the config
        return DEFAULT
    from voiceguide.config import own_config  # here, so that --help reads no file

    return own_config().voice_settings


def _gathered(kind: type[Any], name: str, options: Sequence[Decorator]) -> Decorator:
    """Return a decorator that adds `options`; the command gets one `kind`, as `name`, made of their values."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def call(**given: Any) -> Any:
            values = {field.name: given.pop(field.name) for field in fields(kind) if field.name in given}
            return function(**given, **{name: kind(**values)})

        decorated: Function = call
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def without(name: str, text: str) -> Decorator:
    """Return the option --no-`name`, whose help is `text`; its parameter is called `name`, True if it is left out."""
    return click.option(name.replace("-", "_"), f"--no-{name}", flag_value=False, default=True, help=text)


json_output = click.option("as_json", "--json", is_flag=True, help="Print JSON, for scripts.")
mono_option = click.option("--mono", is_flag=True, help="One channel: a smaller file, and nothing leans to a side.")
music_option = without("music", "Leave out the routine's music.")
pan_option = without("pan", "Keep all words in the middle: none leans to a side.")
_rate_option = click.option(
    "--rate",
    type=tempo,
    default=lambda: _configured().rate,
    metavar="FACTOR",
    help="How fast speech is: 0.5, half as fast, to 2; holds and counts keep their seconds.  [your config's, else 1]",
)
voice_option = click.option(
    "--voice",
    default="",
    metavar="ENGINE[:NAME]",
    shell_complete=complete_voice,
    help="Who speaks, as 'voiceguide voices' lists them; 'auto' is the best voice here for the language, 'none' "
    "makes tones.  [your config's, else the routine's, else auto]",
)
_VOICE: list[Decorator] = [
    voice_option,
    _rate_option,
    click.option(
        "--voice-volume",
        type=volume(LOUDEST_VOICE_DB),
        default=lambda: _configured().voice_db,
        metavar="LEVEL",
        help="How loud the voice is, from -30dB to +3dB.  [your config's, else 0dB]",
    ),
]
_SPEECH: list[Decorator] = [
    *_VOICE,
    click.option(
        "--tone-volume",
        type=volume(LOUDEST_TONE_DB, off=True),
        default=lambda: _configured().tone_db,
        metavar="LEVEL",
        help="How loud the tones are, from -30dB to +6dB, or 'off'.  [your config's, else 0dB]",
    ),
    music_option,
    pan_option,
    without("safety", "Don't speak the safety texts at the start."),
    without("wake-up", "Leave out the faint sound that wakes Bluetooth headphones before the first word."),
]
voice_options = _gathered(SpeechOptions, "speech", _VOICE)
voice_and_rate = _gathered(SpeechOptions, "speech", [voice_option, _rate_option])
speech_options = _gathered(SpeechOptions, "speech", _SPEECH)
session_options = _gathered(
    SessionOptions,
    "options",
    [
        *_SPEECH,
        click.option("--patient", is_flag=True, help="Let a wait ask again, and go on only when you are ready."),
        click.option("--auto", is_flag=True, help="Don't ask for answers: a wait lasts as long as in a file."),
        click.option("--wait-each", is_flag=True, help="Start each hold when you are ready."),
    ],
)
io_options = _gathered(
    IOOptions,
    "io",
    [
        click.option(
            "--speaker", metavar="NAME", help="What plays, as 'voiceguide doctor' lists it; the best one if left out."
        ),
        click.option(
            "--device", metavar="NAME", help="The sound device, or a part of its name; the default one if left out."
        ),
        click.option(
            "--latency",
            type=duration("ms"),
            metavar="DURATION",
            help="How much sound the device holds: 200 ms if left out. More bears a busier machine, less obeys faster.",
        ),
        click.option(
            "--start-in",
            type=duration(),
            metavar="DURATION",
            help="Count down on the screen before the start; Enter starts at once.",
        ),
        click.option("--listen", is_flag=True, help="Obey spoken commands, unless music plays; no recording is kept."),
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
    ],
)
