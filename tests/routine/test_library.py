"""Names and paths to routines, and routines within routines."""

import io
from types import SimpleNamespace

import pytest

from voiceguide import paths
from voiceguide.errors import RoutineError, UsageError
from voiceguide.routine import library
from voiceguide.routine.library import load, names


def test_every_built_in_routine_is_without_a_warning():
    built_in = [path.stem for path in library.BUILTIN.glob("*.yaml")]
    assert "lower-back" in built_in
    for name in built_in:
        routine = load(name)
        assert (routine.name, routine.warnings) == (name, ())


@pytest.mark.usefixtures("folder")
def test_a_name_that_nothing_has_is_reported_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        load("lower-bakc")
    assert caught.value.message == "no routine is called 'lower-bakc'; did you mean 'lower-back'?"
    assert "box-breathing" in caught.value.hint


def test_a_file_is_known_by_its_path_and_named_by_its_stem(beside):
    beside("my routine.yml")
    routine = load("my routine.yml")
    assert (routine.file, routine.name, routine.title) == ("my routine.yml", "my routine", "Another")


def test_a_folder_called_like_a_built_in_does_not_hide_it(folder):
    (folder / "lower-back").mkdir()
    assert load("lower-back").name == "lower-back"


def test_a_listeners_own_routine_hides_a_built_in_of_its_name(folder, monkeypatch):
    monkeypatch.setattr(paths, "data_folder", lambda: folder)
    own = folder / "routines"
    own.mkdir()
    (own / "lower-back.yaml").write_text("routine: 1\ntitle: My own\nsteps:\n  - say: Hello.\n")
    (own / "mine.yml").write_text("routine: 1\ntitle: Mine\nsteps:\n  - say: Hello.\n")
    assert load("lower-back").title == "My own"
    assert load("mine").title == "Mine"
    assert "mine" in names()
    assert names() == sorted(set(names()))


def test_a_routine_knows_every_file_that_it_is_made_from(routine, beside, folder):
    """
    routine: 1
    title: Back
    picture: back.png
    music: {play: sea.ogg}
    settings: {rounds: {default: 1}}
    steps:
      - include: parts/neck.yaml
      - repeat: <rounds>
        steps:
          - say: Again.
          - play: never.ogg
            only: later
          - hold: 8 s
            steps:
              - play: bell.ogg
    """
    beside("parts/neck.yaml", "routine: 1\ntitle: Neck\npicture: neck.png\nsteps:\n  - include: hand.yaml\n")
    beside("parts/hand.yaml", "routine: 1\ntitle: Hand\nmusic: calm.ogg\nsteps:\n  - play: gong.ogg\n")
    sounds = ["sea.ogg", "never.ogg", "bell.ogg", "parts/calm.ogg", "parts/gong.ogg", "back.png", "parts/neck.png"]
    for name in sounds:
        beside(name, "")
    names = ["back.yaml", "parts/neck.yaml", "parts/hand.yaml", *sounds]
    assert sorted(routine().files) == sorted(str(folder.resolve() / name) for name in names)


def test_a_routine_in_another_language_stands_beside_it(beside):
    beside("warm.yaml")
    beside("warm.de.yaml", "routine: 1\ntitle: Auf Deutsch\nlanguage: de\nsteps:\n  - say: Hallo.\n")
    beside("warm.old.yaml.txt")
    assert library.translations("warm.yaml") == ["de"]
    assert load("warm.yaml", "de-AT").title == "Auf Deutsch"
    assert load("warm.yaml", "DE").title == "Auf Deutsch"
    assert load("warm.yaml", "en-GB").title == "Another"


def test_a_translation_is_loaded_by_its_own_name_and_is_no_name_of_the_list():
    assert load("lower-back", "de").name == "lower-back.de"
    assert load("lower-back.de").language == "de"
    assert library.translated("lower-back", "fr_CA") == "lower-back.fr"
    assert library.is_name("lower-back.de")
    assert not library.is_name("lower-back.tlh")
    assert "lower-back" in names()
    assert "lower-back.de" not in names()


def test_a_translation_knows_its_originals_file_whether_that_was_called_by_its_name_or_its_path(beside, folder):
    built_in = [str(library.BUILTIN.resolve() / name) for name in ("lower-back.de.yaml", "lower-back.yaml")]
    assert list(load("lower-back", "de").files) == built_in
    assert list(load("lower-back", "en").files) == built_in[1:]
    beside("warm.de.yaml", "routine: 1\ntitle: Warm\nlanguage: de\nsteps:\n  - say: Hallo.\n")
    beside("warm.yaml")
    assert list(load("warm.yaml", "de").files) == [str(folder.resolve() / n) for n in ("warm.de.yaml", "warm.yaml")]


