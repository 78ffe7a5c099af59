"""What a routine means: the author's file in, plan text out."""

import pytest

from voiceguide.plan.scope import LEAN


def test_sides_speak_on_their_side_and_between_belongs_to_the_coming_one(lines):
    """
    steps:
      - sides: both
        steps:
          - say: The <side> side.
          - hold: 4 s
        between:
          - tone: switch
          - say: Now the <side> one.
    """
    assert lines() == [
        'say "The <side side=left> side.", then 0.5 s (left)',
        "hold 4 s (left)",
        "  count down 3 2 1",
        "tone switch",
        'say "Now the <side side=right> one.", then 0.5 s (right)',
        'say "The <side side=right> side.", then 0.5 s (right)',
        "hold 4 s (right)",
        "  count down 3 2 1",
    ]


def test_a_single_side_has_no_between(lines):
    """
    settings:
      side: {default: both, choices: [both, left, right]}
    steps:
      - sides: <side>
        steps:
          - say: <side>
        between:
          - tone: switch
    """
    assert lines(side="right") == ['say "<side side=right>", then 0.5 s (right)']


def test_a_repeat_counts_its_rounds_and_only_looks_at_them(lines):
    """
    steps:
      - repeat: 3
        steps:
          - say: Round <round> of <rounds>.
            then: 0 s
          - say: Look.
            only: first
            then: 0 s
          - say: Again.
            only: [later, not last]
            then: 0 s
          - say: Last.
            only: last
            then: 0 s
    """
    assert [line.split('"')[1] for line in lines()] == [
        "Round <number number=1> of <number number=3>.",
        "Look.",
        "Round <number number=2> of <number number=3>.",
        "Again.",
        "Round <number number=3> of <number number=3>.",
        "Last.",
    ]


def test_with_one_pass_first_and_last_both_hold(lines):
    """
    steps:
      - repeat: 1
        steps:
          - {say: First., only: first}
          - {say: Last., only: last}
          - {say: Later., only: later}
    """
    assert len(lines()) == 2


def test_only_can_look_at_an_outer_loop_a_side_and_a_switch(lines):
    """
    settings:
      explain: {default: true}
    steps:
      - sides: both
        steps:
          - repeat: 2
            steps:
              - {say: once, only: [first side, first round]}
              - {say: left, only: left}
              - {say: explained, only: <explain>}
    """
    assert [line.split('"')[1] for line in lines()].count("once") == 1
    assert [line.split('"')[1] for line in lines()].count("left") == 2
    assert [line.split('"')[1] for line in lines(explain="false")].count("explained") == 0


def test_in_between_only_looks_to_the_loop_outside(lines):
    """
    steps:
      - repeat: 2
        steps:
          - sides: both
            steps:
              - pause: 1 s
            between:
              - {say: outer first, only: first}
    """
    assert [line for line in lines() if line.startswith("say")] == ['say "outer first", then 0.5 s (right)']


@pytest.mark.parametrize(
    ("hold", "numbers"),
    [("1.9 s", None), ("2 s", "1"), ("3.5 s", "2 1"), ("8 s", "5 4 3 2 1"), ("1 min", "5 4 3 2 1")],
)
def test_a_hold_counts_down_from_five_or_from_one_less_than_its_whole_seconds(lines, hold, numbers):
    """
    settings:
      hold: {default: 8 s}
    steps:
      - hold: <hold>
    """
    assert lines(hold=hold)[1:] == ([f"  count down {numbers}"] if numbers else [])


def test_counting_up_leaves_out_the_end(lines):
    """
    steps:
      - {hold: 4 s, count: up}
      - {hold: 4 s, count: none}
      - {rest: 4 s}
      - {rest: 4 s, count: down}
    """
    assert lines() == [
        "hold 4 s",
        "  count up 1 2 3",
        "hold 4 s",
        "rest 4 s",
        "rest 4 s",
        "  count down 3 2 1",
    ]


def test_a_number_its_hold_has_no_room_for_is_an_error_with_the_highest_that_has(problems):
    """
    steps:
      - {hold: 8 s, count: 8}
      - {hold: 1 s, count: 1}
    """
    assert problems() == [
        "4:5 VG201 a hold of 8 s has no room to count from 8; count from 7 at most",
        "5:5 VG201 a hold of 1 s has no room to count from 1; write 'count: none'",
    ]


def test_a_number_may_start_as_soon_as_the_first_tone_has_rung(lines):
    """
    steps:
      - {hold: 8.5 s, count: 8}
    """
    assert lines()[1] == "  count down 8 7 6 5 4 3 2 1"


