"""Files under another name: all of them or none, and how that can be made possible."""

from datetime import datetime

import pytest
from unreadable_files import without_roots_rights

from voiceguide.errors import FileError
from voiceguide.records.files import put_back, set_aside

WHEN = datetime(2026, 11, 22, 7, 30)  # noqa: DTZ001 - only its digits stand in a name


def files(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def history(tmp_path):
    for name in ("history.db", "history.db-wal"):
        (tmp_path / name).write_text(name)
    return tmp_path / "history.db"


def test_put_back_a_file_has_its_name_and_companions_and_what_stood_there_is_gone(history):
    before = files(history.parent)
    aside = set_aside(history, WHEN)
    for name in ("history.db", "history.db-shm"):
        history.with_name(name).write_text("new")
    put_back(aside, history)
    assert files(history.parent) == before


def test_where_a_companion_cannot_be_renamed_all_keep_their_names(disk, home):
    """A folder on which a disk is mounted can't be renamed."""
    (home / "history.db").write_text("sessions")
    disk("history.db-wal")
    with pytest.raises(FileError, match=r"^can't set .* aside: device or resource busy$") as raised:
        set_aside(home / "history.db", WHEN)
    assert raised.value.hint == ""
    assert files(home) == {"history.db": "sessions"}


def test_where_the_folder_may_not_be_written_the_hint_says_what_to_change(history):
    history.parent.chmod(0o500)
    with without_roots_rights(), pytest.raises(FileError, match=r"^can't set .* aside: permission denied$") as raised:
        set_aside(history, WHEN)
    history.parent.chmod(0o700)
    assert raised.value.hint == f"Make {history.parent} writable, and try again."
