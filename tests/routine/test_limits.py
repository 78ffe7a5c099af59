"""Each limit of the format is an error that names it, before anything is spoken, and soon."""

import pytest

from voiceguide.errors import LONGEST_MESSAGE, RoutineError
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


def test_more_than_a_hundred_thousand_values(found):
    problems = found(f"{HEAD}tags: [{'a, ' * 100_001}]\nsteps:\n  - say: x\n")
    message = "this file has more than 100,000 values; 'include' takes a part out"
    assert [(line, code, text) for line, code, text in problems if code == "VG119"] == [(3, "VG119", message)]


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"key{number}: x\n" for number in range(3_000)),
        "steps:\n" + "".join(f"  - hodl{number}: x\n" for number in range(3_000)),
        f"title: {{{'a: b, ' * 3_000}}}\n",
        f"tags: [{'[], ' * 3_000}]\n",
        "steps:\n" + "".join(f"  - say: <n{number}>\n" for number in range(3_000)),
        f"steps:\n  - breathe: {{{', '.join(f'a{number}: 1 s' for number in range(3_000))}}}\n",
        f"steps:\n  - pace: {{{', '.join(f'a{number}: b' for number in range(3_000))}}}\n",
        f"phrases: {{{', '.join(f'a{number}: b' for number in range(3_000))}}}\n",
        f"steps: [{{say: a, {', '.join(f'a{number}' for number in range(3_000))}}}, {'a, ' * 3_000}]\n",
    ],
)
def test_after_a_thousand_problems_no_more_are_looked_for(found, text):
    problems = found(HEAD + text)
    assert len(problems) <= 1_100
    message = "1,000 problems were found; the rest of the file wasn't checked: fix these first"
    assert problems[0] == (1, "VG119", message)


def test_a_thousand_warnings_leave_a_routine_what_it_is(folder):
    settings = "".join(f"  a{number}: {{default: 8 s}}\n" for number in range(3_000))
    (folder / "many.yaml").write_text(f"{HEAD}settings:\n{settings}steps:\n  - say: x\n")
    warnings = load("many.yaml").warnings
    assert {problem.severity for problem in warnings} == {"warning"}
    assert len(warnings) == 1_001


@pytest.mark.parametrize(
    "text",
    [
        "steps:\n  - include: {0}.yaml\n",
        "steps:\n  - include: {0}\n",
        "steps:\n  - play: {0}\n",
        "steps:\n  - say: <{0}>\n",
        "steps:\n  - say: {{{0}}}\n",
        "steps:\n  - {0}: 8 s\n",
        "steps:\n  - {0}\n",
        "steps:\n  - say: a: {0}\n",
        "steps:\n  - say: 'a' {0}\n",
        "steps:\n  - say: a #{0}\n",
        "steps:\n  - hold: {{a: {0}, '{0}'}}\n",
        "steps:\n  - hold: {0}\n    only: {0}\n    count: {0}\n",
        "steps:\n  {0}\n",
        "steps:\n  - {{say: a, {0}, b}}\n",
        'safety: ["{0}, b]\nsteps:\n  - say: "a"\n',
        "settings:\n  {0}: {{default: 8 s}}\n",
        "settings:\n  a: {0}, b\n",
        "settings:\n  a: {{default: b, choices: [{0}]}}\n",
        "settings:\n  a: {{default: {0}}}\n",
        "language: en-{0}\n",
        "voice: '{0}!'\n",
        "phrases: {{{0}: b}}\n",
        "{0}: b\n",
        "&{0} b\n",
        "a: *{0}\n",
        "a: !{0} b\n",
        "'{0}\n",
    ],
)
def test_a_message_is_short_whatever_it_quotes(found, text):
    for word in ("a" * 3_000, "a, " * 2_000):
        assert longest(found(HEAD + text.format(word.strip()))) < LONGEST_MESSAGE


@pytest.mark.parametrize("word", ["a " * 45_000, "a, " * 30_000, "a b: " * 18_000])
def test_a_message_is_short_however_much_it_quotes(found, word):
    assert longest(found(f"{HEAD}steps:\n  - hold: {word}\n    only: '{word}'\n    count: {word}\n")) < LONGEST_MESSAGE


def test_a_message_that_lists_is_short_however_long_the_words_are(found, beside):
    def setting(name, letter, default):
        choices = [f"{letter * 70}{number}" for number in range(40)]
        return f"  {name}: {{default: {default or choices[0]}, choices: [{', '.join(choices)}]}}\n"

    beside("other.yaml", f"routine: 1\ntitle: Other\nsettings:\n{setting('b', 'b', '')}steps:\n  - say: <b>\n")
    settings = f"settings:\n{setting('a', 'a', '')}{setting('c', 'c', 'd')}"
    problems = found(f"{HEAD}{settings}steps:\n  - include: other.yaml\n    set: {{b: <a>}}\n")
    assert [(line, code) for line, code, _ in problems] == [(5, "VG108"), (8, "VG124")]
    assert longest(problems) < LONGEST_MESSAGE


def test_a_message_on_languages_is_short_however_long_their_tags_are(found, beside):
    name, tag = f"{'a' * 190}.yaml", "-abcdefgh" * 30
    beside(name, f"routine: 1\ntitle: Other\nlanguage: de{tag}\nsteps:\n  - say: a\n")
    problems = found(f"{HEAD}language: fr{tag}\nsteps:\n  - include: {name}\n")
    assert [(line, code) for line, code, _ in problems] == [(5, "VG123")]
    assert longest(problems) < LONGEST_MESSAGE


def longest(problems):
    return max(len(message) for _, _, message in problems)


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 20_000, "- " * 50_000, "&a " * 30_000, "? " * 30_000])
def test_what_nests_without_end_is_refused_soon(found, text):
    assert found(text)
