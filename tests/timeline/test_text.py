"""What `show` prints, as text, before any sound."""

from plans import HERE, hold, lay, phase, rest, say, wait

from voiceguide.plan.model import Chapter, Context, Words
from voiceguide.timeline.text import as_json, describe, total


def chapter(title, **more):
    return Chapter(where=HERE, title=Words((title,)), **more)


def counted(length):
    return hold(length, numbers=tuple((n, n) for n in (2, 1)))


def test_a_routine_is_told_by_the_clock_with_the_safety_lead_before_it():
    laid = lay(
        chapter("before", safety=True),
        say("Never on bone.", then="3/2"),
        chapter("left side"),
        say("Reach back."),
        counted(8),
        rest(5),
        wait(30),
        *(phase(word, 2, cycle=c, cycles=2, index=i) for c in (1, 2) for i, word in enumerate(["In", "Out"])),
    )
    assert describe(laid.timeline).splitlines() == [
        "Test",
        "About 53 s, with up to 30 s of waiting for you; 3 s of safety before it.",
        "",
        "          Before",
        "            “Never on bone.”",
        "",
        "    0:00  Left side",
        "    0:00    “Reach back.”",
        "    0:01    hold 8 s",
        "    0:07    “2” “1”",
        "    0:09    rest 5 s",
        "    0:14    wait up to 30 s",
        "    0:44    pace 2 x (In 2 s, Out 2 s)",
    ]


def test_the_first_chapter_begins_with_the_clock_though_it_holds_the_wake_up_sound():
    laid = lay(chapter("one"), hold(8), wake_up=True)
    assert "    0:00  One" in describe(laid.timeline).splitlines()


def test_without_waits_the_total_is_no_estimate():
    assert total(lay(hold(8), say("x", then=0)).timeline) == "9 s."


def test_scripts_get_a_version_seconds_and_where_each_step_stands():
    timeline = lay(chapter("one"), hold(8, context=Context(side="left", round=1, rounds=2))).timeline
    values = as_json(timeline)
    assert values["version"] == 1
    assert values["seconds"] == float(timeline.seconds)
    assert values["marks"][1] == {
        "at": 0.0,
        "seconds": 8.0,
        "kind": "step",
        "label": "hold 8 s",
        "verb": "hold",
        "side": "left",
        "round": 1,
        "rounds": 2,
    }


def test_waits_that_are_patient_count_as_no_time_of_the_routines():
    words = Words(("Ready?",))
    timeline = lay(hold(8), wait(20, asking=words)).timeline
    assert total(timeline) == "About 8 s, and as long as you take."
    assert [mark.label for mark in timeline.steps] == ["hold 8 s", "wait until you are ready"]


def test_a_breath_is_one_line_without_the_full_stops_of_its_words():
    laid = lay(*(phase(word, 2, index=i) for i, word in enumerate(["Breathe in.", "屏息。", "साँस छोड़ें।", "..."])))
    assert describe(laid.timeline).splitlines()[-1] == (
        "    0:00    pace 1 x (Breathe in 2 s, 屏息 2 s, साँस छोड़ें 2 s, ... 2 s)"
    )


def test_a_release_text_that_a_pace_speaks_has_its_line():
    """
    - hold: 6 s
      release: Good.
    - pace: {Up: 4 s, Down: 4 s}
    """
    laid = lay(hold(6, release="Good."), *(phase(word, 4, index=i) for i, word in enumerate(["Up", "Down"])))
    assert describe(laid.timeline).splitlines()[-3:] == [
        "    0:00    hold 6 s",
        "    0:06    pace 1 x (Up 4 s, Down 4 s)",
        "    0:06    “Good.”",
    ]
