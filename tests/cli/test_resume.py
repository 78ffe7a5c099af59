import json
import os
import signal
import wave
from dataclasses import replace
from pathlib import Path

import pytest
import sound_servers

from voiceguide import pipeline
from voiceguide.playback.contracts import Now
from voiceguide.records import journal
from voiceguide.records.files import journal_path
from voiceguide.records.journal import Journal
from voiceguide.records.session import Playing, Steps
from voiceguide.session import player
from voiceguide.session.options import SessionOptions
from voiceguide.speech.voice_settings import OFF_DB
from voiceguide.timeline.layout import estimate

SIDES = """\
routine: 1
title: Both sides
settings: {hold: {default: 8 s, max: 20 s}}
steps:
  - sides: both
    steps:
      - section: <side> side
      - wait: ready
        at_most: 5 s
      - repeat: 3
        steps:
          - hold: <hold>
            say: Press.
          - rest: 5 s
            only: not last
"""
LEFT_2 = 3
"""The second hold of the left side: a wait, a hold and a rest come before it."""


@pytest.fixture(autouse=True)
def routine():
    path = Path("sides.yaml")
    path.write_text(SIDES)
    return path


def cut_short(source="sides.yaml", ordinal=LEFT_2, settings=None, **wishes):
    """Leave what a session leaves that is cut short in step `ordinal`."""
    routine, wished = pipeline.load(str(source)), SessionOptions(voice="tone", **wishes)
    plan = pipeline.compile(
        routine,
        settings or {},
        safety=wished.safety,
        music=wished.music,
        answers="key",
        patient=wished.patient,
        wait_each=wished.wait_each,
    )
    playing = Playing.of(str(source), routine, plan, settings or {}, wished.to_text())
    timeline = estimate(plan)
    with Journal(playing, tell=print) as journal:
        journal.see(Now(timeline, Steps(timeline).start(ordinal)))


@pytest.fixture
def held(monkeypatch):
    """Run no session; return what would be run: source, settings, the options, and the step it begins with."""
    asked = []

    def run(routine, given, options, io, *, source, begin_at, dialog):  # noqa: ARG001 - the session's signature
        plan = pipeline.compile(routine, given, safety=options.safety, music=False, wait_each=options.wait_each)
        timeline = pipeline.build_timeline(plan, options.voice)
        begin = begin_at(timeline)
        assert begin in {mark.start for mark in timeline.steps}
        asked.append((source, given, options, io, Steps(timeline).step(Steps(timeline).begun(begin))))

    monkeypatch.setattr(player, "run", run)
    return asked


def test_a_session_goes_on_with_its_last_step_said(run, routine, held):
    cut_short()
    result = run("resume")
    assert result.exit_code == 0
    assert result.stdout == "Going on where you were: Left side, round 2 of 3: hold 8 s\n"
    ((source, given, _, _, step),) = held
    assert (source, given) == (str(routine.resolve()), {})
    assert (step.ordinal, step.side, step.round, step.verb) == (LEFT_2, "left", 2, "hold")


@pytest.mark.parametrize("ordinal", range(12))
def test_each_step_is_found_at_its_own_frame_though_a_voice_is_longer_or_shorter_than_was_guessed(run, held, ordinal):
    cut_short(ordinal=ordinal)
    run("resume")
    assert held[0][4].ordinal == ordinal


def test_settings_and_wishes_are_those_it_was_started_with(run, held):
    chosen = {"wait_each": True, "safety": False, "wake_up": False, "pan": False}
    chosen |= {"rate": 0.8, "voice_volume": -6.0, "tone_volume": OFF_DB}
    cut_short(ordinal=-1, settings={"hold": "10s"}, **chosen)
    assert run("resume").stdout == "Going on where you were: Right side, round 3 of 3: hold 10 s\n"
    _, given, wishes, _, _ = held[0]
    assert given == {"hold": "10s"}
    assert wishes == SessionOptions(voice="tone", **chosen)


def test_what_it_is_heard_with_is_chosen_anew(run, held):
    cut_short()
    run("resume", "--device", "headset", "--start-in", "10s")
    assert (held[0][3].device, held[0][3].start_in) == ("headset", 10)


