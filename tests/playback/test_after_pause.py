"""After a pause a hold begins again with its lead: what the author wrote, and what is heard from "go on" on."""

from pathlib import Path

import pytest
from sessions import HZ, Murmur, answers, captions, compiled, heard, runs, session, spans
from sessions import speak as murmur

from voiceguide import pipeline
from voiceguide.errors import UsageError
from voiceguide.plan.model import GET_READY
from voiceguide.playback import places
from voiceguide.playback.contracts import Command
from voiceguide.routine import library
from voiceguide.speech import locales
from voiceguide.speech.clips import estimate
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.tones import tone

PAUSE, RESUME = Command.PAUSE, Command.RESUME
HEAD = "routine: 1\ntitle: T\nsteps:\n"
BUILTIN = [(name, tag) for name in library.names() for tag in ("", *library.translations(name))]


def laid_out(steps, **options):
    return lay_out(compiled(HEAD + steps), Murmur(), **options)


def gone_on(timeline, *orders, block=480, **options):
    """Return the blocks of a session after its last command."""
    played = session(timeline, orders, block=block, **options)
    last = max(index for index, one in enumerate(played) if one.answered)
    return played[last:]


def leading_in(played):
    """Return how many frames of a lead-in are heard."""
    return sum(len(span) for span in spans(played) if span.lead_in is not None)


def frames_to(played, frame):
    """Return how many frames of `played` come before `frame` of the timeline."""
    passed = 0
    for span in spans(played):
        if not span.silence and span.start <= frame < span.end:
            return passed + frame - span.start
        passed += len(span)
    raise AssertionError(f"{frame} is never heard")


# What leads to a hold


def test_the_lead_of_a_hold_is_its_own_say():
    """
    - say: Stand tall.
    - hold: 8 s
      say: Press now.
    """
    timeline = laid_out("- say: Stand tall.\n- hold: 8 s\n  say: Press now.\n")
    (hold,) = timeline.holds
    assert captions(timeline, hold.lead, hold.lead + 1) == ["Press now."]
    assert hold.lead == hold.start


def test_the_lead_of_a_hold_is_its_own_say_also_where_a_rest_speaks_it():
    """
    - hold: 8 s
    - rest: 6 s
    - hold: 8 s
      say: Press again.
    """
    timeline = laid_out("- hold: 8 s\n- rest: 6 s\n- hold: 8 s\n  say: Press again.\n")
    first, second = timeline.holds
    assert first.lead is None
    assert captions(timeline, second.lead, second.lead + 1) == ["Press again."]
    assert second.lead < second.at


def test_of_several_words_that_a_rest_speaks_the_last_ones_lead():
    """
    - rest: 8 s
    - section: The bridge
      say: Now the bridge.
    - hold: 8 s
      say: Lift.
    """
    timeline = laid_out("- rest: 8 s\n- section: The bridge\n  say: Now the bridge.\n- hold: 8 s\n  say: Lift.\n")
    (hold,) = timeline.holds
    assert captions(timeline, hold.start, hold.at) == ["Now the bridge.", "Lift."]
    assert captions(timeline, hold.lead, hold.at) == ["Lift."]


def test_without_words_of_its_own_the_nearest_spoken_step_leads():
    """
    - say: Round 1.
    - say: At the tone, press.
    - tone: tick
    - pause: 1 s
    - hold: 8 s
    """
    timeline = laid_out("- say: Round 1.\n- say: At the tone, press.\n- tone: tick\n- pause: 1 s\n- hold: 8 s\n")
    (hold,) = timeline.holds
    assert captions(timeline, hold.lead, hold.at) == ["At the tone, press."]
    assert hold.start == hold.at


@pytest.mark.parametrize(
    "between",
    [
        "- hold: 3 s\n",
        "- rest: 3 s\n",
        "- rest: 3 s\n  say: Well done.\n",
        "- wait: ready\n  at_most: 3 s\n",
        "- pace: {Up: 2 s}\n",
    ],
)
def test_words_before_another_hold_a_rest_a_wait_or_a_pace_lead_to_nothing_after_it(between):
    """
    - say: Press.
    - rest: 3 s
    - hold: 8 s
    """
    assert laid_out(f"- say: Press.\n{between}- hold: 8 s\n").holds[-1].lead is None


def test_what_a_hold_says_at_its_release_leads_to_no_other_hold():
    """
    - hold: 8 s
      release: Let go.
    - pause: 2 s
    - hold: 8 s
    """
    assert laid_out("- hold: 8 s\n  release: Let go.\n- pause: 2 s\n- hold: 8 s\n").holds[1].lead is None


