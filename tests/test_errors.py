"""What an error says, and what lies behind it."""

from voiceguide.errors import FileError, Problem, RoutineError, Where, interrupted, most_shown


def test_ctrl_c_is_found_behind_what_a_library_makes_of_it():
    error = ImportError("half of a module")
    error.__cause__ = RuntimeError("no lock")
    assert not interrupted(error)
    error.__cause__.__context__ = KeyboardInterrupt()
    assert interrupted(error)


def test_an_error_that_is_its_own_cause_has_no_other():
    error = ValueError("round")
    error.__cause__ = error
    assert not interrupted(error)


def test_what_is_too_long_to_read_is_shortened_in_its_middle():
    error = FileError(f"can't read {'a' * 5_000}.yaml: it is a folder", hint=f"Known: {'a, ' * 5_000}and b.")
    assert str(error) == error.message
    assert len(error.message) == len(error.hint) == 600
    assert error.message.startswith("can't read aaa")
    assert error.message.endswith("aaa.yaml: it is a folder")
    assert error.hint.endswith("a, and b.")


def test_a_problem_is_shortened_and_so_is_its_file_where_it_is_shown():
    problem = Problem(Where("a" * 4_000, 3, 5), "VG104", "b" * 4_000)
    assert len(problem.message) == 600
    assert len(str(RoutineError([problem]))) < 1_000
    assert str(problem.where).endswith("aaa:3:5")
    assert problem.where.file == "a" * 4_000


def test_the_text_of_an_error_has_fifty_problems_and_counts_the_rest():
    error = RoutineError(Problem(Where("a.yaml", line, 1), "VG104", "no unit") for line in range(1, 71))
    *lines, last = str(error).splitlines()
    assert lines == [f"a.yaml:{line}:1: no unit  [VG104]" for line in range(1, 51)]
    assert last == "and 20 more"
    assert len(error.problems) == 70


def test_errors_are_shown_rather_than_warnings():
    warnings = [Problem(Where("a.yaml", line, 1), "VG113", "unused", "warning") for line in range(1, 71)]
    error = Problem(Where("a.yaml", 99, 1), "VG104", "no unit")
    shown, left_out = most_shown([*warnings, error])
    assert (shown, left_out) == ([*warnings[:49], error], 21)