@pytest.mark.parametrize("began", [True, False])
@pytest.mark.parametrize("words", [[], ["--no-music"]])
def test_a_session_goes_on_without_music_where_it_began_so_or_is_asked_to(run, held, began, words):
    with wave.open("sea.wav", "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(bytes(48_000))
    Path("sides.yaml").write_text(SIDES.replace("routine: 1\n", "routine: 1\nmusic: sea.wav\n"))
    cut_short(music=began)
    assert run("resume", *words).stdout == "Going on where you were: Left side, round 2 of 3: hold 8 s\n"
    assert held[0][2].music == (began and not words)


def test_a_session_that_leaned_goes_on_in_the_middle_if_asked_to(run, held):
    cut_short()
    run("resume", "--no-pan")
    assert not held[0][2].pan


def test_a_routine_is_found_from_another_folder(run, held, monkeypatch, tmp_path):
    cut_short()
    monkeypatch.chdir(tmp_path)
    assert run("resume").exit_code == 0
    assert held


def test_a_built_in_routine_goes_by_its_name(run, held):
    cut_short("lower-back")
    assert run("resume").exit_code == 0
    assert held[0][0] == "lower-back"


def test_where_a_routine_has_changed_the_nearest_step_is_taken_and_said(run, routine, held):
    cut_short()
    routine.write_text(SIDES.replace("  - sides: both", "  - say: Something new.\n  - sides: both"))
    assert run("resume").stdout == (
        "The routine has changed since that session. Going on with what is nearest: Left side, round 2 of 3: hold 8 s\n"
    )
    assert held[0][4].ordinal == LEFT_2 + 1


def test_a_session_whose_steps_became_others_on_the_way_goes_on_with_what_is_nearest(run, held):
    cut_short()
    kept = journal.read()
    journal.write(replace(kept, step=replace(kept.step, ordinal=LEFT_2 + 1)))
    assert run("resume").stdout == "Going on with what is nearest: Left side, round 2 of 3: hold 8 s\n"
    assert held[0][4].ordinal == LEFT_2


def test_a_hold_that_was_made_longer_is_still_that_hold(run, held):
    cut_short()
    kept = journal.read()
    journal.write(replace(kept, step=replace(kept.step, label="hold 13 s")))
    said = "where you were, as it was at the start: Left side, round 2 of 3: hold 8 s\n"
    assert run("resume").stdout == f"Going on {said}"
    assert held[0][4].ordinal == LEFT_2
    first, second, _ = run("resume", "--where").stdout.splitlines()
    assert first == "Left side, round 2 of 3: hold 8 s"
    assert second == (
        "It would go on where you were, as it was at the start; you were here: Left side, round 2 of 3: hold 13 s"
    )


def test_where_a_step_is_gone_nothing_is_played_and_the_way_to_start_over_is_said(run, routine, held):
    cut_short(settings={"hold": "10 s"})
    routine.write_text(SIDES.replace("repeat: 3", "repeat: 1"))
    result = run("resume")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: the routine has changed, and has no step like 'Left side, round 2 of 3: hold 10 s' any longer\n"
        f"Start over: voiceguide play {routine.resolve()} '--hold=10 s'\n"
    )
    assert not held


def test_where_a_setting_fits_no_longer_the_way_to_start_over_is_said(run, routine, held):
    cut_short(settings={"hold": "15 s"})
    routine.write_text(SIDES.replace("max: 20 s", "max: 10 s"))
    result = run("resume")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        f"The routine has changed since that session. Start over: voiceguide play {routine.resolve()}\n"
    )
    assert not held


def test_a_routine_that_is_gone_is_said(run, routine):
    cut_short()
    routine.unlink()
    result = run("resume")
    assert result.exit_code == 1
    assert str(routine.resolve()) in result.stderr


def test_without_a_session_to_go_on_with_it_says_how_to_start_one(run, held):
    result = run("resume")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no session to go on with\nStart one: voiceguide play ROUTINE\n"
    assert run("resume", "--where").stdout == "There is no session to go on with.\n"
    assert json.loads(run("resume", "--json").stdout) == {"version": 1, "playing": False, "session": None}
    assert not held


def test_where_only_says_so(run, held):
    cut_short()
    first, second = run("resume", "--where").stdout.splitlines()
    assert first == "Left side, round 2 of 3: hold 8 s"
    assert second.startswith("Both sides, heard up to there on 20")
    assert not held


def test_where_tells_the_nearest_step_of_a_routine_that_has_changed(run, routine, held):
    cut_short()
    routine.write_text(SIDES.replace("default: 8 s", "default: 9 s"))
    assert run("resume", "--where").stdout.splitlines()[:2] == [
        "Left side, round 2 of 3: hold 9 s",
        (
            "The routine has changed since that session. It would go on with what is nearest; "
            "you were here: Left side, round 2 of 3: hold 8 s"
        ),
    ]
    told = json.loads(run("resume", "--json").stdout)["session"]
    assert (told["step"]["label"], told["goes_on"]["label"], told["hindrance"]) == ("hold 8 s", "hold 9 s", "")
    assert not held


