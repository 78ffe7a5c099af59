from fractions import Fraction
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from voiceguide import pipeline
from voiceguide.cli.options import voice_option
from voiceguide.cli.settings import RoutineCommand
from voiceguide.errors import FileError, Where
from voiceguide.routine.model import Setting

HERE = Where("back.yaml", 1, 1)


def setting(kind, default, **more):
    return Setting(where=HERE, kind=kind, default=default, **more)


SETTINGS = {
    "hold": setting("duration", Fraction(8), min=Fraction(5), max=Fraction(10), help="How long to press"),
    "rounds": setting("count", 2, min=1),
    "side": setting("choice", "both", choices=("both", "left", "right")),
    "explain": setting("switch", default=True, help="Whether to explain"),
    "find_it": setting("duration", Fraction(90)),
    "mono": setting("switch", default=False),
}


@pytest.fixture
def listen(monkeypatch):
    """Call a command that takes a routine; return what its function got."""
    monkeypatch.setattr(pipeline, "load", load)

    def call(*words):
        got = {}

        @click.command("listen", cls=RoutineCommand)
        @click.option("--mono", is_flag=True)
        @click.option("-o", "--output")
        def command(chosen, **given):
            got.update(source=chosen.source, routine=chosen.routine, given=chosen.given, **given)

        result = CliRunner().invoke(command, words)
        got["shown"] = result.output
        got["code"] = result.exit_code
        return SimpleNamespace(**got)

    return call


def load(source, _language=None):
    if source == "gone":
        raise FileError("no routine is called 'gone'")
    return SimpleNamespace(name=source, settings=SETTINGS)


def test_the_function_gets_the_routine_read_and_what_was_written_for_it(listen):
    got = listen("back")
    assert (got.source, got.routine.name, got.given) == ("back", "back", {})


@pytest.mark.parametrize(
    "words",
    [
        ["back", "--set", "hold=10s"],
        ["back", "--set=hold=10s"],
        ["back", "--hold", "10s"],
        ["back", "--hold=10s"],
        ["--hold", "10s", "back"],
        ["--hold=10s", "back"],
        ["--mono", "--hold", "10s", "back"],
        ["-o", "x.m4a", "--hold", "10s", "back"],
        ["-ox.m4a", "back", "--hold", "10s"],
    ],
)
def test_a_setting_is_given_by_set_or_by_its_own_name_anywhere_on_the_line(listen, words):
    assert listen(*words).given == {"hold": "10s"}


def test_several_settings_are_given_together(listen):
    got = listen("back", "--set", "rounds=3", "--side", "left", "--set", "hold=5 s")
    assert got.given == {"rounds": "3", "side": "left", "hold": "5 s"}


@pytest.mark.parametrize(("flag", "value"), [("--explain", "true"), ("--no-explain", "false")])
def test_a_switch_is_a_flag(listen, flag, value):
    assert listen("back", flag).given == {"explain": value}


def test_a_switch_turned_off_may_stand_before_the_routine(listen):
    assert listen("--no-explain", "back").given == {"explain": "false"}


@pytest.mark.parametrize("words", [["--mono"], ["-o", "x.m4a"], ["--output=x.m4a"]])
def test_a_switch_may_stand_before_the_routine_where_another_option_follows_it(listen, words):
    assert listen("--explain", *words, "back").given == {"explain": "true"}


def test_an_underscore_in_a_setting_is_a_dash_on_the_command_line(listen):
    assert listen("back", "--find-it", "1:30").given == {"find_it": "1:30"}


def test_a_value_may_hold_an_equals_sign_and_begin_with_a_dash(listen):
    assert listen("back", "--set", "side=a=b", "--hold", "-5s").given == {"side": "a=b", "hold": "-5s"}


def test_an_option_of_the_command_keeps_its_meaning_when_a_setting_has_its_name(listen):
    got = listen("back", "--mono", "--set", "mono=true")
    assert (got.mono, got.given) == (True, {"mono": "true"})


def test_two_values_for_one_setting_are_a_slip(listen):
    got = listen("back", "--set", "hold=5s", "--hold", "6s")
    assert got.code == 2
    assert "The setting 'hold' is given twice." in got.shown


def test_a_set_without_a_value_is_told_how_to_write_it(listen):
    got = listen("back", "--set", "hold")
    assert got.code == 2
    assert "'hold' has no value; write it like 'hold=10s'." in got.shown


def test_a_misspelt_setting_is_told_the_nearest(listen):
    got = listen("back", "--fnd-it", "10s")
    assert got.code == 2
    assert "No such option '--fnd-it'. Did you mean '--find-it'?" in got.shown


def test_a_missing_routine_is_said(listen):
    got = listen("--mono")
    assert got.code == 2
    assert "Missing argument 'ROUTINE'." in got.shown


def test_an_empty_line_is_a_missing_routine(listen):
    got = listen()
    assert got.code == 2
    assert "Missing argument 'ROUTINE'." in got.shown


@pytest.mark.parametrize("words", [["back", "--output"], ["back", "--hold"], ["--hold", "5s", "back", "-o"]])
def test_an_option_without_its_value_is_said_and_the_routine_is_not_asked_for(listen, words):
    got = listen(*words)
    assert got.code == 2
    assert f"Option '{words[-1]}' requires an argument." in got.shown
    assert "Name the routine first" not in got.shown


def test_a_value_that_begins_with_a_dash_may_stand_before_the_routine(listen):
    assert listen("--hold", "-5s", "back").given == {"hold": "-5s"}


def test_the_help_of_a_routine_lists_its_settings_with_their_limits(listen):
    shown = " ".join(listen("back", "--help").shown.split())
    assert "Settings of back:" in shown
    assert "--hold DURATION How long to press [8 s if left out; 5 s to 10 s]" in shown
    assert "--rounds COUNT [2 if left out; 1 or more]" in shown
    assert "--side both|left|right [both if left out]" in shown
    assert "--explain / --no-explain Whether to explain [on if left out]" in shown


def test_the_help_is_shown_for_a_routine_that_is_not_there(listen):
    got = listen("gone", "--help")
    assert got.code == 0
    assert "--mono" in got.shown
    assert "Settings of" not in got.shown


def test_a_routine_that_is_not_there_is_said_before_its_settings_are_looked_at(listen):
    assert listen("gone", "--hold", "10s").code == 1


def test_standard_input_is_a_routine(listen):
    assert listen("-", "--hold", "6s").source == "-"


def test_a_file_whose_name_begins_with_a_dash_stands_behind_two(listen):
    assert listen("--", "-odd.yaml").source == "-odd.yaml"


def test_a_command_of_several_routines_reads_each_in_the_language_asked_for():
    @click.command("languages", cls=RoutineCommand, several=True)
    @voice_option
    def languages(chosen, more, **_):
        click.echo(" ".join(each.language for each in (chosen.routine, *more)))

    names = ["lower-back", "lower-back", "lower-back"]
    assert CliRunner().invoke(languages, [*names, "--language", "de"]).stdout == "de de de\n"
    assert CliRunner().invoke(languages, [*names[:1], "--language", "de"]).stdout == "de\n"