def test_a_translation_without_its_original_is_read(folder, monkeypatch):
    monkeypatch.setattr(paths, "data_folder", lambda: folder)
    own = folder / "routines" / "mine.de.yaml"
    own.parent.mkdir()
    own.write_text("routine: 1\ntitle: Meine\nlanguage: de\nsteps:\n  - say: Hallo.\n")
    assert load("mine", "de").files == (str(own.resolve()),)


def test_a_language_that_a_routine_is_not_in_is_reported_with_those_it_is_in():
    with pytest.raises(UsageError) as caught:
        load("lower-back", "tlh")
    assert (caught.value.message, caught.value.hint) == (
        "lower-back isn't here in 'tlh'",
        "It is in: de, en, es, fr.",
    )


@pytest.mark.parametrize("name", names())
def test_a_translation_has_the_steps_settings_and_safety_of_what_it_translates(name):
    original = load(name)
    for language in library.translations(name):
        translation = load(name, language)
        assert translation.language == language
        assert len(translation.safety) == len(original.safety)
        assert translation.settings.keys() == original.settings.keys()
        limits = [
            (setting.default, setting.min, setting.max, setting.choices) for setting in original.settings.values()
        ]
        assert limits == [(s.default, s.min, s.max, s.choices) for s in translation.settings.values()]
        assert [*outline(translation.steps)] == [*outline(original.steps)]


def outline(steps):
    """Yield what steps do, whatever they say."""
    for step in steps:
        given = {
            key: getattr(value, "name", value)
            for key in ("hold", "rest", "wait", "at_most", "tone", "then", "pause", "repeat", "sides")
            if (value := getattr(step, key, None)) is not None
        }
        yield type(step).__name__, given, [(only.test, only.loop) for only in step.only]
        yield from outline(getattr(step, "steps", ()))
        yield from outline(getattr(step, "between", ()))


def test_a_dash_is_standard_input_and_its_neighbours_are_in_the_current_folder(folder, beside, monkeypatch):
    beside("bell.wav")
    text = b"routine: 1\ntitle: Piped\nsteps:\n  - play: bell.wav\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    routine = load("-")
    assert (routine.file, routine.title) == ("<stdin>", "Piped")
    assert routine.steps[0].path == str((folder / "bell.wav").resolve())


def test_an_include_holds_the_routine_it_names(routine, beside):
    """
    routine: 1
    title: Whole
    settings: {time: {default: 6 s, min: 5 s, max: 10 s}}
    steps:
      - include: parts/warm.yaml
        set: {hold: <time>, rounds: 3}
      - include: lower-back
        set: {hold: 6 s}
    """
    beside(
        "parts/warm.yaml",
        "routine: 1\ntitle: Warm\nsettings:\n  hold: {default: 8 s, max: 10 s}\n  rounds: {default: 2}\n"
        "steps:\n  - repeat: <rounds>\n    steps:\n      - hold: <hold>\n      - play: bell.wav\n",
    )
    bell = beside("parts/bell.wav")
    warm, back = routine().steps
    assert warm.routine.title == "Warm"
    assert warm.routine.steps[0].steps[1].path == str(bell.resolve())
    assert (warm.set["hold"].name, warm.set["rounds"]) == ("time", 3)
    assert (back.routine.name, back.set) == ("lower-back", {"hold": 6})


def test_an_include_that_is_not_there_is_reported_with_the_nearest(problems, beside):
    """
    routine: 1
    title: Whole
    steps:
      - include: lower-bakc
      - include: wram.yaml
      - include: warm
      - include: ../warm.yaml
    """
    beside("warm.yaml")
    assert problems() == [
        "4:14 VG123 no built-in routine is called 'lower-bakc', and a file ends in '.yaml'; did you mean 'lower-back'?",
        "5:14 VG122 include is 'wram.yaml': there is no such file; did you mean 'warm.yaml'?",
        "6:14 VG123 no built-in routine is called 'warm', and a file ends in '.yaml'; did you mean 'warm.yaml'?",
        "7:14 VG122 include is '../warm.yaml': a path stays in this file's folder",
    ]


