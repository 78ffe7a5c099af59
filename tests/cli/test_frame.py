import importlib
import inspect
import re
import shlex

import click
import pytest

from voiceguide.cli import completion
from voiceguide.cli.frame import COMMANDS, voiceguide
from voiceguide.errors import DeviceError, EngineError, FileError, Problem, RoutineError, UsageError, Where

NAMES = [name for section in COMMANDS.values() for name in section]


def command(name):
    return importlib.import_module(f"voiceguide.cli.{name}").command


@pytest.fixture
def failing(monkeypatch, run):
    """Run a command whose function raises what it is given."""

    def call(error, *words):
        def raises(**_):
            raise error

        monkeypatch.setattr(completion.command, "callback", raises)
        return run(*words, "completion", "bash")

    return call


def test_the_help_lists_every_command_with_its_line(run):
    shown = run("--help").stdout
    for section in COMMANDS.values():
        for name, line in section.items():
            assert re.search(rf"^  {name} +{re.escape(line)}$", shown, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_the_line_in_the_table_is_the_first_of_the_commands_own_help(name):
    (line,) = (section[name] for section in COMMANDS.values() if name in section)
    assert inspect.cleandoc(command(name).help).splitlines()[0] == line


@pytest.mark.parametrize("name", NAMES)
def test_a_command_has_help_under_both_names_with_an_example_of_itself(run, name):
    long, short = run(name, "--help"), run(name, "-h")
    assert long.exit_code == short.exit_code == 0
    assert long.stdout == short.stdout
    assert re.search(rf"^Examples?:\n  .*voiceguide {name}", long.stdout, re.MULTILINE)


def examples_of(found):
    yield from found.examples
    for inner in getattr(found, "commands", {}).values():
        yield from examples_of(inner)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_in_the_help_is_a_command_line_that_parses(run, name):
    run("new", "my-routine")
    for example in examples_of(command(name)):
        called = re.search(r"voiceguide ([^|>]*)", example)[1]
        with click.Context(voiceguide, info_name="voiceguide", **voiceguide.context_settings) as ctx:
            name, found, rest = voiceguide.resolve_command(ctx, shlex.split(called))
            found.make_context(name, rest, parent=ctx)


def test_a_misspelt_command_is_told_the_nearest(run):
    result = run("exprot", "lower-back")
    assert result.exit_code == 2
    assert "No such command 'exprot'. Did you mean 'export'?" in result.stderr


def test_the_version_is_the_packages(run):
    assert re.fullmatch(r"voiceguide \d+\.\d+\.\d+\S*\n", run("--version").stdout)


@pytest.mark.parametrize(
    ("error", "code"), [(UsageError("no"), 2), (FileError("no"), 1), (DeviceError("no"), 1), (ValueError("no"), 1)]
)
def test_an_error_has_its_own_exit_code(failing, error, code):
    assert failing(error).exit_code == code


def test_an_error_is_a_line_and_its_hint_another(failing):
    result = failing(DeviceError("there is no sound device here", hint="Plug one in."))
    assert result.stdout == ""
    assert result.stderr == "Error: there is no sound device here\nPlug one in.\n"


def test_an_operating_systems_error_names_its_file_in_one_line(failing):
    assert failing(PermissionError(13, "Permission denied", "notes.yaml")).stderr == (
        "Error: notes.yaml: permission denied\n"
    )


def test_what_nobody_foresaw_is_one_line_that_says_how_to_see_more(failing):
    assert failing(ZeroDivisionError("division by zero")).stderr == (
        "Error: voiceguide met something unforeseen, ZeroDivisionError: division by zero (add --debug to see where)\n"
    )


@pytest.mark.parametrize("place", ["before", "after"])
def test_debug_shows_the_traceback_wherever_it_stands(failing, run, place):
    failing(ZeroDivisionError("division by zero"))
    words = ["--debug", "completion", "bash"] if place == "before" else ["completion", "bash", "--debug"]
    shown = run(*words).stderr
    assert shown.startswith("Traceback (most recent call last):")
    assert "in raises" in shown


def test_ctrl_c_exits_130_with_at_most_an_empty_line(failing):
    result = failing(KeyboardInterrupt())
    assert result.exit_code == 130
    assert (result.stdout, result.stderr) == ("", "\n")


def test_ctrl_c_is_ctrl_c_however_a_library_calls_it(failing):
    error = EngineError("hibari can't start")
    error.__cause__ = ImportError("initialization failed")
    error.__cause__.__cause__ = KeyboardInterrupt()
    result = failing(error)
    assert (result.exit_code, result.stderr) == (130, "\n")


@pytest.mark.parametrize("error", [FileError("no"), RoutineError([Problem(Where("a.yaml", 1, 1), "VG104", "no")])])
def test_colour_is_for_terminals_that_want_it(failing, run, error):
    failing(error)
    assert "\x1b[" in run("completion", "bash", color=True).stderr
    assert "\x1b[" not in run("completion", "bash", color=True, env={"NO_COLOR": "1"}).stderr
    assert "\x1b[" not in run("completion", "bash").stderr


@pytest.mark.parametrize(
    "words",
    [
        ["{0}"],
        ["explain", "{0}"],
        ["cache", "--{0}"],
        ["play", "lower-back", "--set", "{0}"],
        ["play", "lower-back", "--set", "{0}=1"],
        ["play", "lower-back", "--hold", "{0}"],
        ["play", "lower-back", "--speaker", "{0}"],
        ["play", "lower-back", "--language", "{0}"],
        ["show", "lower-back", "{0}"],
        ["check", "{0}.yaml"],
        ["export", "lower-back", "-o", "x.{0}"],
        ["voices", "remove", "{0}"],
        ["say", "a", "--language", "{0}"],
    ],
)
def test_no_line_is_long_whatever_was_typed(run, words):
    result = run(*(word.format("x" * 100_000) for word in words))
    assert result.exit_code in (1, 2)
    assert max(map(len, (result.stdout + result.stderr).splitlines())) <= 1_000
