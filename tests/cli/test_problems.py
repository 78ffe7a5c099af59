from voiceguide.cli.output import write_problems
from voiceguide.errors import Problem, Where


def problem(file="a.yaml", severity="error", **place):
    given = {"line": 3, "column": 1} | place
    return Problem(Where(file, **given), "VG104", "no unit", severity)


def test_a_problem_is_its_place_its_mend_and_the_line_with_a_caret(capsys):
    write_problems([problem(column=5, width=4, excerpt="  - hold: 8")])
    assert capsys.readouterr().out == (
        "a.yaml:3:5: no unit  [VG104]\n    3 |   - hold: 8\n      |     ^^^^\n1 error in a.yaml\n"
    )


def test_the_caret_stands_below_its_place_behind_tabs_too(capsys):
    write_problems([problem(column=4, excerpt="a\tb c")])
    assert "    3 | a\tb c\n      |  \t ^\n" in capsys.readouterr().out


def test_a_problem_of_a_whole_file_has_no_line_to_show(capsys):
    write_problems([problem(line=1)])
    assert capsys.readouterr().out == "a.yaml:1:1: no unit  [VG104]\n1 error in a.yaml\n"


def test_of_a_long_line_the_part_around_the_caret_is_shown(capsys):
    write_problems([problem(column=1001, width=700, excerpt="a" * 1000 + "b" * 1000)])
    _, line, caret, _ = capsys.readouterr().out.splitlines()
    assert line == f"    3 | ... {'a' * 40}{'b' * 120} ..."
    assert caret == f"      | {' ' * 44}{'^' * 124}"


def test_a_long_line_is_shown_from_its_beginning_and_to_its_end(capsys):
    line = "a" * 100 + "b" * 100
    write_problems([problem(column=2, excerpt=line), problem(column=198, width=3, excerpt=line)])
    _, first, below_first, _, last, below_last, _ = capsys.readouterr().out.splitlines()
    assert (first, below_first) == (f"    3 | {line[:160]} ...", "      |  ^")
    assert (last, below_last) == (f"    3 | ... {line[157:]}", f"      | {' ' * 44}^^^")


def test_errors_and_warnings_are_counted_for_each_file(capsys):
    write_problems([problem(), problem(severity="warning"), problem(), problem("b.yaml", severity="warning")])
    assert capsys.readouterr().out.splitlines()[-2:] == ["2 errors and 1 warning in a.yaml", "1 warning in b.yaml"]


def test_nothing_wrong_is_nothing_to_say(capsys):
    write_problems([])
    assert capsys.readouterr() == ("", "")


def test_problems_can_go_where_errors_go(capsys):
    write_problems([problem()], err=True)
    assert capsys.readouterr().out == ""


def test_of_very_many_problems_fifty_are_printed_and_all_are_counted(capsys):
    write_problems([problem(line=line) for line in range(1, 1_203)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[49:] == ["a.yaml:50:1: no unit  [VG104]", "and 1,152 more", "1,202 errors in a.yaml"]
