import pytest

from voiceguide.routine.codes import CODES


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_what_to_write(run, code):
    shown = run("explain", code).stdout
    assert code in shown
    assert CODES[code].title in shown
    assert CODES[code].right.splitlines()[0] in shown


@pytest.mark.parametrize("written", ["vg104", "[VG104]"])
def test_a_code_is_found_as_people_copy_it(run, written):
    assert run("explain", written).stdout == run("explain", "VG104").stdout


def test_an_unknown_code_is_told_which_there_are(run):
    result = run("explain", "VG1044")
    assert result.exit_code == 2
    assert result.stderr == f"Error: no problem has the code 'VG1044'\nCodes go from {min(CODES)} to {max(CODES)}.\n"
