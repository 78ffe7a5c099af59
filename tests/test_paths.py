"""A file is replaced whole or not at all, and what can't be is said before the work."""

import os
import stat
from pathlib import Path

import pytest

from voiceguide.errors import FileError
from voiceguide.paths import check_writable, read_toml, replacing, spare


def test_what_is_written_takes_the_place_of_what_stood_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def break_off(path):
    with replacing(path) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt


def test_a_body_that_fails_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        break_off(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_gets_the_rights_that_any_new_file_gets(tmp_path):
    with replacing(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    (tmp_path / "b.txt").write_text("plain")
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == stat.S_IMODE((tmp_path / "b.txt").stat().st_mode)


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with replacing(tmp_path / "link.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_the_temporary_file_has_the_suffix_and_lies_beside_the_other(tmp_path):
    with replacing(tmp_path / "a.m4a") as temporary:
        assert (temporary.parent, temporary.suffix) == (tmp_path, ".m4a")
        temporary.write_text("new")


def make_folder(path):
    path.mkdir()


def make_loop(path):
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "words"),
    [(make_folder, "is a folder"), (os.mkfifo, "is not a file but a device or a pipe"), (make_loop, "levels of sym")],
)
def test_what_is_no_file_is_reported_before_the_work(make, words, tmp_path):
    make(tmp_path / "a.txt")
    with pytest.raises(FileError, match=words), replacing(tmp_path / "a.txt"):
        pytest.fail("the work began")


def test_a_device_is_never_replaced():
    with pytest.raises(FileError, match="device or a pipe"), replacing(Path(os.devnull)):
        pytest.fail("the work began")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_name_too_long_is_reported_before_the_work(tmp_path):
    with pytest.raises(FileError, match="file name too long"), replacing(tmp_path / ("a" * 300)):
        pytest.fail("the work began")


@pytest.mark.parametrize("name", ["a\0b.wav", "a\ud800.wav"])
@pytest.mark.parametrize("read", [None, []])
def test_a_name_that_no_file_can_have_is_reported_before_the_work(name, read, tmp_path):
    with pytest.raises(FileError, match="no file can be called so"), replacing(tmp_path / name, read):
        pytest.fail("the work began")
    with pytest.raises(FileError, match="no file can be called so"):
        spare(tmp_path / name, [])


def test_a_long_name_that_fits_is_written(tmp_path):
    with replacing(tmp_path / ("ä" * 120 + ".txt")) as temporary:
        temporary.write_text("new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["new"]


def test_a_folder_that_does_not_exist_comes_with_a_hint(tmp_path):
    with pytest.raises(FileError) as raised, replacing(tmp_path / "none" / "a.txt"):
        pytest.fail("the work began")
    assert raised.value.message == f"the folder {tmp_path / 'none'} doesn't exist"
    assert raised.value.hint == f"Make it first: mkdir -p '{tmp_path / 'none'}'"


def test_a_file_in_place_of_the_folder_is_reported(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(FileError, match="not a directory"), replacing(tmp_path / "a" / "b.txt"):
        pytest.fail("the work began")


def test_a_link_into_a_folder_that_does_not_exist_comes_with_the_folder_to_make(tmp_path):
    (tmp_path / "a.txt").symlink_to("none/b.txt")
    with pytest.raises(FileError) as raised, replacing(tmp_path / "a.txt"):
        pytest.fail("the work began")
    assert raised.value.message == f"the folder {tmp_path / 'none'} doesn't exist, and {tmp_path / 'a.txt'} leads there"
    assert raised.value.hint == f"Make it first: mkdir -p '{tmp_path / 'none'}'"


def test_a_file_that_is_read_is_not_replaced_and_that_is_reported_before_the_work(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("read")
    with pytest.raises(FileError, match=f"^can't write {path}: that would overwrite {path}, which voiceguide reads"):
        check_writable(path, [str(path)])
    with pytest.raises(FileError), replacing(path, [str(path)]):
        pytest.fail("the work began")
    assert path.read_text() == "read"


def test_a_file_that_is_read_may_be_gone(tmp_path):
    with replacing(tmp_path / "a.txt", [str(tmp_path / "gone.txt")]) as temporary:
        temporary.write_text("new")
    assert (tmp_path / "a.txt").read_text() == "new"


def test_the_place_of_a_file_that_is_read_is_kept_while_an_editor_saves_it(tmp_path):
    with pytest.raises(FileError, match="would overwrite"), replacing(tmp_path / "a.txt", [str(tmp_path / "a.txt")]):
        pytest.fail("the work began")


def link_meanwhile(read, path):
    with replacing(path, [str(read)]) as temporary:
        temporary.write_text("new")
        path.hardlink_to(read)


def test_a_file_that_is_read_stays_when_it_comes_into_the_place_during_the_work(tmp_path):
    read, path = tmp_path / "read.txt", tmp_path / "a.txt"
    read.write_text("read")
    with pytest.raises(FileError, match="would overwrite"):
        link_meanwhile(read, path)
    assert path.read_text() == "read"
    assert sorted(tmp_path.iterdir()) == [path, read]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """The folder of the listener's settings, whose locales are a link to a folder elsewhere."""
    monkeypatch.setattr("voiceguide.paths.config_folder", lambda: tmp_path / "config")
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "locales").symlink_to(tmp_path / "dotfiles")
    return tmp_path / "config"


@pytest.mark.parametrize("name", ["config.toml", "locales/en.toml"])
def test_a_listeners_file_spares_the_settings_behind_a_linked_folder_too(settings, name, tmp_path):
    (settings / name).write_text("mine")
    (tmp_path / "a.wav").symlink_to(settings / name)
    with pytest.raises(FileError, match="would overwrite"), replacing(tmp_path / "a.wav", []):
        pytest.fail("the work began")


def test_a_file_of_voiceguides_own_looks_at_no_settings(monkeypatch, tmp_path):
    monkeypatch.setattr("voiceguide.paths.config_folder", lambda: pytest.fail("it looked"))
    with replacing(tmp_path / "clip") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "clip").read_text() == "new"


def test_a_toml_file_that_is_not_there_is_empty(tmp_path):
    assert read_toml(tmp_path / "none.toml", "a = 1") == {}


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"a = ", "isn't TOML: Invalid value", "a = 1"),
        (b"a = " + b"1" * 5000, "isn't TOML: Exceeds the limit", "a = 1"),
        (b"a = " + b"[" * 100_000, "isn't TOML: ", "a = 1"),
        (b'a = "\xff"', "isn't text in UTF-8", "Save it anew as UTF-8."),
    ],
)
def test_what_is_no_toml_is_reported_with_an_example(tmp_path, content, message, hint):
    file = tmp_path / "own.toml"
    file.write_bytes(content)
    with pytest.raises(FileError, match=f"^{file} {message}") as raised:
        read_toml(file, "a = 1")
    assert raised.value.hint == hint


def test_a_toml_file_that_is_a_folder_is_reported(tmp_path):
    with pytest.raises(FileError, match=f"^can't read {tmp_path}: is a directory$"):
        read_toml(tmp_path, "a = 1")
