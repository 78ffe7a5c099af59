"""Each limit of the format is an error that names it, before anything is spoken, and soon."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.library import load

HEAD = "routine: 1\ntitle: Limits\n"


@pytest.fixture
def found(folder):
    def of(text):
        (folder / "big.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(RoutineError) as caught:
            load("big.yaml")
        return [(problem.where.line, problem.code, problem.message) for problem in caught.value.problems]

    return of


def test_a_file_over_a_mebibyte(found):
    text = HEAD + "steps:\n  - say: x\n"
    text += "#" * (2**20 - len(text))
    assert found(text + "#") == [(1, "VG119", "the file is over 1 MiB, the most a routine may have")]


def test_a_file_of_a_mebibyte_is_read(folder):
    text = HEAD + "steps:\n  - say: x\n"
    (folder / "big.yaml").write_text(text + "#" * (2**20 - len(text)))
    assert load("big.yaml").title == "Limits"


def test_a_text_over_two_thousand_characters(found):
    assert found(f"{HEAD}steps:\n  - say: {'x' * 2000}\n  - say: {'x' * 2001}\n") == [
        (5, "VG119", "say is 2,001 characters long; the most is 2,000")
    ]


def test_a_nesting_deeper_than_thirty_two(found):
    deep = "[" * 31 + "x" + "]" * 31
    assert found(f"{HEAD}tags: {deep}\nsteps:\n  - say: x\n")[0][1] == "VG109"
    deep = "[" * 32 + "x" + "]" * 32
    assert found(f"{HEAD}tags: {deep}\nsteps:\n  - say: x\n")[0] == (
        3,
        "VG119",
        "this is nested deeper than 32 levels; 'include' takes a part out",
    )


def test_aliases_that_expand_to_more_than_a_hundred_thousand_values(found):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    problems = found(HEAD + bomb + "steps:\n  - say: x\n")
    assert (7, "VG119", "the aliases of this file expand to more than 100,000 values") in problems


def test_aliases_that_expand_to_a_deeper_nesting(found):
    ladder = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 40))
    problems = found(HEAD + ladder + "steps:\n  - say: x\n")
    assert (34, "VG119", "the aliases of this file expand to more than 32 levels of nesting") in problems


def test_a_count_of_more_digits_than_a_number_takes(found):
    assert found(f"{HEAD}steps:\n  - repeat: {'9' * 5000}\n    steps: [{{say: x}}]\n")[0][1] == "VG105"


def test_a_duration_of_more_digits_than_a_number_takes(found):
    assert found(f"{HEAD}steps:\n  - pause: {'9' * 5000} s\n")[0][1] == "VG104"


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 20_000, "- " * 50_000, "&a " * 30_000, "? " * 30_000])
def test_what_nests_without_end_is_refused_soon(found, text):
    assert found(text)
