"""Whatever stands in a file, reading it gives a routine or problems that lie within the file."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import FileError, RoutineError, UsageError
from voiceguide.routine import library
from voiceguide.routine.read import read
from voiceguide.routine.source import decode


class Nothing:
    """Nothing lies beside the file."""

    def file(self, written):
        raise written.error("VG122", "there is no such file")

    def routine(self, written):
        raise written.error("VG123", "there is no such file")


def outcome(text):
    """Return the problems of `text`, or of the routine it is."""
    try:
        return read(text, "x.yaml", Nothing()).warnings
    except RoutineError as error:
        return error.problems


def assert_within(problems, text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems:
        where = problem.where
        assert 1 <= where.line <= len(lines)
        assert where.excerpt == lines[where.line - 1]
        assert 1 <= where.column <= len(where.excerpt) + 1
        assert 1 <= where.width <= max(1, len(where.excerpt) - where.column + 1)
        assert problem.message
        assert "\n" not in problem.message


BUILT_IN = [path.read_text("utf-8") for path in sorted(library.BUILTIN.glob("*.yaml"))]
ODD = st.sampled_from(list("\t \n:-#'\"{}[]<>*&!|%@`?,~\\0é\u2028\x85\r“”")) | st.sampled_from(
    [": ", " #", "- ", "\n  ", "\n", "<<: ", "*a", "&a ", "---\n", "...\n", "say:", "hold: 8\n", "<x>", "{x}"]
)
PIECES = st.lists(
    st.sampled_from(
        ["- ", "  ", "\n", "say", "hold", "8 s", ":", " ", "{", "}", "[", "]", ",", "'", '"', "#", "\t", "&a", "*a"]
    ),
    max_size=40,
).map("".join)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_routine_or_problems(raw):
    try:
        text = decode(raw, "x.yaml")
    except RoutineError:
        return
    assert_within(outcome(text), text)


@given(PIECES)
def test_any_pieces_of_yaml_are_a_routine_or_problems_within_the_file(text):
    text = "routine: 1\ntitle: x\nsteps:\n" + text
    assert_within(outcome(text), text)


@given(st.sampled_from(BUILT_IN), st.data())
def test_any_mistake_in_a_routine_is_a_routine_or_problems_within_the_file(text, data):
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 8))
    changed = text[:at] + data.draw(ODD) + text[at + cut :]
    assert_within(outcome(changed), changed)


@given(st.text(max_size=60).filter(lambda name: name != "-"))  # which would read the terminal
def test_any_name_is_a_routine_or_an_error_of_ours(name):
    with contextlib.suppress(FileError, RoutineError, UsageError):
        assert library.load(name).steps


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_any_words_in_single_quotes_are_the_text_that_is_spoken(words):
    words = words.replace("<", "").replace("{", "") or "x"
    quoted = words.replace("'", "''")
    text = f"routine: 1\ntitle: x\nsteps:\n  - say: '{quoted}'\n"
    routine = read(text, "x.yaml", Nothing())
    assert str(routine.steps[0].say) == words


@pytest.mark.parametrize("text", BUILT_IN)
def test_a_routine_reads_alike_whatever_ends_its_lines(text):
    unix, windows = (read(version, "x", Nothing()) for version in (text, text.replace("\n", "\r\n")))
    assert repr(unix) == repr(windows)


def test_a_message_is_one_line_whatever_the_value(folder, beside):
    beside("x.yaml", f'routine: 1\ntitle: x\nsteps:\n  - hold: "8\\n{"9" * 500}"\n')
    with pytest.raises(RoutineError) as caught:
        library.load(str(folder / "x.yaml"))
    (problem,) = caught.value.problems
    assert problem.message.startswith("hold lasts '8 999")
    assert len(problem.message) < 400
    assert_within([problem], (folder / "x.yaml").read_text())