def test_a_side_between_inner_passes_is_that_of_the_loop_outside(lines):
    """
    steps:
      - sides: left
        steps:
          - sides: both
            steps:
              - pause: 1 s
            between:
              - {say: once, only: left}
    """
    assert [line.split('"')[1] for line in lines() if line.startswith("say")] == ["once"]


def test_between_stays_in_the_chapter_it_leaves_even_after_an_include(lines, tmp_path):
    """
    steps:
      - sides: both
        steps:
          - section: <side> side
          - pause: 1 s
        between:
          - include: other.yaml
          - rest: 3 s
    """
    (tmp_path / "other.yaml").write_text("routine: 1\ntitle: O\nsteps:\n  - section: Shake\n  - pause: 2 s\n")
    assert lines() == [
        '# "<side side=left> side"',
        "pause 1 s",
        '  # "Shake"',
        "pause 2 s",
        '# "<side side=left> side"',
        "rest 3 s (right)",
        '# "<side side=right> side"',
        "pause 1 s",
    ]


def test_a_steps_own_words_lead_it_and_a_rests_are_inside_it(lines):
    """
    steps:
      - {hold: 2 s, say: Press., count: none, release: Let go.}
      - {rest: 4 s, say: Breathe.}
    """
    assert lines() == [
        'lead "Press.", then 0.5 s',
        "hold 2 s",
        '  release "Let go."',
        "rest 4 s",
        '  say "Breathe."',
    ]


def test_steps_inside_a_hold_keep_their_own_words(lines):
    """
    steps:
      - hold: 20 s
        count: none
        steps:
          - {pause: 2 s, say: Soften.}
          - say: Breathe.
    """
    assert lines() == [
        "hold 20 s",
        '  say "Soften.", then 0.5 s',
        "  pause 2 s",
        '  say "Breathe.", then 0.5 s',
    ]


def test_a_pace_runs_whole_cycles_and_binds_the_round(lines):
    """
    steps:
      - pace: {"Lower <round>": 3 s, Up: 1 s}
        times: 10 s
      - breathe: {in: 4 s, hold: 0 s, out: 6 s}
    """
    assert lines() == [
        'pace 1/2 "Lower <number number=1>" 3 s',
        'pace 1/2 "Up" 1 s',
        'pace 2/2 "Lower <number number=2>" 3 s',
        'pace 2/2 "Up" 1 s',
        'breathe 1/1 "<breathe-in>" 4 s',
        'breathe 1/1 "<breathe-out>" 6 s',
    ]


def test_a_pace_with_no_time_for_one_cycle_is_an_error(problems):
    """
    steps:
      - pace: {Lower: 3 s, Up: 1 s}
        times: 3 s
    """
    assert problems() == ["4:5 VG205 one cycle of this pace takes 4 s: it doesn't fit its 'times'"]


def test_how_to_answer_is_told_at_the_first_wait_only_where_somebody_can(lines):
    """
    steps:
      - repeat: 2
        steps:
          - {wait: ready, at_most: 40 s, remind: {every: 15 s, say: [One., Two.]}}
    """
    silent = ["wait 40 s", '  every 15 s "One."', '  every 15 s "Two."']
    assert lines() == silent * 2
    assert lines(answers="key") == [silent[0], '  answer "<how-to-answer>"', *silent[1:], *silent]


def test_safety_is_a_chapter_of_its_own_before_the_routine(lines, compiled):
    """
    safety: [Never on bone., Let go if sharp.]
    steps:
      - section: Begin
      - say: Stand.
    """
    assert lines() == [
        '# "<before-you-start>"',
        'say "Never on bone.", then 0.5 s',
        'say "Let go if sharp.", then 1.5 s',
        '# "Begin"',
        'say "Stand.", then 0.5 s',
    ]
    assert lines(safety=False) == ['# "Begin"', 'say "Stand.", then 0.5 s']
    assert len(compiled(safety=False).safety) == 2


def test_a_chapter_lasts_to_the_end_of_its_list_and_the_outer_one_goes_on(lines):
    """
    steps:
      - section: Outer
      - sides: both
        steps:
          - section: <side> side
          - pause: 1 s
        between:
          - pause: 2 s
      - pause: 3 s
      - rest: 4 s
    """
    assert lines() == [
        '  # "<side side=left> side"',
        "pause 1 s",
        "pause 2 s",
        '  # "<side side=right> side"',
        "pause 1 s",
        "pause 3 s",
        '# "Outer"',
        "rest 4 s",
    ]


def test_steps_before_the_first_section_stand_in_a_chapter_called_like_the_routine(lines):
    """
    steps:
      - pause: 1 s
      - section: Later
      - pause: 1 s
    """
    assert lines() == ['# "Test"', "pause 1 s", '# "Later"', "pause 1 s"]


