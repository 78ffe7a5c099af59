"""A file comes whole or not at all, and what broke off goes on, whatever the server does."""

import errno
import random
import shutil
from http.client import IncompleteRead
from types import SimpleNamespace

import pytest

from voiceguide.errors import FetchError, FileError
from voiceguide.voices import download
from voiceguide.voices.download import Remote, drop_part, fetch, part_bytes

SIZE = 300_000
MODEL = random.Random(1).randbytes(SIZE)


@pytest.fixture
def remote(elsewhere):
    elsewhere.files["/model"] = MODEL
    return Remote(*elsewhere.of("/model"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "voices" / "model"


def names(path):
    return sorted(each.name for each in path.parent.iterdir())


@pytest.fixture
def broken_off(elsewhere, remote, path):
    """Let the line break after 100,000 bytes, once."""
    elsewhere.cut = 100_000
    with pytest.raises(FetchError, match="broke off after 100,000 of 300,000 bytes") as caught:
        fetch(remote, path)
    assert "goes on from there" in caught.value.hint
    assert not path.exists()
    elsewhere.cut = None
    elsewhere.asked.clear()


def test_a_file_is_put_in_place_when_all_of_it_has_come(remote, path):
    told = []
    fetch(remote, path, lambda done, total: told.append((done, total, path.exists())))
    assert path.read_bytes() == MODEL
    assert names(path) == ["model"]
    assert told == sorted(told)
    assert told[-1] == (SIZE, SIZE, False)


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_a_wrong_checksum_is_told_and_nothing_stays(elsewhere, path, algorithm):
    elsewhere.files["/model"] = MODEL
    promise = Remote(*elsewhere.of("/model", algorithm))
    elsewhere.files["/model"] = MODEL[:-1] + b"?"
    with pytest.raises(FetchError, match=f"its {algorithm} checksum is another. It is deleted"):
        fetch(promise, path)
    assert names(path) == []


def test_what_is_there_already_stays_until_the_new_file_is_right(elsewhere, remote, path):
    path.parent.mkdir()
    path.write_text("old")
    elsewhere.files["/model"] = bytes(SIZE)
    with pytest.raises(FetchError):
        fetch(remote, path)
    assert path.read_text() == "old"


@pytest.mark.usefixtures("broken_off")
def test_what_broke_off_goes_on_from_there(elsewhere, remote, path):
    told = []
    fetch(remote, path, lambda done, _: told.append(done))
    assert elsewhere.asked == [("/model", "bytes=100000-", '"one"')]
    assert path.read_bytes() == MODEL
    assert told[0] > 100_000
    assert names(path) == ["model"]


@pytest.mark.usefixtures("broken_off")
@pytest.mark.parametrize("etag", ['W/"one"', ""])
def test_a_tag_that_promises_no_equal_bytes_is_not_relied_on(elsewhere, remote, path, etag):
    elsewhere.etag, elsewhere.cut = etag, 50_000
    drop_part(path)
    with pytest.raises(FetchError):
        fetch(remote, path)
    elsewhere.cut = None
    fetch(remote, path)
    assert elsewhere.asked[-1] == ("/model", "bytes=50000-", None)
    assert path.read_bytes() == MODEL


@pytest.mark.usefixtures("broken_off")
def test_a_server_without_rests_sends_it_from_the_start(elsewhere, remote, path):
    elsewhere.ranges = False
    fetch(remote, path)
    assert path.read_bytes() == MODEL
    assert len(elsewhere.asked) == 1


@pytest.mark.usefixtures("broken_off")
def test_another_version_is_fetched_from_its_start(elsewhere, path):
    elsewhere.files["/model"], elsewhere.etag = MODEL[::-1], '"two"'
    fetch(Remote(*elsewhere.of("/model")), path)
    assert path.read_bytes() == MODEL[::-1]


@pytest.mark.usefixtures("broken_off")
def test_a_beginning_that_turns_out_to_be_another_files_is_fetched_anew(elsewhere, path):
    elsewhere.files["/model"] = MODEL[::-1]  # and the server's tag is the old one
    fetch(Remote(*elsewhere.of("/model")), path)
    assert path.read_bytes() == MODEL[::-1]
    assert [asked[1] for asked in elsewhere.asked] == ["bytes=100000-", None]


@pytest.mark.usefixtures("broken_off")
def test_a_server_that_has_no_such_rest_is_asked_for_the_whole(elsewhere, path):
    elsewhere.files["/model"] = MODEL[:50_000]
    with pytest.raises(FetchError, match="50,000 bytes instead of 300,000"):
        fetch(Remote(f"{elsewhere.address}/model", SIZE, "md5", "0"), path)
    assert [asked[1] for asked in elsewhere.asked] == ["bytes=100000-", None]


@pytest.mark.usefixtures("broken_off")
def test_a_rest_that_begins_elsewhere_than_asked_is_not_taken(elsewhere, remote, path):
    elsewhere.off = -1
    fetch(remote, path)
    assert path.read_bytes() == MODEL
    assert [asked[1] for asked in elsewhere.asked] == ["bytes=100000-", None]


@pytest.mark.parametrize("had", [SIZE, SIZE + 1])
def test_a_part_as_long_as_the_file_is_looked_at_first(elsewhere, remote, path, had):
    path.parent.mkdir()
    path.with_name(".model.part").write_bytes((MODEL + b"?")[:had])
    fetch(remote, path)
    assert path.read_bytes() == MODEL
    assert len(elsewhere.asked) == had - SIZE


def test_a_page_in_place_of_the_file_is_told_and_takes_nothing_away(elsewhere, remote, path, broken_off):  # noqa: ARG001
    elsewhere.files["/model"], elsewhere.etag = b"<html>Log in</html>", '"page"'
    with pytest.raises(FetchError, match="19 bytes instead of 300,000") as caught:
        fetch(remote, path)
    assert "log in" in caught.value.hint
    assert path.with_name(".model.part").stat().st_size == 100_000


def test_a_body_without_an_end_is_cut_and_deleted(elsewhere, remote, path):
    elsewhere.files["/model"], elsewhere.length = MODEL * 2, False
    told = []
    with pytest.raises(FetchError, match="longer than promised"):
        fetch(remote, path, lambda done, _: told.append(done))
    assert max(told) < SIZE
    assert names(path) == []


def test_ctrl_c_keeps_what_has_come(elsewhere, remote, path):
    def stop(done, _):
        if done > 150_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(remote, path, stop)
    assert not path.exists()
    assert part_bytes(path)
    fetch(remote, path)
    assert elsewhere.asked[-1][1] == f"bytes={3 * (1 << 16)}-"
    assert path.read_bytes() == MODEL


def test_what_has_come_can_be_deleted(path, broken_off):  # noqa: ARG001
    assert drop_part(path) == 100_000
    assert not part_bytes(path)
    assert names(path) == []


def test_a_disk_without_room_is_told_before_anything_is_fetched(elsewhere, remote, path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1234))
    with pytest.raises(FileError, match="takes 300,000 bytes more, 1,234 are free") as caught:
        fetch(remote, path)
    assert str(path.parent) in caught.value.hint
    assert elsewhere.asked == []


@pytest.mark.needs("/dev/full")
def test_a_disk_that_is_full_in_the_middle_is_told(remote, path):
    path.parent.mkdir()
    path.with_name(".model.part").symlink_to("/dev/full")
    with pytest.raises(FileError, match="no space left") as caught:
        fetch(remote, path)
    assert "the part that has arrived is kept" in caught.value.hint


def test_a_folder_that_can_not_be_made_is_told(remote, tmp_path):
    (tmp_path / "voices").write_text("a file")
    with pytest.raises(FileError, match="can't write"):
        fetch(remote, tmp_path / "voices" / "model")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "connection reset by peer"),
        (TimeoutError("timed out"), "no answer in 30 s"),
        (IncompleteRead(b""), "incompleteread"),
    ],
)
def test_a_line_that_breaks_with_an_error_is_told_and_what_has_come_is_kept(remote, path, monkeypatch, error, told):
    read = download.HTTPResponse.read

    def reset(self, amount):
        if self.length < 200_000:
            raise error
        return read(self, amount)

    with monkeypatch.context() as patch:
        patch.setattr(download.HTTPResponse, "read", reset)
        with pytest.raises(FetchError, match=f"the connection broke: {told}"):
            fetch(remote, path)
    assert part_bytes(path)
    fetch(remote, path)
    assert path.read_bytes() == MODEL
