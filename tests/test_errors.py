"""What lies behind an error."""

from voiceguide.errors import interrupted


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
