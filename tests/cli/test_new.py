import json
from pathlib import Path

import pytest


def test_a_new_routine_has_no_problem_and_not_even_a_warning(run):
    assert run("new", "my-routine").exit_code == 0
    checked = json.loads(run("check", "my-routine.yaml", "--json").stdout)
    assert checked["files"][0]["problems"] == []


def test_the_next_commands_are_said(run):
    assert run("new", "my-routine").stdout == (
        "Wrote my-routine.yaml. Now change it, and then:\n"
        "  voiceguide check my-routine.yaml\n"
        "  voiceguide play my-routine.yaml\n"
    )


def test_a_file_that_is_there_stays_as_it_is(run):
    Path("mine.yaml").write_text("precious")
    result = run("new", "mine")
    assert result.exit_code == 1
    assert result.stderr == "Error: mine.yaml is there already\nIt stays as it is; choose another name.\n"
    assert Path("mine.yaml").read_text() == "precious"


@pytest.mark.parametrize("written", ["mine", "mine.yaml", "mine.yml"])
def test_the_suffix_may_be_left_out(run, written):
    assert run("new", written).exit_code == 0
    assert Path(written if "." in written else "mine.yaml").exists()


def test_a_folder_that_is_not_there_is_said(run):
    result = run("new", "no where/mine")
    assert result.exit_code == 1
    assert result.stderr == "Error: the folder no where doesn't exist\nMake it first: mkdir -p 'no where'\n"


@pytest.mark.parametrize("name", ["", "...", "folder/-"])
def test_a_name_needs_a_letter(run, name):
    assert run("new", name).exit_code == 2


@pytest.mark.parametrize("name", ["5-minutes", "no", 'it\'s "quoted"', "a: b #c", "ümläut"])
def test_whatever_the_name_the_file_is_a_routine(run, name):
    run("new", name)
    checked = json.loads(run("check", f"{name}.yaml", "--json").stdout)
    assert checked["files"][0]["problems"] == []


def test_an_editor_finds_the_schema_it_names(run):
    run("new", "mine")
    first = Path("mine.yaml").read_text().splitlines()[0]
    address = first.partition("$schema=")[2]
    assert json.loads(Path(address.removeprefix("file://")).read_text())["$schema"]
