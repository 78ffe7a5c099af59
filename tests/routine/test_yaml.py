"""YAML 1.2, and the parts of it that a routine doesn't use."""

import json

import pytest

from voiceguide.errors import RoutineError
from voiceguide.routine.compose import compose
from voiceguide.routine.tree import Items, Scalar, Table


def test_anchors_repeat_what_they_name(routine):
    """
    routine: 1
    title: Anchors
    steps:
      - hold: &time 8 s
        say: &words Press.
      - &again
        rest: *time
        say: *words
      - *again
    """
    hold, rest, again = routine().steps
    assert (hold.hold, rest.rest, again.rest) == (8, 8, 8)
    assert str(again.say) == "Press."


def test_a_problem_of_what_is_repeated_is_reported_once(problems):
    """
    routine: 1
    title: Anchors
    steps:
      - &again
        hold: 8
      - *again
    """
    assert problems() == ["5:11 VG104 hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')"]


def test_an_anchor_inside_what_it_repeats_has_no_end(problems):
    """
    routine: 1
    title: Anchors
    steps: &all
      - hold: 8 s
        steps: *all
    """
    assert "5:12 VG118 '*all' stands inside what it repeats, so it has no end" in problems()


def test_merge_keys_are_errors(problems):
    """
    routine: 1
    title: Merge
    steps:
      - &hold
        hold: 8 s
      - <<: *hold
        count: up
    """
    assert "6:5 VG118 '<<' merges nothing here; write the keys out, or use 'include'" in problems()


def test_several_documents_are_an_error(problems):
    """
    routine: 1
    title: First
    steps:
      - hold: 8 s
    ---
    routine: 1
    """
    assert problems() == ["5:1 VG118 a file holds one routine; put what follows '---' in a file of its own"]


def test_a_document_may_begin_with_dashes(routine):
    """
    %YAML 1.2
    ---
    routine: 1
    title: First
    steps:
      - hold: 8 s
    ...
    """
    assert routine().title == "First"


def test_a_key_is_a_word(problems):
    """
    routine: 1
    title: Keys
    steps:
      - ? [hold]
        : 8 s
    """
    assert "4:7 VG118 a key is a word before its ':'; a text that begins with '?' or '[' needs quotes" in problems()


def test_block_texts_are_read(routine):
    """
    routine: 1
    title: Blocks
    steps:
      - say: |
          Press,
          and hold.
      - say: >-
          Press,
          and hold.
    """
    assert [str(step.say) for step in routine().steps] == ["Press, and hold."] * 2


def tree(node):
    """Return a node as plain lists, dicts and strings."""
    match node:
        case Table():
            return {str(key): tree(value) for key, value in node.entries.items()}
        case Items():
            return [tree(entry) for entry in node.entries]
        case Scalar():
            return str(node)


@pytest.mark.parametrize(("escape", "code"), [(r"\0", "0000"), (r"\e[31m", "001B"), (r"\ud83e", "D83E")])
def test_an_escape_is_no_way_to_write_what_is_not_text(escape, code):
    composed = compose(f'title: "Press{escape}"\n', "x.yaml")
    (problem,) = composed.problems
    assert (problem.code, problem.where.column) == ("VG117", 8)
    assert problem.message == f"the character U+{code} is not text; take it out"


def test_an_emoji_as_json_writes_it_is_one():
    written = {"title": "Sit 🧘\tand\nbreathe 💨"}
    assert tree(compose(json.dumps(written), "x.json").node) == written


def test_what_was_read_before_an_error_is_kept():
    composed = compose("a: 1\nb:\n  - c\n  - {d: e}\nf: g\n- h\ni: j\n", "x")
    assert not composed.whole
    assert tree(composed.node) == {"a": "1", "b": ["c", {"d": "e"}], "f": "g"}


def test_lines_put_right_are_named():
    composed = compose("a: b: c\nd: 'e\nf: g\n", "x")
    assert composed.whole
    assert composed.corrected == {1, 2}
    assert tree(composed.node) == {"a": "b: c", "d": "'e", "f": "g"}


def test_a_file_of_nothing_but_mistakes_ends():
    text = "".join(f"k{number}: a: b\n" for number in range(100))
    composed = compose(text, "x")
    assert not composed.whole
    assert len(composed.problems) == 21
    assert composed.problems[-1].message.endswith("; what follows was not checked")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_places_are_right_whatever_ends_a_line(line_break):
    composed = compose(line_break.join(["a: 1", "bc: é", "d: x\u2028y\x85z", "e: [f]", ""]), "x")
    places = [(key.where.line, key.where.column, key.where.width) for key in composed.node]
    assert places == [(1, 1, 1), (2, 1, 2), (3, 1, 1), (4, 1, 1)]
    assert composed.node.get("bc").where.excerpt == "bc: é"


def test_the_caret_of_a_text_over_two_lines_ends_with_the_first():
    composed = compose("a: one\n  two\n", "x")
    assert (composed.node.get("a"), composed.node.get("a").where.width) == ("one two", 3)


def test_a_warning_leaves_a_routine(routine):
    """
    routine: 1
    title: Warned
    settings: {hold: {default: 8 s}}
    steps:
      - say: Press
    """
    assert [problem.code for problem in routine().warnings] == ["VG113"]


def test_an_error_carries_the_warnings_too(routine):
    """
    routine: 1
    title: Warned
    settings: {hold: {default: 8 s}}
    steps:
      - say:
    """
    with pytest.raises(RoutineError) as caught:
        routine()
    assert [(problem.code, problem.severity) for problem in caught.value.problems] == [
        ("VG113", "warning"),
        ("VG109", "error"),
    ]
    assert str(caught.value).splitlines()[1] == "back.yaml:5:5: say has no text  [VG109]"
