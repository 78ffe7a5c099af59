import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import FileError
from voiceguide.records import history
from voiceguide.records.database import MIGRATIONS, migrate
from voiceguide.records.files import history_path
from voiceguide.records.history import History
from voiceguide.records.session import Session

VERSIONS = Path(__file__).parent / "versions"
EAST = timezone(timedelta(hours=11))


def session(day=22, hour=7, zone=EAST, **more):
    started = datetime(2026, 11, day, hour, 30, tzinfo=zone)
    whole = {"started": started, "ended": started + timedelta(minutes=5), "id": f"{day}-{hour}", "title": "A sore back"}
    return Session(**whole | {"source": "lower-back", "name": "lower-back"} | more)


WHOLE = session(
    settings={"hold": "10 s"}, left_at="Left: “hold”", seconds=301.25, holds=4, pain_before=6, pain_after=0, note="ü"
)


def kept(*sessions):
    with History() as opened:
        for one in sessions:
            opened.keep(one)


def found(**wanted):
    with History() as opened:
        return opened.sessions(**wanted)


def test_a_session_reads_back_as_it_was_kept():
    kept(WHOLE, replace(WHOLE, id="2", finished=True))
    assert found() == [WHOLE, replace(WHOLE, id="2", finished=True)]


def test_a_session_kept_again_takes_its_own_place():
    kept(session(), session(holds=1), session(holds=2))
    assert found() == [session(holds=2)]


def test_sessions_come_in_the_order_they_began_whatever_the_zone():
    late, early = session(hour=7, zone=UTC), session(hour=17, zone=EAST)
    kept(late, early)
    assert found() == [early, late]


def test_a_day_is_the_listeners_own():
    kept(session(day=21, hour=23), session(day=22, hour=1))
    assert [one.started.day for one in found(since=date(2026, 11, 22))] == [22]


def test_a_note_stays_while_its_session_goes_on():
    kept(session())
    with History() as opened:
        opened.annotate(session(), "Better.")
    kept(session(holds=3))
    assert found() == [session(holds=3, note="Better.")]


def test_what_is_forgotten_is_in_no_file_any_longer(home):
    kept(session(day=1, note="a secret of mine"), session(day=20))
    with History() as opened:
        assert opened.forget(date(2026, 11, 20)) == 1
        assert not any(b"a secret of mine" in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert [one.started.day for one in found()] == [20]


def test_everything_can_be_forgotten():
    kept(session(day=1), session(day=2))
    with History() as opened:
        assert opened.forget() == 2
    assert found() == []


def test_pain_stays_on_its_scale():
    with pytest.raises(FileError, match="CHECK"):
        kept(session(pain_before=11))


def test_the_file_is_its_owners_alone():
    with History() as opened:
        opened.keep(session())
        files = list(history_path().parent.iterdir())
        assert len(files) == 3
        assert not any(path.stat().st_mode & 0o077 for path in files)


DAMAGE = {
    "no database": (
        lambda path: path.write_text("not a database, but a text that is long enough to be looked at" * 20),
        0,
    ),
    "no header": (lambda path: path.write_bytes(b"\0" * 100 + path.read_bytes()[100:]), 28),
    "a first page of noise": (lambda path: path.write_bytes(b"\xa5" * 4096 + path.read_bytes()[4096:]), 28),
    "a page of noise": (lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 4096), 0),
    "cut in two": (lambda path: path.write_bytes(path.read_bytes()[:5000]), 0),
    "of a form that SQLite doesn't write": (lambda path: path.write_bytes(changed(path.read_bytes(), 18, b"\x07")), 28),
    "of a form that SQLite doesn't read": (lambda path: path.write_bytes(changed(path.read_bytes(), 19, b"\x07")), 28),
    "a version that never was": (lambda path: path.write_bytes(changed(path.read_bytes(), 60, b"\xff" * 4)), 28),
    "a name that is no text": (
        lambda path: path.write_bytes(path.read_bytes().replace(b"source  ", b"sou\xffce  ", 1)),
        28,
    ),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), 0),
    "a pipe": (lambda path: (path.unlink(), os.mkfifo(path)), 0),
    "a folder for what SQLite writes beside it": (lambda path: path.with_name("history.db-wal").mkdir(), 28),
}
"""What damages a file with 28 sessions, and how many of them can be read then."""


def changed(content, at, to):
    return content[:at] + to + content[at + len(to) :]


