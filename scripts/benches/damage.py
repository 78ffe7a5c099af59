"""Damage the history and the journal at random, and check the session and the commands that read them."""

import io
import json
import os
import random
import re
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import voiceguide
from scripts.benches.table import Row
from voiceguide.cli.frame import voiceguide as command_line
from voiceguide.playback.contracts import Now
from voiceguide.records import journal
from voiceguide.records.files import history_path, journal_path
from voiceguide.records.history import History
from voiceguide.records.journal import Journal
from voiceguide.records.record import Record
from voiceguide.records.session import Playing, Session

_TIMES = 400
_SESSIONS = 40
_LONGEST_SECONDS = 30
_BROKEN = re.compile(r"Traceback|unforeseen|\b[A-Z]\w+(Error|Exception)\b")
_ODD_TIMES = ("0000-01-01T00:00:00+00:00", "99999-01-01", "NaN", "-5", "", "2026-11-22", "9" * 400, 2**62, b"\xff")
_ODD = (None, "", "x" * 10_000, -1, 2**62, 1e300, float("inf"), b"\xff\xfe", "[" * 5000, "{}", "[]", "\x1b[2J")
_LOOKS: tuple[tuple[str, ...], ...] = (
    ("history",),
    ("history", "--csv"),
    ("history", "--json"),
    ("history", "--plot"),
    ("history", "note", "Better."),
    ("remind", "lower-back", "--at", "07:30", "-o", "-"),
)
_RESUMES: tuple[tuple[str, ...], ...] = (("resume", "--where"), ("resume", "--json"), ("resume", "--forget"))
_FORGETS: tuple[tuple[str, ...], ...] = (("history", "forget", "--yes"), ("history", "forget", "--yes"))

Harm = Callable[[Path, random.Random], None]


def rows() -> Iterator[Row]:
    """Yield a row for the history and one for the journal."""
    for what, damaged in (("history", damaged_history), ("journal", damaged_journal)):
        troubles = [f"seed {seed}: {trouble}" for seed in range(_TIMES) if (trouble := damaged(seed))]
        for trouble in troubles:
            print(trouble, file=sys.stderr, flush=True)
        yield Row(
            f"the {what} damaged in {_TIMES} ways, then a session, and each command that reads it",
            "no traceback, no unexpected error, no wait; set aside whole, its new name shown; the new session kept",
            f"{_TIMES - len(troubles)} of {_TIMES}",
            "",
            met=not troubles,
        )


def damaged_history(seed: int) -> str:
    """Damage a history as `seed` decides, use it, and delete it; return what went wrong, or ''."""
    chance = random.Random(seed)
    with _home():
        _remember()
        harm = _harm(history_path(), chance, [*_BYTES, *_PLACES, _values, _form])
        before = _bytes(history_path())
        words = list(_LOOKS)
        chance.shuffle(words)
        first = chance.random() < 0.5
        lines = [_played()] if first else []
        lines += [_printed(*each) for each in words]
        lines += [] if first else [_played()]
        with _hurried(), History(lines.append) as history:
            kept = any(session.title == _PLAYED.title for session in history.sessions())
        aside = list(history_path().parent.glob("history-*.db"))
        named = not aside or all(any(file.name in line for line in lines) for file in aside)
        # A session still goes into a file in which only a row is damaged, because it reads no row.
        whole = not aside or first or before is None or any(_bytes(file) == before for file in aside)
        lines += [_printed(*each) for each in _FORGETS]
        forgotten = not any(b"secret" in (_bytes(file) or b"") for file in history_path().parent.glob("history*"))
        return _verdict(harm, lines, kept=kept, named=named, whole=whole, forgotten=forgotten)


