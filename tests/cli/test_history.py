import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide import paths
from voiceguide.cli import history
from voiceguide.records import plot
from voiceguide.records.files import history_path
from voiceguide.records.history import Day, History, by_day
from voiceguide.records.journal import Journal
from voiceguide.records.session import Playing, Session, to_csv

ZONE = timezone(timedelta(hours=1))
TODAY = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)


def session(day=22, hour=7, **more):
    started = datetime(2026, 11, day, hour, 30, tzinfo=ZONE)
    whole = {"id": f"{day}-{hour}", "started": started, "ended": started + timedelta(minutes=5), "seconds": 252.4}
    whole |= {"source": "lower-back", "name": "lower-back", "title": "A sore back", "finished": True, "holds": 4}
    return Session(**whole | more)


DONE = session(20, settings={"hold": "10 s", "side": "left"}, pain_before=6, pain_after=3)
CUT = session(21, finished=False, left_at="Left side: hold 8 s", holds=1, note="The door.")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(history, "local_time", lambda: TODAY)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def looked(run):
    """Look back on `sessions`; return what is printed."""

    def call(*words, sessions=(DONE, CUT)):
        with History() as opened:
            for one in sessions:
                opened.keep(one)
        result = run("history", *words)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    return call


def lines(text):
    return [line.rstrip() for line in text.splitlines()]


def test_each_session_has_a_line_and_all_of_them_one_more(looked):
    assert lines(looked()) == [
        "When              Routine     Time  Holds  Pain",
        "2026-11-20 07:30  lower-back  4:12      4  6 → 3  finished",
        "2026-11-21 07:30  lower-back  4:12      1         left at: Left side: hold 8 s",
        "                                                  The door.",
        "",
        "2 sessions, 8 min 25 s, 5 holds.",
    ]


def test_what_an_author_or_a_listener_wrote_is_no_markup(looked):
    shown = looked(sessions=[replace(CUT, name="[red]stop", note="[bold] :warning: better")])
    assert "[red]stop" in shown
    assert "[bold] :warning: better" in shown


@pytest.mark.parametrize("words", [["--days", "2"], ["--since", "2026-11-21"]])
def test_the_table_may_begin_later(looked, words):
    assert "2026-11-20" not in looked(*words)
    assert "2026-11-21" in looked(*words)


def test_before_the_first_session_it_says_so_and_makes_no_file(run):
    result = run("history")
    assert result.stdout == "There are no sessions yet. Those you play stand here: voiceguide play ROUTINE\n"
    assert not history_path().exists()
    assert json.loads(run("history", "--json").stdout) == {"version": 1, "sessions": []}
    assert run("history", "--csv").stdout.startswith("started,")


def test_where_nothing_is_in_the_time_asked_for_it_says_so(looked):
    assert looked("--days", "1").startswith("There are no sessions since 2026-11-22 yet.")


