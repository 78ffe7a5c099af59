"""A live session, run from Python."""

from contextlib import nullcontext
from functools import partial

import pytest
from instant_speaker import InstantSpeaker

import voiceguide
from voiceguide import session
from voiceguide.errors import DeviceError, NoSpeakerError, UsageError
from voiceguide.records import journal
from voiceguide.session import Dialog, IOOptions, SessionOptions, blocks, run
from voiceguide.speakers import opening

SHORT = """\
routine: 1
title: A short one
settings: {hold: {default: 3 s, max: 5 s}}
steps:
  - say: Go.
  - hold: <hold>
  - say: Done.
"""
OPTIONS = SessionOptions(voice="tone")


@pytest.fixture
def routine(tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(SHORT)
    return voiceguide.load(str(path))


@pytest.fixture
def speaker(monkeypatch):
    """Let sessions play to `speaker`; how the machine stays awake is its system's business."""
    speaker = InstantSpeaker()
    monkeypatch.setattr(opening, "open_speaker", lambda *_, **__: speaker)
    monkeypatch.setattr(blocks, "keep_awake", lambda blocks: blocks)
    return speaker


def test_the_public_names_are_sorted_and_documented():
    assert session.__all__ == sorted(session.__all__)
    for name in session.__all__:
        assert getattr(session, name).__name__ == name
        assert getattr(session, name).__doc__


def test_a_session_plays_every_frame_and_says_that_it_was_finished(routine, speaker, capsys):
    end = run(routine, {"hold": "5 s"}, OPTIONS)
    whole = voiceguide.build_timeline(voiceguide.compile(routine, {"hold": "5 s"}), "tone")
    assert speaker.taken == whole.length
    assert (end.finished, end.left, end.underruns) == (True, "", 0)
    assert "(hold 5 s)" in capsys.readouterr().out
    assert journal.read() is None


@pytest.mark.parametrize("wake_up", [True, False])
def test_a_session_that_begins_at_a_hold_leads_in_to_it(tmp_path, speaker, wake_up):
    path = tmp_path / "hangs.yaml"
    path.write_text("routine: 1\ntitle: Hangs\nsteps:\n- hold: 3 s\n- rest: 3 s\n- section: B\n- hold: 3 s\n")
    hangs, options = voiceguide.load(str(path)), SessionOptions(voice="tone", wake_up=wake_up)
    begin = partial(session.section_start, "B")
    timeline = voiceguide.build_timeline(voiceguide.compile(hangs), "tone", wake_up=wake_up)
    woken = 36_000 if wake_up else 0
    run(hangs, options=options, begin_at=begin)
    assert speaker.taken == woken + len(timeline.lead_in) + timeline.length - begin(timeline)
    speaker.live, speaker.taken = False, 0  # a file
    run(hangs, options=options, begin_at=begin)
    assert speaker.taken == woken + timeline.length - begin(timeline)


def test_a_countdown_comes_before_the_first_frame(routine, speaker):
    run(routine, options=OPTIONS)
    whole, speaker.taken = speaker.taken, 0
    run(routine, options=OPTIONS, io=IOOptions(start_in=1.5))
    assert speaker.taken == whole + 36_000


def test_a_quiet_session_prints_nothing(routine, speaker, capsys):
    speaker.underruns = 3
    assert run(routine, options=OPTIONS, io=IOOptions(quiet=True)).underruns == 3
    assert "".join(capsys.readouterr()) == ""


def test_a_session_that_is_interrupted_is_kept_for_resume(routine, speaker):
    speaker.stops = 60
    with pytest.raises(KeyboardInterrupt):
        run(routine, {"hold": "5 s"}, OPTIONS)
    kept = journal.read()
    assert (str(kept.step), kept.playing.source, kept.playing.settings) == ("Hold 5 s", routine.file, {"hold": "5 s"})
    assert SessionOptions.from_text(kept.playing.options) == OPTIONS


def test_a_setting_that_does_not_fit_is_an_error(routine, speaker):
    with pytest.raises(UsageError):
        run(routine, {"hold": "9 s"}, OPTIONS)
    assert speaker.taken == 0


def test_without_a_speaker_the_caller_learns_it_and_a_wrong_setting_comes_first(routine, monkeypatch):
    def nothing(*_, **__):
        raise DeviceError("there is no sound device here", hint="Plug one in.")

    monkeypatch.setattr(opening, "open_speaker", nothing)
    with pytest.raises(NoSpeakerError, match="no sound device") as caught:
        run(routine, options=OPTIONS)
    assert caught.value.hint == "Plug one in."
    with pytest.raises(UsageError):
        run(routine, {"hold": "9 s"}, OPTIONS)


def test_a_dialog_is_told_everything_around_the_session(routine, speaker):
    told = []

    class Noting(Dialog):
        def working(self, label):
            told.append(label)
            return nullcontext(lambda *_: None)

        def introduce(self, introduction):
            told.append(
                (introduction.timeline.metadata.title, introduction.begin, introduction.keys, introduction.ears)
            )

        def ask(self, question):
            told.append(question.partition(" is ")[0])
            return "4"

        def report_underruns(self, times):
            told.append(times)

    speaker.underruns = 2
    run(routine, options=OPTIONS, io=IOOptions(quiet=True, ask_pain=True), dialog=Noting())
    assert told == [
        "Getting the voice ready",
        ("A short one", 0, False, False),
        "How strong",
        2,
        "And how strong",
    ]