def said_of(aside, count):
    """Return what is said of a damaged history, called `aside` now, when `count` of its sessions are taken over."""
    these = f" with the {count} session{'s' * (count != 1)} of it that can be read" * bool(count)
    return f" It is set aside as {aside}, and a new one is begun{these}."


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_history_is_set_aside_and_the_new_one_holds_its_readable_sessions_and_the_one_played(damage, told):
    every = [session(day=day) for day in range(1, 29)]
    kept(*every)
    harm, readable = DAMAGE[damage]
    harm(history_path())
    damaged = history_path().read_bytes() if history_path().is_file() else None
    with History(told.append) as opened:
        opened.keep(session(day=30))
        assert opened.sessions() == [*every[:readable], session(day=30)]
    (line,) = told
    (aside,) = set(history_path().parent.glob("history-*.db"))
    assert line.endswith(said_of(aside, readable))
    assert aside.is_file() == (damage not in ("a folder", "a pipe"))
    assert damaged is None or aside.read_bytes() == damaged


def kept_until_a_power_cut(*sessions):
    """Keep `sessions`, and leave them in SQLite's log, as a power cut does while the history is open."""
    with History() as opened:
        for one in sessions:
            opened.keep(one)
        files = {path: path.read_bytes() for path in history_path().parent.iterdir()}
    for path, content in files.items():
        path.write_bytes(content)


@pytest.mark.parametrize("damage", [damage for damage in DAMAGE if DAMAGE[damage][1] == 28 and "folder" not in damage])
def test_damage_to_the_head_costs_no_session_that_stands_in_the_log_alone_as_after_a_power_cut(damage, told):
    every = [session(day=day) for day in range(1, 29)]
    kept(*every[:25])
    kept_until_a_power_cut(*every[25:])
    DAMAGE[damage][0](history_path())
    with History(told.append) as opened:
        assert opened.sessions() == every
    (aside,) = history_path().parent.glob("history-*.db")
    assert told[0].endswith(said_of(aside, 28))


def test_a_history_that_a_power_cut_left_empty_is_read_from_the_log(told):
    kept()
    kept_until_a_power_cut(session(day=1), session(day=2))
    history_path().write_bytes(b"")
    with History(told.append) as opened:
        assert opened.sessions() == [session(day=1), session(day=2)]
    (aside,) = history_path().parent.glob("history-*.db")
    assert told[0].endswith(said_of(aside, 2))


ODD = {
    "started": [None, 5, b"2026-11-22", "yesterday", "", "0000-01-01T00:00:00+00:00", "99999-01-01T00:00:00+00:00"],
    "ended": ["2026-02-30T00:00:00+00:00", "2026-11-22T07:30:00", "9026-11-22T07:30:00+00:00", 1e300],
    "source": [b"\xff"],
    "title": [b"A sore back"],
    "settings": ["{", "[1]", "7", '{"hold": 8}', "[" * 100_000],
    "seconds": ["long", -1, float("inf"), 1e300, 2**62],
    "holds": ["four", -1, 2**62, 1.5],
    "pain_before": [11, -1, "strong", 2**62],
    "note": [None],
}


@pytest.mark.parametrize(("column", "value"), [(column, value) for column in ODD for value in ODD[column]])
def test_one_row_that_makes_no_session_costs_none_of_the_others(column, value, told):
    kept(*(session(day=day) for day in range(1, 29)))
    with closing(sqlite3.connect(history_path(), isolation_level=None)) as damaged:
        damaged.execute("PRAGMA ignore_check_constraints = ON")
        damaged.execute("PRAGMA writable_schema = ON")
        form = damaged.execute("SELECT sql FROM sqlite_master WHERE name = 'sessions'").fetchone()[0]
        damaged.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'sessions'", [form.replace("NOT NULL", "")])
    with closing(sqlite3.connect(history_path(), isolation_level=None)) as damaged:
        damaged.execute("PRAGMA ignore_check_constraints = ON")
        damaged.execute("PRAGMA writable_schema = ON")
        damaged.execute(f"UPDATE sessions SET {column} = ? WHERE id = '14-7'", [value])
        damaged.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'sessions'", [form])
    with History(told.append) as opened:
        assert [one.started.day for one in opened.sessions()] == [day for day in range(1, 29) if day != 14]
    (aside,) = history_path().parent.glob("history-*.db")
    begun = "a new one is begun with the 27 sessions of it that can be read"
    assert told == [f"Your history is damaged. It is set aside as {aside}, and {begun}."]
    with closing(sqlite3.connect(aside)) as whole:
        assert whole.execute("SELECT count(*) FROM sessions").fetchone() == (28,)


