"""A file is whole or not there, and what stood there stays until then."""

import contextlib
import subprocess

import numpy as np
import pytest
from files import blocks_of, made, voice, write_file
from needs import need

from voiceguide import plugins
from voiceguide.errors import FileError
from voiceguide.playback.session import perform
from voiceguide.testing import check_sink

KIND = pytest.mark.parametrize("kind", plugins.own_names(plugins.SINKS))


@pytest.fixture(scope="module")
def timeline():
    return made([(0, voice(40_000, 1)), (90_000, voice(40_000, 2))], 150_000)


@pytest.fixture
def sink(kind, tmp_path):
    return plugins.load(plugins.SINKS, kind)(tmp_path / f"out.{kind}")


@KIND
def test_every_kind_keeps_the_contract(kind, tmp_path):
    check_sink(plugins.load(plugins.SINKS, kind)(tmp_path / f"out.{kind}"), path=tmp_path / f"out.{kind}")
    check_sink(plugins.load(plugins.SINKS, kind)(tmp_path / f"out.{kind}", mono=True), path=tmp_path / f"out.{kind}")


@KIND
@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError, MemoryError])
@pytest.mark.parametrize("after", [0, 1, 4])
def test_what_breaks_off_leaves_the_old_file(sink, timeline, failure, after):
    sink.path.write_bytes(b"old")

    def breaking():
        for number, block in enumerate(perform(timeline, block=24_000)):
            if number == after:
                raise failure
            yield block

    with pytest.raises(failure):
        sink.play(timeline, breaking())
    assert sink.path.read_bytes() == b"old"
    assert left_in(sink.path.parent) == [sink.path.name]


@KIND
def test_the_old_file_stays_until_the_new_one_is_whole(sink, timeline):
    sink.path.write_bytes(b"old")

    def watching():
        for block in perform(timeline, block=24_000):
            assert sink.path.read_bytes() == b"old"
            yield block

    sink.play(timeline, watching())
    assert sink.path.stat().st_size > 1_000


@KIND
def test_a_folder_that_does_not_exist_is_named_with_the_mend(sink, timeline):
    sink.path = sink.path.parent / "none" / sink.path.name
    with pytest.raises(FileError, match=r"the folder .*none doesn't exist") as raised:
        sink.play(timeline, unasked())
    assert raised.value.hint.startswith("Make it first: mkdir -p '")


@KIND
def test_a_folder_in_the_way_is_said_before_any_work(sink, timeline):
    sink.path.mkdir()
    with pytest.raises(FileError, match="is a folder"):
        sink.play(timeline, unasked())


@KIND
def test_a_full_disk_is_said_and_leaves_nothing(kind, tmp_path, timeline, capfd):
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (150_000, 2)).astype(np.float32)
    with mounted(tmp_path / "small", "size=32k"):
        path = tmp_path / "small" / f"out.{kind}"
        with pytest.raises(FileError, match=f"^can't write {path}: no space left on device$"):
            plugins.load(plugins.SINKS, kind)(path).play(timeline, blocks_of(noise))
        assert left_in(path.parent) == []
    assert capfd.readouterr().err == ""


@KIND
def test_a_disk_that_is_full_only_at_the_last_byte_is_noticed(kind, tmp_path, timeline, capfd):
    write_file(tmp_path / f"whole.{kind}", timeline)
    # A page too small for the file.
    pages = (tmp_path / f"whole.{kind}").stat().st_size // 4096
    with mounted(tmp_path / "small", f"size={pages * 4}k"):
        path = tmp_path / "small" / f"out.{kind}"
        with pytest.raises(FileError, match=f"^can't write {path}: no space left on device$"):
            write_file(path, timeline)
        assert left_in(path.parent) == []
    assert capfd.readouterr().err == ""


@KIND
def test_a_folder_that_takes_no_files_is_said(kind, tmp_path, timeline):
    sink = plugins.load(plugins.SINKS, kind)(tmp_path / "fixed" / f"out.{kind}")
    reason = r"can't write in .*fixed: read-only file system"
    with mounted(tmp_path / "fixed", "ro"), pytest.raises(FileError, match=reason):
        sink.play(timeline, unasked())


def test_a_link_into_a_folder_that_takes_no_files_is_said_with_where_it_leads(tmp_path, timeline):
    link = tmp_path / "out.wav"
    link.symlink_to("fixed/out.wav")
    reason = f"^can't write in {tmp_path / 'fixed'}, where {link} leads: read-only file system$"
    with mounted(tmp_path / "fixed", "ro"), pytest.raises(FileError, match=reason):
        plugins.load(plugins.SINKS, "wav")(link).play(timeline, unasked())


@KIND
def test_a_programme_of_no_length_is_refused(sink):
    with pytest.raises(FileError, match="the programme lasts 0 s"):
        sink.play(made([], 0), iter(()))
    assert left_in(sink.path.parent) == []


@pytest.mark.parametrize("kind", ["flac", "m4a", "mp3", "opus"])
def test_a_picture_that_cannot_be_used_is_said_before_any_work(kind, tmp_path):
    (tmp_path / "cover.gif").write_bytes(b"GIF89a")
    for picture, words in {"cover.gif": "neither PNG nor JPEG", "none.png": "no such file"}.items():
        timeline = made([(0, voice(9_000, 1))], 24_000, picture=str(tmp_path / picture))
        with pytest.raises(FileError, match=words):
            plugins.load(plugins.SINKS, kind)(tmp_path / f"out.{kind}").play(timeline, unasked())
    assert left_in(tmp_path) == ["cover.gif"]


@KIND
def test_two_exports_to_one_name_at_once_leave_one_of_them_whole(kind, tmp_path, timeline):
    other = made([(0, voice(9_000, 3))], 30_000)
    write_file(tmp_path / f"first.{kind}", timeline)
    write_file(tmp_path / f"second.{kind}", other)
    path = tmp_path / f"out.{kind}"

    def meeting():
        for number, block in enumerate(perform(timeline, block=24_000)):
            if number == 2:
                write_file(path, other)
                assert path.read_bytes() == (tmp_path / f"second.{kind}").read_bytes()
            yield block

    plugins.load(plugins.SINKS, kind)(path).play(timeline, meeting())
    assert path.read_bytes() == (tmp_path / f"first.{kind}").read_bytes()
    assert len(left_in(tmp_path)) == 3


def left_in(folder):
    """Return the names of all that lies in `folder`."""
    return [path.name for path in folder.iterdir()]


def unasked():
    """Yield no block: fail when asked for one."""
    pytest.fail("a block was asked for")
    yield


@contextlib.contextmanager
def mounted(folder, options):
    """Have a small disk of its own at `folder` meanwhile."""
    folder.mkdir()
    need("the right to mount a disk")
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