@pytest.mark.parametrize(("pause", "leads"), [("7 s", True), ("7001 ms", False)])
def test_words_that_began_more_than_8_s_before_a_hold_lead_to_nothing(pause, leads):
    """
    - say: Hang on bar.
      then: 400 ms
    - pause: 7 s
    - hold: 8 s
    """
    (hold,) = laid_out(f"- say: Hang on bar.\n  then: 400 ms\n- pause: {pause}\n- hold: 8 s\n").holds
    assert hold.lead == (hold.at - 8 * HZ if leads else None)


def test_a_text_without_a_sound_leads_to_nothing():
    """
    - say: Press.
    - hold: 8 s
      say: "..."
    """
    plan = compiled(f'{HEAD}- say: Press.\n- hold: 8 s\n  say: "..."\n')
    (hold,) = lay_out(plan, estimate(plan)).holds
    assert hold.lead < hold.start


def test_safety_texts_lead_to_no_hold():
    """
    safety: [Stop if it hurts.]
    steps:
    - hold: 8 s
    """
    text = "routine: 1\ntitle: T\nsafety: [Stop if it hurts.]\nsteps:\n- hold: 8 s\n"
    assert lay_out(compiled(text), Murmur()).holds[0].lead is None


# What is heard after "go on"


HANGS = "- say: Hang on.\n- repeat: 4\n  steps:\n  - hold: 7 s\n  - rest: 3 s\n    only: not last\n"


def test_hangs_paused_in_the_third_go_on_with_get_ready_three_seconds_and_the_third():
    """
    - say: Hang on.
    - repeat: 4
      steps:
      - hold: 7 s
      - rest: 3 s
        only: not last
    """
    timeline = laid_out(HANGS)
    third = timeline.holds[2]
    played = gone_on(timeline, (third.at + 4 * HZ, PAUSE), (third.at + 9 * HZ, RESUME))
    words = len(timeline.lead_in) - 3 * HZ
    sound = heard(played)[: words + 4 * HZ]
    assert abs(sound[:words]).max() > 0.1, "get ready"
    assert not sound[words : words + 3 * HZ].any(), "three seconds"
    assert frames_to(played, third.at) == words + 3 * HZ
    assert third.at in [p.start for p in timeline.placements if p.clip is tone("start")]
    assert runs(played) == [(third.at, timeline.length)]


def test_the_first_has_the_words_before_it_and_the_silence_that_is_missing():
    """
    - say: Hang on.
    - repeat: 4
      steps:
      - hold: 7 s
      - rest: 3 s
        only: not last
    """
    timeline = laid_out(HANGS)
    first = timeline.holds[0]
    for command in (PAUSE, Command.AGAIN):
        played = gone_on(timeline, (first.at + 2 * HZ, command), *[(first.at + 9 * HZ, RESUME)][: command is PAUSE])
        assert runs(played)[-1] == (first.lead, timeline.length)
        assert leading_in(played) + first.at - first.lead == 3 * HZ


@pytest.mark.parametrize(
    "steps", ["- hold: 8 s\n", "- hold: 8 s\n  count: none\n- rest: 2 s\n- hold: 8 s\n  count: none\n"]
)
@pytest.mark.parametrize("wake_up", [True, False])
@pytest.mark.parametrize("asked", [PAUSE, Command.AGAIN])
def test_a_routine_without_any_words_has_get_ready_too(steps, wake_up, asked):
    """
    - hold: 8 s
    """
    timeline = laid_out(steps, wake_up=wake_up)
    (hold, *_) = timeline.holds
    played = gone_on(timeline, (hold.at + HZ, asked), *[(hold.at + 2 * HZ, RESUME)][: asked is PAUSE])
    assert leading_in(played) == len(timeline.lead_in) > 3 * HZ
    assert runs(played)[-1] == (hold.at, timeline.length)


def test_a_hold_of_more_than_30_s_goes_on_where_it_was_with_all_its_frames():
    """
    - say: Plank.
    - hold: 40 s
    """
    timeline = laid_out("- say: Plank.\n- hold: 40 s\n")
    (hold,) = timeline.holds
    blocks = session(timeline, [(hold.at + 24 * HZ, PAUSE), (hold.at + 30 * HZ, RESUME)], block=480)
    assert answers(blocks) == ["paused"], "not: let go"
    assert runs(blocks) == [(0, timeline.length)], "no frame is lost, and none is heard twice"
    assert leading_in(blocks) == len(timeline.lead_in)