def test_what_is_wrong_in_an_included_file_is_reported_with_its_own_place(beside):
    beside("back.yaml", "routine: 1\ntitle: Whole\nsteps:\n  - include: warm.yaml\n  - hold: 8\n")
    beside("warm.yaml", "routine: 1\ntitle: Warm\nsteps:\n  - hodl: 8 s\n")
    with pytest.raises(RoutineError) as caught:
        load("back.yaml")
    assert [str(problem.where) for problem in caught.value.problems] == ["back.yaml:5:11", "warm.yaml:4:5"]


def test_a_routine_cannot_include_itself(problems):
    """
    routine: 1
    title: Round
    steps:
      - include: back.yaml
    """
    assert problems() == ["4:14 VG123 back.yaml includes itself"]


def test_a_routine_cannot_include_itself_through_another(beside):
    beside("back.yaml", "routine: 1\ntitle: A\nsteps:\n  - include: other.yaml\n")
    beside("other.yaml", "routine: 1\ntitle: B\nsteps:\n  - include: back.yaml\n")
    with pytest.raises(RoutineError, match=r"other\.yaml:4:14: back\.yaml includes itself  \[VG123\]"):
        load("back.yaml")


def chain(beside, depth):
    for number in range(depth):
        beside(f"{number}.yaml", f"routine: 1\ntitle: T\nsteps:\n  - include: {number + 1}.yaml\n")
    beside(f"{depth}.yaml")


def test_eight_includes_deep_is_read(beside):
    chain(beside, 8)
    assert load("0.yaml").title == "T"


def test_nine_includes_deep_is_an_error(beside):
    chain(beside, 9)
    with pytest.raises(RoutineError, match=r"8\.yaml:4:14: 9\.yaml is included 9 deep; 8 is the most"):
        load("0.yaml")


def test_files_that_include_each_other_often_are_each_read_once_a_level(beside, monkeypatch):
    read = []
    monkeypatch.setattr(library, "read_file", lambda path: read.append(path) or path.read_text())
    for number in range(8):
        step = f"  - include: {number + 1}.yaml\n"
        beside(f"{number}.yaml", f"routine: 1\ntitle: T\nsteps:\n{step * 30}")
    beside("8.yaml")
    load("0.yaml")
    assert len(read) == 9


def test_another_language_cannot_be_included(problems, beside):
    """
    routine: 1
    title: Whole
    language: de
    steps:
      - include: warm.yaml
    """
    beside("warm.yaml")
    assert problems() == ["5:14 VG123 warm.yaml is in 'en' and this routine in 'de'; include one of the same language"]


def test_set_is_checked_against_the_included_routines_settings(problems):
    """
    routine: 1
    title: Whole
    settings:
      long: {default: 30 s}
      short: {default: 6 s, min: 5 s, max: 12 s}
      where: {default: up, choices: [up, left]}
    steps:
      - include: lower-back
        set: {hodl: 8 s, hold: 30 s, rounds: 2 s, side: up}
      - include: lower-back
        set: {hold: <long>, rounds: <short>, side: <where>}
      - include: lower-back
        set: {hold: <short>, rounds: <many>}
    """
    assert problems() == [
        "9:11 VG124 lower-back has no setting 'hodl'; did you mean 'hold'?",
        "9:28 VG124 hold is '30 s': more than its max, 10 s",
        "9:42 VG105 rounds is '2 s': a count is a whole number; write one from 1 to 999999",
        "9:53 VG108 side is 'up': it takes 'both', 'left' or 'right'",
        "11:17 VG124 hold has the min 5 s; give the setting 'long' that min too",
        "11:17 VG124 hold has the max 10 s; give the setting 'long' that max too",
        "11:33 VG111 rounds takes a count, and 'short' is a duration",
        "11:48 VG124 side takes 'both', 'left' or 'right', and 'where' may be 'up'",
        "13:17 VG124 hold has the max 10 s; give the setting 'short' that max too",
        "13:34 VG110 nothing is called '<many>' here; name it under settings",
    ]


def test_an_included_routine_does_not_see_the_loops_around_it(beside):
    beside("back.yaml", "routine: 1\ntitle: A\nsteps:\n  - sides: both\n    steps:\n      - include: one.yaml\n")
    beside("one.yaml", "routine: 1\ntitle: B\nsteps:\n  - say: The <side> hand.\n    only: left\n")
    with pytest.raises(RoutineError) as caught:
        load("back.yaml")
    assert [(problem.where.file, problem.code) for problem in caught.value.problems] == [
        ("one.yaml", "VG110"),
        ("one.yaml", "VG114"),
    ]