def test_json_has_everything_that_is_kept(looked):
    first, second = json.loads(looked("--json"))["sessions"]
    assert first == {
        "id": "20-7",
        "started": "2026-11-20T07:30:00+01:00",
        "ended": "2026-11-20T07:35:00+01:00",
        "source": "lower-back",
        "name": "lower-back",
        "title": "A sore back",
        "settings": {"hold": "10 s", "side": "left"},
        "finished": True,
        "left_at": "",
        "seconds": 252.4,
        "holds": 4,
        "pain_before": 6,
        "pain_after": 3,
        "note": "",
    }
    assert (second["left_at"], second["pain_before"]) == ("Left side: hold 8 s", None)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_reads_back(looked):
    first, second = rows(looked("--csv"))
    assert (first["settings"], first["finished"], first["pain_after"]) == ("hold=10 s; side=left", "yes", "3")
    assert (second["left_at"], second["finished"], second["pain_after"]) == ("Left side: hold 8 s", "no", "")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_no_cell_is_taken_for_a_formula_and_what_is_none_stays_as_it_is(note):
    (row,) = rows(to_csv([session(note=note)]))
    assert not row["note"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["note"].removeprefix("'") == note.removeprefix("'")


def test_a_plot_on_the_screen_has_every_day_with_its_pain(looked):
    assert lines(looked("--plot", "--days", "4")) == [
        "Day             Sessions  Pain: █ stayed, ▒ went, ▓ came",
        "Thu 2026-11-19  ·",
        "Fri 2026-11-20  ■         ███▒▒▒····                      6 → 3",
        "Sat 2026-11-21  ■",
        "Sun 2026-11-22  ·",
    ]


def test_a_plot_on_the_screen_shows_four_weeks_where_nobody_says_how_many(looked):
    shown = lines(looked("--plot"))
    assert len(shown) == 1 + 28
    assert shown[1].startswith("Mon 2026-10-26")


def test_pain_that_came_and_pain_that_went_look_different():
    assert history._bar(6, 3) == "███▒▒▒····"
    assert history._bar(3, 6) == "███▓▓▓····"
    assert history._bar(10, 0) == "▒" * 10
    assert history._bar(None, 4) == history._bar(4, None) == "████······"


def test_of_several_sessions_a_day_the_pain_before_the_first_and_after_the_last_counts():
    several = [
        session(hour=7, pain_before=7, pain_after=5),
        session(hour=12, pain_before=2),
        session(hour=20, pain_after=1),
    ]
    assert by_day(several) == [Day(date(2026, 11, 22), 3, 7, 1)]


def test_days_without_a_session_are_there_too():
    found = by_day([session(18), session(22)], last=date(2026, 11, 23))
    assert [(day.day.day, day.sessions) for day in found] == [(18, 1), (19, 0), (20, 0), (21, 0), (22, 1), (23, 0)]


def test_a_session_after_today_is_there_too():
    assert len(by_day([session(25)], last=date(2026, 11, 22))) == 1
    assert len(by_day([session(25)], date(2026, 11, 24), date(2026, 11, 22))) == 2


def test_no_sessions_have_no_days():
    assert by_day([]) == []


@pytest.mark.parametrize(("name", "start"), [("pain.png", b"\x89PNG"), ("pain.SVG", b"<?xml")])
def test_a_plot_is_written_as_its_suffix_says(looked, name, start):
    assert looked("--plot", name) == f"Wrote {name}.\n"
    assert Path(name).read_bytes().startswith(start)


def test_a_plot_does_not_overwrite_the_history_behind_a_link(looked, run):
    looked()
    Path("pain.svg").symlink_to(history_path())
    before = history_path().read_bytes()
    result = run("history", "--plot", "pain.svg")
    assert result.exit_code == 1
    assert f"can't write pain.svg: that would overwrite {history_path()}" in result.stderr
    assert history_path().read_bytes() == before


def test_an_svg_holds_words_and_is_the_same_for_the_same_days(looked):
    looked("--plot", "one.svg")
    looked("--plot", "two.svg")
    assert ">before</text>" in Path("one.svg").read_text()
    assert Path("one.svg").read_bytes() == Path("two.svg").read_bytes()


@pytest.mark.parametrize("pains", [(None, None), (0, 10)])
def test_a_single_day_can_be_drawn(looked, pains):
    looked("--plot", "one.png", sessions=[session(pain_before=pains[0], pain_after=pains[1])])
    assert Path("one.png").stat().st_size > 1000


def test_without_matplotlib_the_install_line_is_given_and_nothing_is_written(run, monkeypatch):
    monkeypatch.setattr(plot, "find_spec", lambda _: None)
    result = run("history", "--plot", "pain.png")
    assert result.exit_code == 1
    assert "Error: a picture needs matplotlib, which isn't installed\n" in result.stderr
    assert "pip install 'voiceguide[plots]'" in result.stderr
    assert not Path("pain.png").exists()


def test_the_table_needs_no_matplotlib_and_no_numpy():
    code = (
        "import sys\nfrom voiceguide.cli.frame import voiceguide\n"
        "try: voiceguide.main(['history', '--plot'])\n"
        "except SystemExit: print(*{'matplotlib', 'numpy'} & set(sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout[-2:] == "\n\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--plot", "pain.pdf"], "can't tell what kind of picture 'pain.pdf' is\nName one that ends in .png or .svg."),
        (
            ["--days", "2", "--since", "2026-11-01"],
            "--days and --since both say where to begin\nChoose one of the two.",
        ),
        (["--json", "--csv"], "each want the whole output\nChoose one of them."),
        (["--days", "0"], "'--days': 0 is not in the range"),
        (["--since", "yesterday"], "'yesterday' is no day; write one like 2027-01-31: year, month, day."),
        (["note", "Better."], "there is no session yet that a note could go to\nPlay one first."),
    ],
)
def test_what_makes_no_sense_is_said_with_the_mend(run, words, said):
    result = run("history", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_note_goes_to_the_last_session(looked, run):
    looked()
    assert run("history", "note", "Less", "stiff  today").stdout == (
        "Noted to your session of 2026-11-21 07:30, A sore back.\n"
    )
    assert [one["note"] for one in json.loads(looked("--json", sessions=()))["sessions"]] == ["", "Less stiff today"]
    run("history", "note", "")
    assert json.loads(looked("--json", sessions=()))["sessions"][1]["note"] == ""


def test_older_sessions_can_be_forgotten(looked, run):
    looked()
    assert run("history", "forget", "--before", "2026-11-21", "--yes").stdout == "Deleted 1 session.\n"
    assert "2026-11-20" not in looked(sessions=())


def test_without_a_terminal_nothing_is_forgotten_unless_said(looked, run):
    looked()
    result = run("history", "forget")
    assert result.exit_code == 2
    assert result.stderr == "Error: 2 sessions would be deleted, and there is no terminal to ask you in\nAdd --yes.\n"
    assert "2 sessions" in looked(sessions=())


@pytest.mark.parametrize(("answer", "said"), [("y\n", "Deleted 2 sessions."), ("\n", "Nothing is deleted.")])
def test_forgetting_asks_first(looked, run, monkeypatch, answer, said):
    looked()
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(history, "sys", terminal)
    assert run("history", "forget", input=answer).stdout.endswith(f"{said}\n")
    with History() as opened:
        assert len(opened.sessions()) == (0 if "Deleted" in said else 2)


def test_where_there_is_nothing_to_forget_it_says_so(run):
    assert run("history", "forget").stdout == "There is nothing to delete.\n"


def test_a_damaged_history_is_set_aside_and_said_without_a_traceback(run):
    history_path().parent.mkdir(parents=True)
    history_path().write_text("no database")
    result = run("history")
    assert result.exit_code == 0
    assert result.stderr.startswith("Your history is damaged. It is set aside as ")
    assert result.stdout.startswith("There are no sessions yet.")


def left_beside_the_history(name="history-2026-11-20-073000.db", *, folder=None, day=20):
    """Leave a file that tells of sessions until `day`."""
    file = (folder or history_path().parent) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a secret of mine")
    moment = datetime(2026, 11, day, 12, 0).astimezone().timestamp()
    os.utime(file, (moment, moment))
    return file


BESIDE = ("history-2026-11-20-073000.db", "history-2026-11-20-073000-2.db-wal")
BY_THE_JOURNAL = ("session-2026-11-20-073000.json", "session.json", "session.part", "session.lock")


def test_forgetting_all_leaves_nothing_in_any_file(looked, run, home):
    looked(sessions=[replace(CUT, note="a secret of mine")])
    for name in BESIDE:
        left_beside_the_history(name)
    for name in BY_THE_JOURNAL:
        left_beside_the_history(name, folder=paths.state_folder())
    asked = run("history", "forget")
    named = ", ".join([*sorted(BESIDE), *BY_THE_JOURNAL])
    assert asked.stderr.startswith(f"Error: 1 session and 6 files ({named}) would be deleted")
    assert run("history", "forget", "--yes").stdout == f"Deleted 1 session and 6 files ({named}).\n"
    assert not any(b"a secret of mine" in file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert run("history", "forget", "--yes").stdout == "There is nothing to delete.\n"


def test_what_is_not_voiceguides_own_stays(looked, run):
    looked()
    mine = [left_beside_the_history(name) for name in ("history-mine.db", "history-2026.db", "stretches.yaml")]
    assert run("history", "forget", "--yes").stdout == "Deleted 2 sessions.\n"
    assert all(file.exists() for file in mine)


def test_forgetting_what_is_older_names_what_it_cant_look_into(looked, run):
    looked(sessions=[])
    old, new = (left_beside_the_history(f"history-2026-11-{day}-073000.db", day=day) for day in (19, 21))
    resumable = left_beside_the_history("session.json", folder=paths.state_folder(), day=21)
    assert run("history", "forget", "--before", "2026-11-21", "--yes").stdout == (
        f"Deleted 1 file ({old.name}).\n"
        f"Not looked into: {new.name}. Without --before, that goes too, with all the rest.\n"
    )
    assert (old.exists(), new.exists(), resumable.exists()) == (False, True, True)


def test_all_is_not_forgotten_while_a_session_plays(looked, run):
    looked()
    with Journal(Playing("lower-back", "lower-back", "A sore back"), tell=print):
        result = run("history", "forget", "--yes")
        assert run("history", "forget", "--yes", "--before", "2026-11-21").stdout == "Deleted 1 session.\n"
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: 'A sore back' has been playing since ")
    assert result.stderr.endswith("\nThat session is not over yet.\n")
    assert run("history", "forget", "--yes").stdout == "Deleted 1 session.\n"