def test_a_routine_without_sections_has_no_chapters(lines):
    """
    steps:
      - pause: 1 s
    """
    assert lines() == ["pause 1 s"]


def test_where_speech_stands_can_be_said(compiled):
    """
    steps:
      - {say: Left., pan: left}
      - sides: left
        steps:
          - {say: Centre., pan: centre}
          - {say: Left too.}
    """
    assert [event.pan for event in compiled().events] == [-LEAN, 0, -LEAN]


def test_an_event_knows_its_place_in_the_file_and_in_the_routine(compiled):
    """
    steps:
      - sides: right
        steps:
          - repeat: 2
            steps:
              - hold: 5 s
    """
    first, second = compiled().events
    assert (first.where.line, first.where.column) == (8, 13)
    assert (second.context.side, second.context.round, second.context.rounds) == ("right", 2, 2)


def test_more_than_20_000_events_are_an_error_before_anything_is_spoken(problems):
    """
    steps:
      - repeat: 200
        steps:
          - repeat: 101
            steps:
              - pause: 1 s
    """
    assert problems() == ["8:13 VG203 the routine comes to more than 20,000 events once it is unrolled"]


def test_a_repeat_of_nothing_ends_too(problems):
    """
    settings:
      never: {default: false}
    steps:
      - repeat: 20000
        steps:
          - repeat: 20000
            steps:
              - {pause: 1 s, only: <never>}
    """
    (problem,) = problems()
    assert "VG203" in problem


def test_more_than_a_day_is_an_error(problems):
    """
    steps:
      - repeat: 25
        steps:
          - hold: 1 h
    """
    assert problems() == ["6:9 VG204 the written durations add up to more than 24 h"]


def test_an_include_runs_with_its_own_settings_and_adds_its_safety_and_sources_once(lines, compiled, tmp_path):
    """
    safety: Own.
    sources: Ours
    settings:
      press: {default: 9 s, max: 10 s}
    steps:
      - include: other.yaml
        set: {hold: <press>}
      - include: other.yaml
    """
    (tmp_path / "other.yaml").write_text(
        "routine: 1\ntitle: Other\nsafety: Theirs for <hold>.\nsources: [Theirs, Ours]\n"
        "settings:\n  hold: {default: 6 s, max: 10 s}\nsteps:\n  - hold: <hold>\n    count: none\n"
    )
    assert [line for line in lines() if line.startswith("hold")] == ["hold 9 s", "hold 6 s"]
    assert compiled().metadata.sources == ("Ours", "Theirs")
    assert len(compiled().safety) == 3


def test_exactly_a_day_is_allowed(lines):
    """
    steps:
      - repeat: 24
        steps:
          - hold: 1 h
            count: none
    """
    assert lines() == ["hold 1 h"] * 24


def test_exactly_20_000_events_are_allowed_steps_inside_a_hold_among_them_and_its_own_words_not(compiled):
    """
    steps:
      - repeat: 100
        steps:
          - repeat: 100
            steps:
              - {hold: 4 s, say: Press., count: none, steps: [pause: 1 s]}
    """
    assert len(compiled().events) == 20_000


def test_a_step_inside_a_hold_is_one_event_more(problems):
    """
    steps:
      - pause: 1 s
      - repeat: 100
        steps:
          - repeat: 100
            steps:
              - {hold: 4 s, count: none, steps: [pause: 1 s]}
    """
    assert ["VG203" in problem for problem in problems()] == [True]


def test_a_pace_whose_cycles_just_fill_its_time_has_them_all(lines):
    """
    steps:
      - pace: {Lower: 3 s, Up: 1 s}
        times: 8 s
    """
    assert len(lines()) == 4


def test_after_a_pass_that_does_nothing_what_is_in_between_stands_in_the_chapter_outside(lines):
    """
    steps:
      - repeat: 2
        steps:
          - {say: Again., only: later}
        between:
          - say: Turn.
      - section: Rest
      - pause: 1 s
    """
    assert lines()[:3] == ['# "Test"', 'say "Turn.", then 0.5 s', 'say "Again.", then 0.5 s']


@pytest.mark.parametrize(("side", "spoken"), [("both", ["left", "right"]), ("left", ["left"]), ("right", ["right"])])
def test_a_setting_names_the_sides(compiled, side, spoken):
    """
    settings:
      side: {default: both, choices: [both, left, right]}
    steps:
      - sides: <side>
        steps:
          - pause: 1 s
    """
    assert [event.context.side for event in compiled(side=side).events] == spoken
