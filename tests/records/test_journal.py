import json
import os
import shutil
import subprocess
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from plans import hold, lay
from recorded_sessions import PLAYING, SIDES, Clock, at_end, at_step
from unreadable_files import no_more_open_files

from voiceguide import paths
from voiceguide.background import LatestOnly
from voiceguide.errors import FileError
from voiceguide.records import journal
from voiceguide.records.files import journal_path
from voiceguide.records.journal import Entry, Journal
from voiceguide.records.session import Playing, Steps


@pytest.fixture
def session(told):
    clock = Clock()
    with Journal(PLAYING, tell=told.append, clock=clock) as opened:
        opened.clock = clock
        yield opened


def play(*nows, playing=PLAYING, tell=print):
    """Play a session that sees `nows`, and return its journal."""
    with Journal(playing, tell=tell, clock=Clock()) as kept:
        for now in nows:
            kept.see(now)
    return kept


@pytest.mark.parametrize("ordinal", range(len(SIDES.steps)))
def test_a_session_that_is_cut_short_leaves_its_last_step(ordinal):
    left = play(*(at_step(step) for step in range(ordinal + 1))).left
    kept = journal.read()
    assert kept.step == left == Steps(SIDES).step(ordinal)
    assert kept.playing == PLAYING


def test_it_leaves_when_it_began_and_when_it_stood_there():
    clock = Clock()
    began = clock()
    with Journal(PLAYING, tell=print, clock=clock) as kept:
        clock.go_on(95)
        kept.see(at_step(2))
    assert (journal.read().began, (journal.read().at - began).total_seconds()) == (began, 95)


def test_a_session_heard_to_its_end_leaves_nothing():
    assert play(at_step(0), at_step(5), at_end()).left is None
    assert journal.read() is None


def test_what_is_left_is_on_the_disk_while_the_session_plays(session):
    session.see(at_step(3))
    session._writer.close()  # what a moment does
    assert journal.read().step.ordinal == 3


def test_a_step_is_written_once(session, monkeypatch):
    written = []
    monkeypatch.setattr(session._writer, "put", written.append)
    for later in range(0, 100_000, 1024):
        session.see(at_step(1, later=later))
    assert [one.step.ordinal for one in written] == [1]


def test_going_back_is_kept(session):
    for ordinal in (4, 5, 4):
        session.see(at_step(ordinal))
    assert session.left.ordinal == 4


def test_a_timeline_laid_out_anew_keeps_its_ordinals(session):
    session.see(at_step(0, lay(hold(8), hold(8)).timeline))
    session.see(at_step(1, lay(hold(13), hold(13)).timeline))
    assert (session.left.ordinal, session.left.label) == (1, "hold 13 s")


def test_a_hold_that_grows_while_it_lasts_is_left_as_long_as_it_grew_and_resumed_as_long_as_it_was(session):
    short, long = lay(hold(8), hold(8)).timeline, lay(hold(8), hold(13)).timeline
    session.see(at_step(1, short))
    assert session.resumed == session.left
    session.see(at_step(1, long, later=1024))
    session.see(at_step(1, long, later=2048))
    assert (session.left.label, session.resumed.label) == ("hold 13 s", "hold 8 s")
    session._writer.close()  # what a moment does
    assert journal.read().step.label == "hold 13 s"


def test_a_second_session_is_told_of_the_first_and_keeps_nothing(session, told):
    session.see(at_step(1))
    second = play(at_step(6), tell=told.append, playing=Playing("other", "other", "Another"))
    (line,) = told
    assert line.startswith("'A sore back' has been playing since 07:30 (process ")
    assert line.endswith("). This session plays beside it, but can't be resumed.")
    assert second.left is None
    session._writer.close()
    assert journal.read().step.ordinal == 1


def test_the_end_of_a_second_session_leaves_the_firsts_journal_alone(session, told):
    session.see(at_step(1))
    play(at_step(6), at_end(), tell=told.append)
    session._writer.close()
    assert journal.read().step.ordinal == 1
    assert journal.is_kept_now()


def test_once_it_is_over_another_session_keeps_the_journal(told):
    play(at_step(1), tell=told.append)
    assert not journal.is_kept_now()
    assert play(at_step(2), tell=told.append).left.ordinal == 2
    assert told == []


def test_a_claim_that_makes_no_sense_is_still_another_session(session, told):  # noqa: ARG001 - the first one
    (paths.state_folder() / "session.lock").write_text("nonsense")
    play(at_step(1), tell=told.append)
    assert told == ["Another session is playing already. This session plays beside it, but can't be resumed."]


def test_where_nothing_can_be_kept_the_session_goes_on_and_is_told_once(home, told):
    (home / "state").write_text("in the way of the folder")
    play(at_step(1), at_step(2), tell=told.append)
    assert told == [
        f"If this session is cut short it can't be resumed: not a directory ({home / 'state' / 'voiceguide'})."
    ]


def test_a_disk_that_fills_up_ends_no_session_and_is_told_once(monkeypatch, told):
    tried = threading.Semaphore(0)

    def refuse(_):
        tried.release()
        raise FileError("no space left on device")

    monkeypatch.setattr(journal, "write", refuse)
    with Journal(PLAYING, tell=told.append, clock=Clock()) as kept:
        kept.see(at_step(1))
        tried.acquire()
        for ordinal in (2, 3, 4):
            kept.see(at_step(ordinal))
            tried.acquire()
            kept.see(at_step(ordinal, later=1024))
    assert told == [f"From here on this session can't be resumed: no space left on device ({journal_path()})."]


