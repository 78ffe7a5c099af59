"""From a file's bytes to its text, and from a path in a routine to a file: what can't be read, and what may not."""

import os

import pytest
from unreadable_files import without_roots_rights

from voiceguide.errors import FileError, RoutineError
from voiceguide.routine.library import load
from voiceguide.routine.source import decode

ROUTINE = "routine: 1\ntitle: Fine\nsteps:\n  - say: Ü\n"


def refused(raw):
    with pytest.raises(RoutineError) as caught:
        decode(raw, "x.yaml")
    (problem,) = caught.value.problems
    return f"{problem.where.line}:{problem.where.column} {problem.code} {problem.message}"


def test_utf8_is_read_with_a_byte_order_mark_or_without():
    assert decode(ROUTINE.encode("utf-8"), "x") == decode(ROUTINE.encode("utf-8-sig"), "x") == ROUTINE


def test_another_encoding_is_refused_at_its_first_byte():
    assert refused(ROUTINE.encode("latin-1")) == "4:10 VG117 this isn't UTF-8: byte 0xdc; save the file as UTF-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_encodings_are_refused(encoding):
    assert refused(ROUTINE.encode(encoding)).startswith("1:")


def test_utf16_is_called_by_its_name():
    assert refused(ROUTINE.encode("utf-16")) == "1:1 VG117 the file is UTF-16; save it as UTF-8"


def test_a_binary_file_is_no_text():
    assert refused(b"RIFF\0\0\0\0WAVE") == "1:5 VG117 this isn't a text file"


def test_a_control_character_is_named_at_its_place():
    assert refused(b"a: b\nc: \x07d\n") == "2:4 VG117 the character U+0007 is not text; take it out"


def test_what_is_not_there_is_a_file_error_with_the_nearest_name(beside):
    beside("back.yaml")
    with pytest.raises(FileError) as caught:
        load("bakc.yaml")
    assert caught.value.message == "there is no file bakc.yaml; did you mean 'back.yaml'?"


def test_a_folder_is_a_file_error(folder):
    (folder / "back.yaml").mkdir()
    with pytest.raises(FileError, match=r"back\.yaml is a folder"):
        load("back.yaml")


def test_a_pipe_is_refused_instead_of_waited_for(folder):
    os.mkfifo(folder / "back.yaml")
    with pytest.raises(FileError) as caught:
        load("back.yaml")
    assert caught.value.hint == "Read it as standard input instead, with '-'."


@pytest.mark.usefixtures("folder")
def test_a_name_with_a_nul_is_a_file_error():
    with pytest.raises(FileError):
        load("ba\0ck.yaml")


@pytest.mark.usefixtures("folder")
def test_a_name_too_long_is_a_file_error():
    with pytest.raises(FileError, match="can't read"):
        load("x" * 300 + ".yaml")


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="Windows has other rights")
def test_a_file_without_permission_is_a_file_error(beside):
    path = beside("back.yaml")
    load("back.yaml")  # what is imported late must be imported while everything may be read
    path.chmod(0)
    with without_roots_rights(), pytest.raises(FileError, match=r"can't read .*back\.yaml: permission denied"):
        load(str(path))


def test_nothing_in_a_file_is_reported_with_how_a_routine_begins(problems):
    """ """
    assert problems() == ["1:1 VG117 there is nothing in this file; a routine begins with 'routine: 1'"]


def test_comments_alone_are_nothing(problems):
    """
    # To be written
    """
    assert problems() == ["1:1 VG117 there is nothing in this file; a routine begins with 'routine: 1'"]


def test_a_file_of_prose_is_no_routine(problems):
    """
    Press for 8 seconds, twice.
    """
    assert problems() == [
        "1:1 VG117 a routine is keys and values: 'routine: 1', 'title: ...', 'steps:' and its steps under it"
    ]


def test_a_path_stays_in_the_folder_of_its_routine(problems, beside):
    """
    routine: 1
    title: Paths
    picture: /etc/hosts
    music: ../sea.mp3
    steps:
      - play: sounds/../../bell.wav
      - play: C:\\bell.wav
      - play: ~/bell.wav
      - play: sounds\\bell.wav
      - play: sounds
      - play: bel.wav
      - play: sounds/../bell.wav
    """
    beside("bell.wav")
    beside("sounds/bell.wav")
    assert problems() == [
        "3:10 VG122 picture is '/etc/hosts': a path starts at this file's folder; put the file there",
        "4:8 VG122 music is '../sea.mp3': a path stays in this file's folder",
        "6:11 VG122 play is 'sounds/../../bell.wav': a path stays in this file's folder",
        "7:11 VG122 play is 'C:\\bell.wav': a path starts at this file's folder; put the file there",
        "8:11 VG122 play is '~/bell.wav': a path starts at this file's folder; put the file there",
        "9:11 VG122 play is 'sounds\\bell.wav': folders are parted by '/'; write 'sounds/bell.wav'",
        "10:11 VG122 play is 'sounds': it is a folder",
        "11:11 VG122 play is 'bel.wav': there is no such file; did you mean 'bell.wav'?",
    ]


def test_a_link_that_leads_out_is_refused(problems, folder, tmp_path_factory):
    """
    routine: 1
    title: Links
    steps:
      - play: bell.wav
      - play: out/bell.wav
      - play: round.wav
    """
    outside = tmp_path_factory.mktemp("outside")
    (outside / "bell.wav").touch()
    (folder / "bell.wav").symlink_to(outside / "bell.wav")
    (folder / "out").symlink_to(outside)
    (folder / "round.wav").symlink_to("round.wav")
    leads_out = "it is a link that leads out of this file's folder"
    assert problems()[:2] == [
        f"4:11 VG122 play is 'bell.wav': {leads_out}",
        f"5:11 VG122 play is 'out/bell.wav': {leads_out}",
    ]
    assert problems()[2].startswith("6:11 VG122 play is 'round.wav': ")


def test_a_link_that_stays_inside_is_followed(routine, folder, beside):
    """
    routine: 1
    title: Links
    steps:
      - play: bell.wav
    """
    target = beside("sounds/bell.wav")
    (folder / "bell.wav").symlink_to(target)
    assert routine().steps[0].path == str(target.resolve())


def test_a_routine_in_a_folder_behind_a_link_uses_its_neighbours(folder, beside):
    beside("real/bell.wav")
    beside("real/back.yaml", "routine: 1\ntitle: Links\nsteps:\n  - play: bell.wav\n")
    (folder / "link").symlink_to(folder / "real")
    assert load("link/back.yaml").steps[0].path == str((folder / "real/bell.wav").resolve())


def test_a_path_with_a_nul_is_reported_at_its_place(problems):
    r"""
    routine: 1
    title: Paths
    steps:
      - play: "bell\0.wav"
    """
    assert problems()[0] == "4:11 VG117 the character U+0000 is not text; take it out"