def changed_away(routine):
    routine.write_text(SIDES.replace("repeat: 3", "repeat: 1"))


@pytest.mark.parametrize("happened", [changed_away, Path.unlink])
def test_where_nothing_can_be_gone_on_with_where_says_what_going_on_would_say(run, routine, happened):
    cut_short()
    happened(routine)
    where, resumed = run("resume", "--where"), run("resume")
    assert (where.exit_code, where.stdout, where.stderr) == (1, "", resumed.stderr)
    told = json.loads(run("resume", "--json").stdout)["session"]
    assert told["goes_on"] is None
    assert told["hindrance"] in resumed.stderr


def test_where_a_session_plays_where_says_so(run):
    cut_short()
    with Journal(journal.read().playing, tell=print):
        shown = run("resume", "--where").stdout
    assert shown.startswith("'Both sides' has been playing since ")
    assert shown.endswith(". It is at: Left side, round 2 of 3: hold 8 s\n")


def test_json_has_all_that_is_needed_to_go_on(run, held):
    cut_short(settings={"hold": "10s"})
    told = json.loads(run("resume", "--json").stdout)
    assert told["playing"] is False
    assert told["session"]["step"] == {
        "ordinal": LEFT_2,
        "verb": "hold",
        "label": "hold 10 s",
        "section": "Left side",
        "side": "left",
        "round": 2,
        "rounds": 3,
        "said": "Left side, round 2 of 3: hold 10 s",
    }
    assert told["session"]["goes_on"] == told["session"]["step"]
    assert told["session"]["settings"] == {"hold": "10s"}
    assert told["session"]["options"]["voice"] == "tone"
    assert not held


def test_forgetting_leaves_nothing_to_go_on_with(run, held):
    cut_short()
    assert run("resume", "--forget").stdout == "Forgotten.\n"
    assert run("resume", "--forget").stdout == "There is no session to forget.\n"
    assert run("resume").exit_code == 1
    assert not held


@pytest.mark.parametrize("words", [[], ["--forget"]])
def test_a_session_that_still_plays_is_not_over(run, held, words):
    cut_short()
    kept = journal.read()
    with Journal(kept.playing, tell=print):
        result = run("resume", *words)
        assert json.loads(run("resume", "--json").stdout)["playing"] is True
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: 'Both sides' has been playing since ")
    assert result.stderr.endswith("\nThat session is not over yet.\n")
    assert not held
    assert journal.read() == kept


def test_a_damaged_journal_is_set_aside_without_a_traceback(run):
    cut_short()
    journal_path().write_text("{")
    result = run("resume")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: the journal of your last session is damaged\nIt is set aside as ")
    assert run("resume", "--where").stdout == "There is no session to go on with.\n"


@pytest.mark.sound
def test_a_session_that_was_broken_off_at_a_speaker_is_heard_to_its_end(start, run):
    Path("two.yaml").write_text("routine: 1\ntitle: Two\nsteps:\n  - say: One.\n  - hold: 2 s\n  - say: Two.\n")
    with sound_servers.sound_server() as server:
        first = start("play", "two.yaml", "--voice", "tone", env=os.environ | server | {"PYTHONUNBUFFERED": "1"})
        while "old 2 s" not in (line := first.stdout.readline()):
            assert line, first.stderr.read()
        first.send_signal(signal.SIGINT)
        assert first.stdout.read().endswith("You were here: Hold 2 s\nTo go on from there: voiceguide resume\n")
        assert first.wait() == 130
        second = start("resume", env=os.environ | server)
        shown, complaint = second.communicate()
    assert (second.returncode, complaint) == (0, "")
    assert shown.startswith("Going on where you were: Hold 2 s\n")
    assert shown.index("Get ready.") < shown.index("One.") < shown.index("(hold 2 s)") < shown.index("Two.")
    broken_off, heard_out = json.loads(run("history", "--json").stdout)["sessions"]
    assert (broken_off["finished"], broken_off["left_at"], broken_off["holds"]) == (False, "Hold 2 s", 0)
    assert (heard_out["finished"], heard_out["holds"]) == (True, 1)
    assert journal.read() is None