def test_a_full_disk_ends_no_session_and_leaves_the_step_before_whole(disk, told):
    full = disk("state")
    with Journal(PLAYING, tell=told.append, clock=Clock()) as kept:
        kept.see(at_step(1))
        kept._writer.close()  # what a moment does
        (full / "ballast").write_bytes(b"\0" * shutil.disk_usage(full).free)
        kept._writer = LatestOnly(journal.write, name="voiceguide-records")
        kept.see(at_step(2))
    assert told == [f"From here on this session can't be resumed: no space left on device ({journal_path()})."]
    assert journal.read().step.ordinal == 1


def test_a_disk_that_only_reads_ends_no_session_and_says_so(disk, told):
    subprocess.run(["mount", "-o", "remount,ro", disk("state")], check=True)
    play(at_step(1), at_step(2), tell=told.append)
    assert told == [
        f"If this session is cut short it can't be resumed: read-only file system ({paths.state_folder()})."
    ]


def test_what_comes_from_standard_input_is_not_kept():
    assert play(at_step(1), playing=Playing("-", "routine", "Piped")).left is None
    assert journal.read() is None


def test_a_journal_is_written_over_whole_and_nothing_lies_beside_it():
    play(at_step(1))
    play(at_step(2))
    assert sorted(path.name for path in paths.state_folder().iterdir()) == ["session.json", "session.lock"]


def test_what_takes_the_old_ones_place_has_reached_the_disk_before(monkeypatch):
    done = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: (sync(number), done.append("synced")))
    monkeypatch.setattr(Path, "replace", lambda path, target: (replace(path, target), done.append(target.name)))
    play(at_step(1))
    assert done == ["synced", "session.json", "synced"]


def test_the_journal_is_its_owners_business():
    play(at_step(1))
    assert paths.state_folder().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is damaged"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
        ("null", "is damaged"),
        ("\0" * 512, "is damaged"),
        ('{"version": 1}', "is damaged"),
        ('{"version": "1"}', "is damaged"),
        ("[" * 100_000, "is damaged"),
        ('{"version": 2, "hereafter": true}', "was written by a newer voiceguide"),
    ],
)
def test_a_journal_that_makes_no_sense_is_set_aside_and_said(text, why):
    paths.state_folder().mkdir(parents=True)
    journal_path().write_text(text)
    with pytest.raises(FileError, match=f"^the journal of your last session {why}$") as raised:
        journal.read()
    (aside,) = paths.state_folder().iterdir()
    assert raised.value.hint.startswith(f"It is set aside as {aside}. ")
    assert aside.read_text() == text
    assert journal.read() is None


@pytest.mark.parametrize("key", ["playing", "step", "began", "at"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {"source": 1}])
def test_each_part_of_a_journal_that_makes_no_sense_is_met_without_a_traceback(key, value):
    play(at_step(1))
    written = json.loads(journal_path().read_text())
    journal_path().write_text(json.dumps(written | {key: value}))
    with pytest.raises(FileError, match="is damaged"):
        journal.read()


@pytest.mark.parametrize(
    "odd", ["0001-01-01T00:00:00", "99999-01-01", -1, 2**70, True, None, [], {}, {"a": 5}, "\ud800"]
)
@pytest.mark.parametrize(
    "key", ["began", "playing.settings", "playing.source", "step.ordinal", "step.label", "step.side"]
)
def test_any_value_in_a_journal_is_met_without_a_traceback(key, odd):
    play(at_step(1))
    written = json.loads(journal_path().read_text())
    *within, name = key.split(".")
    (written[within[0]] if within else written)[name] = odd
    journal_path().write_text(json.dumps(written))
    with suppress(FileError):
        assert str(journal.read().step)


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
@pytest.mark.parametrize("name", ["session.json", "session.part", "session.lock"])
def test_what_is_no_file_in_a_journals_place_is_set_aside_and_the_session_is_kept(name, put, told):
    paths.state_folder().mkdir(parents=True)
    put(paths.state_folder() / name)
    play(at_step(2), tell=told.append)
    (aside,) = paths.state_folder().glob("session-*")
    assert told == [f"{paths.state_folder() / name} isn't a file. It is set aside as {aside}."]
    assert journal.read().step.ordinal == 2


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_reading_sets_aside_what_is_no_journal(put):
    paths.state_folder().mkdir(parents=True)
    put(journal_path())
    with pytest.raises(FileError, match=r"^the journal of your last session can't be read: "):
        journal.read()
    assert journal.read() is None


def test_a_journal_that_the_system_refuses_to_open_for_now_stays():
    play(at_step(1))
    kept = journal.read()
    with (
        no_more_open_files(),
        pytest.raises(FileError, match=f"^can't read {journal_path()}: too many open files$"),
    ):
        journal.read()
    assert journal.read() == kept


def test_a_journal_names_a_file_whose_name_is_no_text():
    odd = replace(PLAYING, source="/home/me/bad\udcff.yaml", settings={"name": "\udcff"})
    play(at_step(2), playing=odd)
    assert journal.read().playing == odd


def test_a_journal_reads_back_as_it_was_written():
    paths.state_folder().mkdir(parents=True)
    clock = Clock()
    playing = Playing("/home/ä/ü.yaml", "ü", "Rücken “sanft”", {"hold": "10 s"}, {"voice": "tone"}, "abc")
    written = Entry(playing, Steps(SIDES).step(3), clock(), clock())
    journal.write(written)
    assert journal.read() == written


def test_forgetting_says_whether_there_was_anything():
    play(at_step(1))
    assert journal.forget()
    assert not journal.forget()
    assert journal.read() is None