@pytest.mark.parametrize("command", [Command.AGAIN, Command.BACK])
def test_again_and_back_begin_a_long_hold_with_its_lead(command):
    """
    - hold: 40 s
      say: Plank.
    - say: Rest a while now.
    """
    timeline = laid_out("- hold: 40 s\n  say: Plank.\n- say: Rest a while now.\n")
    (hold,) = timeline.holds
    at = hold.at + HZ if command is Command.AGAIN else hold.end + HZ
    played = gone_on(timeline, (at, command))
    assert runs(played)[-1] == (hold.lead, timeline.length)
    assert leading_in(played) == 3 * HZ - (hold.at - hold.lead)


# Get ready


def test_a_routine_may_say_it_in_its_own_words():
    """
    phrases: {get-ready: Back on the bar.}
    """
    plan = compiled(f"phrases: {{get-ready: Back on the bar.}}\n{HEAD}- hold: 8 s\n")
    assert pipeline.build_timeline(plan, "none").lead_in.text == "Back on the bar."


def test_without_a_voice_a_tone_sounds_for_it():
    timeline = pipeline.build_timeline(compiled(f"{HEAD}- hold: 8 s\n"), "none")
    clip = timeline.lead_in.clip.samples
    assert timeline.lead_in.text == "Get ready."
    assert clip[: len(tone("cue"))] == pytest.approx(tone("cue").samples)
    assert not clip[-3 * HZ :].any()


def test_a_language_without_the_words_has_a_tone_and_is_as_valid_as_before():
    """
    language: eo
    steps:
    - hold: 8 s
      count: none
    """
    text = "routine: 1\ntitle: T\nlanguage: eo\nsteps:\n- hold: 8 s\n  count: none\n"
    timeline = pipeline.build_timeline(compiled(text), "none")
    assert timeline.lead_in.text == "Get ready."
    assert timeline.lead_in.clip.samples[: len(tone("tick"))] == pytest.approx(tone("tick").samples)


def test_a_locale_of_the_listeners_own_may_be_older_than_the_words(tmp_path, monkeypatch):
    older = Path(locales.BUILTIN, "en.toml").read_text("utf-8").replace('get-ready = "Get ready."\n', "")
    (tmp_path / "eo.toml").write_text(older, "utf-8")
    monkeypatch.setattr(locales, "own_folder", lambda: tmp_path)
    text = "routine: 1\ntitle: T\nlanguage: eo\nsteps:\n- hold: 8 s\n"
    timeline = pipeline.build_timeline(compiled(text), "none")
    assert timeline.lead_in.clip.samples[: len(tone("tick"))] == pytest.approx(tone("tick").samples)
    with pytest.raises(UsageError, match="have no 'get-ready'"):
        locales.Book("eo").text(GET_READY)


def test_a_plan_without_a_hold_needs_no_words():
    plan = compiled(f"{HEAD}- say: Up.\n- rest: 5 s\n")
    assert "Get ready." not in {text.text for text in murmur(plan).made}
    assert lay_out(plan, murmur(plan)).lead_in.text == ""


# Every built-in routine


@pytest.mark.parametrize(("name", "language"), BUILTIN)
def test_from_go_on_to_the_start_tone_lie_3_to_10_s_with_words_in_every_built_in_routine(name, language):
    plan = pipeline.compile(pipeline.load(name, language or None))
    check_leads(lay_out(plan, estimate(plan)))
    check_leads(pipeline.build_timeline(plan, "none"))


@pytest.mark.parametrize("name", library.names())
def test_the_same_as_the_best_voice_here_speaks_them(name):
    check_leads(pipeline.build_timeline(pipeline.compile(pipeline.load(name)), "auto"))


def check_leads(timeline):
    """Check what lies between "go on" and the start tone after a pause in each hold of up to 30 s."""
    for hold in timeline.holds:
        if hold.end - hold.at > 30 * HZ:
            continue
        at, lead_in = places.after_pause(timeline, (hold.at + hold.end) // 2)
        before = 0 if lead_in is None else len(timeline.lead_in) - lead_in
        assert 3 * HZ <= before + hold.at - at <= 10 * HZ, (hold, before)
        assert lead_in == 0 or captions(timeline, at, hold.at)
        assert lead_in != 0 or timeline.lead_in.text
