import json
from pathlib import Path

import pytest

from voiceguide.cli.output import JSON_VERSION
from voiceguide.config import config_file
from voiceguide.errors import LONGEST_MESSAGE

GOOD = "routine: 1\ntitle: Good\nsteps:\n  - hold: 8 s\n"
BAD = "routine: 1\ntitle: Bad\nsteps:\n  - hold: 8\n  - repaet: 2\n"
ODD = "routine: 1\ntitle: Odd\nsettings: {hold: {default: 8 s}}\nsteps:\n  - hold: 8 s\n"


@pytest.fixture(autouse=True)
def files():
    """Lay a file of each kind before the test."""
    for name, text in (("good", GOOD), ("bad", BAD), ("odd", ODD)):
        Path(f"{name}.yaml").write_text(text)


def test_a_file_without_problems_says_how_long_it_takes_about(run):
    result = run("check", "good.yaml")
    assert (result.exit_code, result.stdout) == (0, "good.yaml: ~8 s, no problems\n")


def test_every_problem_is_shown_with_its_line_and_caret_and_they_are_counted(run):
    result = run("check", "bad.yaml")
    assert result.exit_code == 3
    assert result.stdout == (
        "bad.yaml:4:11: hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')  [VG104]\n"
        "    4 |   - hold: 8\n"
        "      |           ^\n"
        "bad.yaml:5:5: unknown step 'repaet'; did you mean 'repeat'?  [VG102]\n"
        "    5 |   - repaet: 2\n"
        "      |     ^^^^^^\n"
        "2 errors in bad.yaml\n"
    )


def test_a_warning_says_so_and_leaves_the_exit_code(run):
    result = run("check", "odd.yaml")
    assert result.exit_code == 0
    assert "odd.yaml:3:12: warning: nothing uses the setting 'hold'  [VG113]\n" in result.stdout
    assert result.stdout.endswith("1 warning in odd.yaml\nodd.yaml: ~8 s\n")


def test_all_files_are_checked_whatever_is_wrong_with_one(run):
    result = run("check", "bad.yaml", "lost-file.yaml", "good.yaml")
    assert result.exit_code == 3
    assert "2 errors in bad.yaml" in result.stdout
    assert "good.yaml: ~8 s, no problems" in result.stdout
    assert "Error: there is no file lost-file.yaml" in result.stderr


@pytest.mark.parametrize(
    ("name", "told"), [("a" * 300, "no routine is called 'aaa"), (f"{'a' * 300}.yaml", "can't read aaa")]
)
def test_a_name_longer_than_names_can_be_is_said_and_the_others_are_checked(run, name, told):
    result = run("check", name, "good.yaml")
    assert result.stdout == "good.yaml: ~8 s, no problems\n"
    assert result.stderr.startswith(f"Error: {told}")


def test_a_file_that_cannot_be_read_alone_exits_1(run):
    assert run("check", "lost-file.yaml", "good.yaml").exit_code == 1


def test_a_file_is_taken_from_standard_input(run):
    result = run("check", "-", input=BAD)
    assert result.exit_code == 3
    assert "2 errors in <stdin>" in result.stdout


def test_speech_is_measured_by_whoever_speaks_where_nobody_is_named(run):
    config_file().parent.mkdir(parents=True)
    config_file().write_text('voice = "tone"')
    named = run("check", "good.yaml", "--speech", "--voice", "tone")
    assert "~" not in named.stdout
    assert run("check", "good.yaml", "--speech").stdout == named.stdout


def test_speech_is_measured_where_that_is_asked_for(run):
    result = run("check", "good.yaml", "--speech", "--voice", "tone")
    assert (result.exit_code, result.stdout) == (0, "good.yaml: 8 s, no problems\n")


def test_json_lists_every_problem_of_every_file(run):
    result = run("check", "bad.yaml", "lost-file.yaml", "odd.yaml", "--json")
    assert result.exit_code == 3
    shown = json.loads(result.stdout)
    bad, lost, odd = shown["files"]
    assert shown["version"] == JSON_VERSION
    assert [problem["code"] for problem in bad["problems"]] == ["VG104", "VG102"]
    assert bad["problems"][0]["line"] == 4
    assert lost["failure"] == "there is no file lost-file.yaml"
    assert [problem["severity"] for problem in odd["problems"]] == ["warning"]
    assert odd["seconds"] > 8
    assert odd["estimated"] is True


def test_of_very_many_problems_fifty_are_shown_and_json_has_all(run):
    Path("many.yaml").write_text("routine: 1\ntitle: Many\nsteps:\n" + "  - hold: 8\n" * 70)
    (one,) = json.loads(run("check", "many.yaml", "--json").stdout)["files"]
    assert [problem["line"] for problem in one["problems"]] == [*range(4, 74)]
    assert run("check", "many.yaml").stdout.endswith("and 20 more\n70 errors in many.yaml\n")


def test_no_line_is_long_whatever_stands_in_a_file(run):
    Path("long.yaml").write_text(f"routine: 1\ntitle: Long\nsteps: [{'{hold: 8}, ' * 300}{{{'a' * 5000}: 8}}]\n")
    assert max(map(len, run("check", "long.yaml").stdout.splitlines())) < LONGEST_MESSAGE