def test_a_byte_that_is_no_text_costs_no_session(told):
    kept(session(day=1, title="A sore back"), session(day=2))
    history_path().write_bytes(history_path().read_bytes().replace(b"A sore back", b"A s\xffre back", 1))
    with History(told.append) as opened:
        assert {one.title for one in opened.sessions()} == {"A s\ufffdre back", "A sore back"}
    assert "with the 2 sessions of it that can be read" in told[0]


def test_on_a_disk_that_only_reads_damage_is_said_and_nothing_is_moved(disk, told):
    small_disk = disk("data")
    kept(session(day=1), session(day=2, title="A s_re back"))
    history_path().write_bytes(history_path().read_bytes().replace(b"A s_re back", b"A s\xffre back"))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(FileError, match=r"^can't set .* aside: read-only file system$"), History(told.append) as opened:
        opened.sessions()


def test_a_newer_history_is_set_aside_and_still_what_it_was(told):
    kept(session())
    later = sqlite3.connect(history_path())
    later.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    later.close()
    with History(told.append) as opened:
        assert told[0].startswith("Your history was written by a newer voiceguide. It is set aside as ")
        assert opened.sessions() == []
    (aside,) = history_path().parent.glob("history-*.db")
    with closing(sqlite3.connect(aside)) as newer:
        assert newer.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_two_damaged_histories_in_one_second_are_both_kept(monkeypatch):
    monkeypatch.setattr(history, "local_time", lambda: datetime(2026, 11, 22, 7, 30, tzinfo=EAST))
    for text in ("one", "two", "three"):
        history_path().parent.mkdir(parents=True, exist_ok=True)
        history_path().write_text(text)
        History().close()
    asides = sorted(history_path().parent.glob("history-*.db"))
    assert [path.name for path in asides] == [f"history-2026-11-22-073000{n}.db" for n in ("-2", "-3", "")]
    assert {path.read_text() for path in asides} == {"one", "two", "three"}


def test_a_healthy_history_says_nothing(told):
    kept(session())
    with History(told.append) as opened:
        assert opened.sessions() == [session()]
    assert told == []


def test_an_index_of_the_listeners_own_is_no_damage(told):
    kept(session())
    with closing(sqlite3.connect(history_path())) as theirs:
        theirs.execute("CREATE INDEX mine ON sessions (started)")
    with History(told.append) as opened:
        assert opened.sessions() == [session()]
    assert told == []


def test_what_is_no_text_is_kept_as_it_is_shown():
    kept(session(source="/home/me/bad\udcff.yaml", title="A\x1b[2J sore back", settings={"name": "\udcff"}))
    (one,) = found()
    assert (one.source, one.title, one.settings) == ("/home/me/bad\ufffd.yaml", "A [2J sore back", {"name": "\udcff"})


def test_where_no_folder_can_be_made_the_reason_is_said(home):
    (home / "data").write_text("in the way")
    with pytest.raises(FileError, match=f"^can't use {history_path()}: not a directory$"):
        History()


WRITER = """
import sys
from test_history import session
from voiceguide.records.history import History
for number in range(10):
    with History() as opened:
        opened.keep(session(id=f"{sys.argv[1]}-{number}"))
"""


def test_many_sessions_at_once_lose_nothing_from_the_very_first_on():
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n{WRITER}"]
    writers = [subprocess.Popen([*command, str(number)]) for number in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert len(found()) == 40


def versions():
    return sorted(int(path.stem) for path in VERSIONS.glob("*.sql"))


def test_every_version_but_the_newest_is_held_against_the_tests():
    assert set(range(1, len(MIGRATIONS))) <= set(versions())


@pytest.mark.parametrize("version", versions())
def test_a_history_of_each_version_is_read_with_all_that_stood_in_it(version):
    history_path().parent.mkdir(parents=True)
    older = sqlite3.connect(history_path())
    older.executescript((VERSIONS / f"{version}.sql").read_text())
    assert older.execute("PRAGMA user_version").fetchone() == (version,)
    older.close()
    first, second = found()
    assert first == session(
        day=1, id="one", settings={"hold": "10 s"}, finished=True, seconds=300.5, holds=4, pain_before=6, pain_after=3
    )
    assert second == session(day=2, id="two", left_at="Left side: hold 8 s", note="Stopped for the door.")


def bare():
    return closing(sqlite3.connect(":memory:", isolation_level=None))


def test_an_empty_file_is_brought_to_the_newest_version():
    with bare() as connection:
        migrate(connection)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


COUNTED = tuple((f"CREATE TABLE t{number} (x)", f"INSERT INTO t{number} VALUES ({number})") for number in range(5))


@given(st.integers(0, 5), st.integers(0, 5))
def test_from_any_version_to_any_later_one_each_step_is_made_once(start, end):
    start, end = sorted((start, end))
    with bare() as connection:
        migrate(connection, COUNTED[:start])
        migrate(connection, COUNTED[:end])
        migrate(connection, COUNTED[:end])
        assert connection.execute("PRAGMA user_version").fetchone() == (end,)
        for number in range(end):
            assert connection.execute(f"SELECT x FROM t{number}").fetchall() == [(number,)]


class Raced:
    """A connection to a database that another process brings up to date while this one begins to."""

    def __init__(self, path):
        self.other, self.own = (sqlite3.connect(path, isolation_level=None) for _ in range(2))

    def execute(self, statement):
        if statement == "BEGIN IMMEDIATE":
            migrate(self.other, COUNTED)
        return self.own.execute(statement)


def test_of_two_processes_that_migrate_at_once_one_finds_it_done(tmp_path):
    raced = Raced(tmp_path / "raced.db")
    with closing(raced.own), closing(raced.other):
        migrate(raced, COUNTED)
        assert raced.own.execute("SELECT x FROM t0").fetchall() == [(0,)]


def test_a_step_that_fails_half_way_leaves_the_version_before_it():
    with bare() as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, (COUNTED[0], (*COUNTED[1], "nonsense")))
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("t0",)]