def damaged_journal(seed: int) -> str:
    """Damage a journal as `seed` decides, resume from it and replace it; return what went wrong, or ''."""
    chance = random.Random(seed)
    with _home():
        _played()
        file = chance.choice([journal_path(), journal_path(), journal_path(), *journal_path().parent.glob("session.*")])
        harm = _harm(file, chance, [*_BYTES, *_PLACES, _fields] if file == journal_path() else _PLACES)
        words = list(_RESUMES)
        chance.shuffle(words)
        lines = [_printed(*each) for each in words]
        lines.append(_played())
        with _hurried():
            step = journal.read()
        aside = list(journal_path().parent.glob("session-*"))
        named = all(any(each.name in line for line in lines) for each in aside)
        lines += [_printed("resume", "--where"), *(_printed(*each) for each in _FORGETS)]
        return _verdict(harm, lines, kept=step is not None, named=named)


def _verdict(harm: str, lines: Sequence[str], **promised: bool) -> str:
    wrong = [name for name, met in promised.items() if not met] + [line for line in lines if _BROKEN.search(line)]
    return f"{harm}: {'; '.join(wrong)}" if wrong else ""


@contextmanager
def _home() -> Iterator[None]:
    """Give the history and the journal a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="voiceguide-damage-") as folder:
        before = {name: os.environ.get(name) for name in ("XDG_DATA_HOME", "XDG_STATE_HOME")}
        os.environ.update({name: str(Path(folder, name)) for name in before})
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


@contextmanager
def _hurried() -> Iterator[None]:
    """Raise `TimeoutError` in the body if it takes too long: opening a pipe waits for ever."""

    def late(*_: object) -> None:
        raise TimeoutError("it hangs")

    previous = signal.signal(signal.SIGALRM, late)
    left, _ = signal.setitimer(signal.ITIMER_REAL, _LONGEST_SECONDS)  # a test around this may have set it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        signal.setitimer(signal.ITIMER_REAL, left)


def _printed(*words: str) -> str:
    """Return what `voiceguide WORDS` prints, with the name of an exception that it raises."""
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
    with redirect_stdout(printed), redirect_stderr(printed), suppress(SystemExit), _hurried():
        command_line.main(list(words), prog_name="voiceguide")
    printed.seek(0)
    return f"{' '.join(words)}: {printed.read()}"


_TIMELINE = voiceguide.build_timeline(voiceguide.compile(voiceguide.load("lower-back-short")), "none")
_PLAYED = Playing("lower-back-short", "lower-back-short", "The session played now", digest="0")


def _played() -> str:
    """Play a silent session that is cut short; return the lines that it shows."""
    lines: list[str] = []
    seconds = count()
    try:
        with (
            _hurried(),
            Journal(_PLAYED, tell=lines.append) as journal,
            Record(_PLAYED, tell=lines.append, timer=lambda: next(seconds)) as record,
        ):
            for step in _TIMELINE.steps[:4]:
                now = Now(_TIMELINE, step.start)
                journal.see(now)
                record.see(now)
    except Exception as error:  # noqa: BLE001 - every exception counts
        return f"a session: {type(error).__name__}: {error}"
    return f"a session: {' '.join(lines)}"


def _remember() -> None:
    started = datetime(2026, 10, 1, 7, 30, tzinfo=timezone(timedelta(hours=1)))
    with History() as history:
        for number in range(_SESSIONS):
            at = started + timedelta(days=number)
            session = Session(
                f"{number:032}", at, at + timedelta(minutes=5), "lower-back", "lower-back", "A secret", {"hold": "8 s"},
                seconds=300.0, holds=number, pain_before=number % 11, note="A secret, and more than a word of it. " * 5,
            )  # fmt: skip
            history.keep(session)


def _harm(file: Path, chance: random.Random, harms: Sequence[Harm]) -> str:
    harm = chance.choice(harms)
    harm(file, chance)
    return f"{file.name} {harm.__name__.removeprefix('_')}"


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() and not file.is_symlink() else None


def _flipped(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 1, 5, 50])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def _flipped_at_the_head(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(min(len(content), 600))] = chance.randrange(256)
    file.write_bytes(content)


def _cut(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content))])


def _inserted(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    at = chance.randrange(len(content))
    file.write_bytes(content[:at] + chance.randbytes(chance.choice([1, 7, 100, 4096])) + content[at:])


def _zeroed(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    at = chance.randrange(len(content)) // 4096 * 4096
    file.write_bytes(content[:at] + bytes(len(content[at : at + 4096])) + content[at + 4096 :])


def _appended(file: Path, chance: random.Random) -> None:
    with file.open("ab") as opened:
        opened.write(chance.randbytes(chance.choice([1, 100, 4096, 100_000])))


def _overwritten(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    at, size = chance.randrange(len(content)), chance.choice([3, 30, 300])
    content[at : at + size] = chance.randbytes(len(content[at : at + size]))
    file.write_bytes(content)


def _damaged_words(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    word = chance.choice([b"secret", b"2026-1", b"lower", b"hold", b"source", b"sessions", b"+01:00"])
    places = [found.start() for found in re.finditer(re.escape(word), content)] or [0]
    at = chance.choice(places) + chance.randrange(len(word))
    file.write_bytes(content[:at] + bytes([chance.choice([0, 0x1B, 0x39, 0x80, 0xFF])]) + content[at + 1 :])


def _a_folder(file: Path, _: random.Random) -> None:
    file.unlink()
    file.mkdir()


def _a_pipe(file: Path, _: random.Random) -> None:
    file.unlink()
    os.mkfifo(file)


def _empty(file: Path, _: random.Random) -> None:
    file.write_bytes(b"")


def _a_device(file: Path, chance: random.Random) -> None:
    file.unlink()
    file.symlink_to(chance.choice(["/dev/zero", "/dev/null", "/dev/tty"]))


def _a_link_to_nowhere(file: Path, chance: random.Random) -> None:
    file.unlink()
    file.symlink_to(chance.choice(["nowhere", file.name]))


def _values(file: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        for _ in range(chance.choice([1, 1, 5])):
            column = chance.choice([field for field in Session.__dataclass_fields__ if field != "id"])
            value = chance.choice(_ODD_TIMES if column in ("started", "ended") else _ODD)
            with suppress(sqlite3.IntegrityError):  # no NULL can be written
                database.execute(f"UPDATE sessions SET {column} = ? WHERE rowid = ?", [value, chance.randrange(1, 41)])


def _form(file: Path, chance: random.Random) -> None:
    statements = (
        "DROP TABLE sessions",
        "ALTER TABLE sessions DROP COLUMN note",
        "ALTER TABLE sessions ADD COLUMN more TEXT NOT NULL DEFAULT 'x'",
        "ALTER TABLE sessions RENAME TO other",
        "ALTER TABLE sessions RENAME COLUMN title TO name_of_it",
        "CREATE TRIGGER no BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END",
        "PRAGMA user_version = 99",
        "PRAGMA user_version = -7",
        "PRAGMA user_version = 0",
        "DROP TABLE sessions; CREATE TABLE sessions (id, started, note)",
        "DROP TABLE sessions; CREATE VIEW sessions AS SELECT 1 AS id",
        "PRAGMA journal_mode = DELETE; PRAGMA encoding = 'UTF-16'; VACUUM",
    )
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(chance.choice(statements))


def _fields(file: Path, chance: random.Random) -> None:
    written = json.loads(file.read_text())
    within = chance.choice([written, written["playing"], written["step"], written])
    name = chance.choice(list(within))
    match chance.randrange(3):
        case 0:
            del within[name]
        case 1:
            within["\udcff"] = within[name]
        case _:
            odd = (*(value for value in (*_ODD, *_ODD_TIMES) if not isinstance(value, bytes)), [], {"a": 5}, True)
            within[name] = chance.choice(odd)
    file.write_text(json.dumps(written))


_BYTES: tuple[Harm, ...] = (
    _flipped, _flipped_at_the_head, _cut, _inserted, _zeroed, _appended, _overwritten, _damaged_words,
)  # fmt: skip
_PLACES: tuple[Harm, ...] = (_a_folder, _a_pipe, _empty, _a_device, _a_link_to_nowhere)
