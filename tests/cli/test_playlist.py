"""Several routines in one command: a folder of numbered files, a playlist and an index."""

import json
from pathlib import Path

import pytest
from files import decoded

from voiceguide import pipeline
from voiceguide.errors import EngineError
from voiceguide.files import filing
from voiceguide.timeline.builder import END_SECONDS


def routine(title, seconds):
    return f"routine: 1\ntitle: {title}\nsteps:\n  - section: All\n  - hold: {seconds} s\n"


@pytest.fixture
def export(run):
    """Export the two short routines, and what else is named, with the tone engine."""
    Path("hips.yaml").write_text(routine('"Hips: left / right"', 4))
    Path("neck.yaml").write_text(routine("Neck", 6))
    return lambda *words: run("export", "hips.yaml", *words, "--voice", "tone")


def test_files_are_numbered_in_the_order_they_were_named(export):
    result = export("neck.yaml", "-o", "evening")
    assert result.exit_code == 0
    names = ["01 Hips- left - right.m4a", "02 Neck.m4a", "index.json", "playlist.m3u8"]
    assert sorted(path.name for path in Path("evening").iterdir()) == names


def test_a_playlist_has_the_stated_length_of_each_file_which_ends_with_a_silence(export):
    export("neck.yaml", "-o", "evening", "-o", ".wav", "--mono")
    head, *lines = Path("evening/playlist.m3u8").read_text("utf-8").splitlines()
    assert head == "#EXTM3U"
    assert [line.partition(",")[2] for line in lines[::2]] == ["Hips: left / right", "Neck"]
    for told, name in zip(lines[::2], lines[1::2], strict=True):
        seconds = float(told.removeprefix("#EXTINF:").partition(",")[0])
        decoded_seconds = len(decoded(Path("evening", name))) / 24_000
        assert seconds == pytest.approx(decoded_seconds - float(END_SECONDS), abs=0.0006)


def test_an_index_tells_programs_what_there_is(export):
    export("neck.yaml", "-o", "evening", "--captions", "srt")
    index = json.loads(Path("evening/index.json").read_text("utf-8"))
    first, second = index["routines"]
    assert index["version"] == 1
    assert first["title"] == "Hips: left / right"
    assert first["bytes"] == Path("evening", first["file"]).stat().st_size
    assert second["chapters"] == [{"start": 0.0, "title": "All"}]
    assert Path("evening/02 Neck.srt").exists()


def test_each_is_taken_in_the_language_that_is_asked_for(export):
    for name, title in (("hips", "Hüfte"), ("neck", "Nacken")):
        Path(f"{name}.de.yaml").write_text(f"{routine(title, 6)}language: de\n", "utf-8")
    assert export("neck.yaml", "--language", "de", "-o", "evening").exit_code == 0
    assert sorted(path.name for path in Path("evening").glob("*.m4a")) == ["01 Hüfte.m4a", "02 Nacken.m4a"]


def test_a_translation_that_nobody_named_is_told(run, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setattr(filing, "write", lambda _timeline, sink, _shown: sink.path.write_bytes(b""))
    result = run("export", "lower-back", "lower-back-short", "--voice", "none", "-o", "evening")
    assert result.stderr == "".join(
        f"This is {name}.de, in your system's language; --language takes another.\n"
        for name in ("lower-back", "lower-back-short")
    )


def test_one_that_fails_is_named_and_the_others_are_there(export):
    Path("slip.yaml").write_text("routine: 1\ntitle: A slip\nsteps:\n  - hodl: 8 s\n")
    result = export("slip.yaml", "nowhere", "neck.yaml", "-o", "evening")
    assert result.exit_code == 1
    assert "slip.yaml:4:5" in result.stderr
    assert "no routine is called 'nowhere'" in result.stderr
    assert result.stderr.endswith("Left out: slip.yaml, nowhere.\n")
    assert sorted(path.name for path in Path("evening").glob("*.m4a")) == ["01 Hips- left - right.m4a", "04 Neck.m4a"]
    assert "slip" not in Path("evening/playlist.m3u8").read_text("utf-8")


@pytest.mark.parametrize("stopped", [EngineError("no voice today"), KeyboardInterrupt()])
def test_a_folder_that_nothing_came_into_is_gone_again(export, monkeypatch, stopped):
    def silent(*_given, **_more):
        raise stopped

    monkeypatch.setattr(pipeline, "build_timeline", silent)
    assert export("neck.yaml", "-o", "evening").exit_code != 0
    assert not Path("evening").exists()


def test_when_all_fail_there_is_no_playlist_in_a_folder_of_yours(export, monkeypatch):
    def silent(*_given, **_more):
        raise EngineError("no voice today")

    monkeypatch.setattr(pipeline, "build_timeline", silent)
    Path("evening").mkdir()
    assert export("neck.yaml", "-o", "evening").exit_code == 1
    assert list(Path("evening").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Several routines go into one folder: name it with -o FOLDER"),
        (("-o", "a.mp3"), "Several routines go into one folder"),
        (("-o", "a", "-o", "b"), "Several routines go into one folder"),
        (("-o", "a", "-o", ".mp3", "-o", ".html"), "A folder takes one kind of file, and here are .mp3 and .html"),
        (("-o", "a", "--set", "hold=3s"), "Settings go with one routine"),
        (("-o", "a", "--hold", "3s"), "No such option '--hold'. Did you mean '--help'? Settings go with one routine"),
        (("-o", "a", "-o", ".flac", "--bitrate", "64k"), "a .flac file has no bit rate to choose"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_made(export, words, told):
    result = export("neck.yaml", *words)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert not Path("a").exists()


def test_an_interrupted_export_lists_what_is_whole(export, monkeypatch):
    def second(timeline, sink, progress):
        if sink.path.name.startswith("02"):
            raise KeyboardInterrupt
        write(timeline, sink, progress)

    export("neck.yaml", "-o", "evening", "--rate", "0.5")
    older = Path("evening/02 Neck.m4a").read_bytes()
    write = filing.write
    monkeypatch.setattr(filing, "write", second)
    assert export("neck.yaml", "-o", "evening").exit_code != 0
    assert Path("evening/02 Neck.m4a").read_bytes() == older
    (listed,) = json.loads(Path("evening/index.json").read_text("utf-8"))["routines"]
    assert listed["bytes"] == Path("evening", listed["file"]).stat().st_size
    assert Path("evening/playlist.m3u8").read_text("utf-8").splitlines()[2:] == [listed["file"]]


def test_pages_are_in_no_playlist(export):
    result = export("neck.yaml", "-o", "evening", "-o", ".html")
    assert result.stdout.endswith("Wrote evening/index.json: what there is, for programs.\n")
    names = ["01 Hips- left - right.html", "02 Neck.html", "index.json"]
    assert sorted(path.name for path in Path("evening").iterdir()) == names


def test_a_file_in_the_way_of_the_folder_is_said(export):
    Path("evening").touch()
    result = export("neck.yaml", "-o", "evening")
    assert result.exit_code == 1
    assert "evening is a file" in result.stderr


def test_a_folder_inside_one_that_is_not_there_is_an_error_with_its_reason(export):
    result = export("neck.yaml", "-o", "none/evening")
    assert result.exit_code == 1
    assert "can't make the folder none/evening: no such file or directory" in result.stderr