def test_a_full_disk_is_said_and_what_was_kept_is_still_there(disk):
    small_disk = disk("data")
    kept(session())
    (small_disk / "ballast").write_bytes(b"\0" * shutil.disk_usage(small_disk).free)
    assert found() == [session()]
    with pytest.raises(FileError, match="no space left on device"):
        kept(*(session(id=str(number), note="x" * 5000) for number in range(100)))
    (small_disk / "ballast").unlink()
    assert session() in found()


def test_a_disk_that_only_reads_can_be_read(disk):
    small_disk = disk("data")
    kept(session())
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert found() == [session()]
    with pytest.raises(FileError, match="it can only be read"):
        kept(session(day=23))


def test_a_read_only_disk_without_a_history_is_said(disk):
    small_disk = disk("data")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(FileError, match="read-only file system"):
        History()
    assert shutil.disk_usage(small_disk).used == 0


@pytest.mark.parametrize("left", [0, 1, 2, 4, 8])
def test_a_damaged_history_on_a_full_disk_keeps_its_name_until_there_is_room_for_a_new_one(disk, told, left):
    small_disk = disk("data")
    every = [session(day=day, note="x" * 1000) for day in range(1, 9)]
    kept(*every[:5])
    kept_until_a_power_cut(*every[5:])
    history_path().with_name("history.db-shm").unlink()  # SQLite makes it anew
    DAMAGE["of a form that SQLite doesn't read"][0](history_path())
    before = {path.name: path.read_bytes() for path in history_path().parent.iterdir()}
    (small_disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - left * 4096))
    with pytest.raises(FileError, match=f"^can't use {history_path()}: no space left on device$"):
        History(told.append)
    assert {path.name: path.read_bytes() for path in history_path().parent.iterdir()} == before
    assert told == []
    (small_disk / "ballast").unlink()
    with History(told.append) as opened:
        assert opened.sessions() == every
    assert "with the 8 sessions of it that can be read" in told[0]


@pytest.mark.parametrize("left", range(0, 32, 2))
def test_where_a_damaged_history_cannot_be_copied_it_keeps_its_name_and_where_it_can_all_its_sessions(
    disk, told, monkeypatch, left
):
    every = [session(day=day, note="x" * 1000) for day in range(1, 9)]
    kept(*every[:5])
    kept_until_a_power_cut(*every[5:])
    DAMAGE["of a form that SQLite doesn't read"][0](history_path())
    damaged = history_path().read_bytes()
    temporary = disk("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (temporary / "ballast").write_bytes(b"\0" * (shutil.disk_usage(temporary).free - left * 4096))
    try:
        with History(told.append) as opened:
            assert opened.sessions() == every
    except FileError as error:
        refused = error.message
    else:
        refused = ""
    assert refused in ("", f"can't write in {temporary}: no space left on device")
    assert not refused or (history_path().read_bytes(), told) == (damaged, [])


@pytest.mark.parametrize("left", [0, 1, 2, 4, 8])
def test_a_disk_that_is_full_before_there_is_a_history_is_said(disk, left):
    small_disk = disk("data")
    history_path().parent.mkdir()
    (small_disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - left * 4096))
    with pytest.raises(FileError, match=f"^can't use {history_path()}: no space left on device$"):
        kept(session())
