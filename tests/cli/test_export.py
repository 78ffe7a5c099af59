import json
from pathlib import Path

import pytest
from files import KINDS

from voiceguide import pipeline, plugins
from voiceguide.files.mp3 import Mp3File

ROUTINE = """\
routine: 1
title: Short
steps:
  - section: Begin
  - hold: 4 s
  - section: End
  - say: Done.
"""


@pytest.fixture
def export(run):
    """Export the short routine with the tone engine."""
    Path("short.yaml").write_text(ROUTINE)
    return lambda *words, **options: run("export", "short.yaml", "--voice", "tone", *words, **options)


def test_without_a_name_the_file_is_an_m4a_named_after_the_routine(export):
    result = export()
    assert result.stdout.startswith("Wrote short.m4a: 7 s, ")
    assert result.stdout.endswith("kB, 2 chapters.\n")
    assert Path("short.m4a").stat().st_size > 1000


def test_the_suffix_says_what_kind_of_file_is_written(export):
    export("-o", "short.wav")
    assert Path("short.wav").read_bytes().startswith(b"RIFF")


def test_a_page_is_a_kind_of_file(export):
    result = export("-o", "short.html", "--mono")
    assert result.stdout.startswith("Wrote short.html: 7 s, ")
    assert Path("short.html").read_text("utf-8").startswith("<!doctype html>")


def test_mono_is_half_the_size(export):
    export("-o", "both.wav")
    export("-o", "one.wav", "--mono")
    assert Path("one.wav").stat().st_size < 0.51 * Path("both.wav").stat().st_size


@pytest.mark.parametrize("rate", ["32k", "32", "32 kbit/s", "32kbps"])
def test_a_bit_rate_is_written_as_people_write_it(export, rate):
    export("-o", "usual.mp3")
    assert export("-o", "small.mp3", "--bitrate", rate).exit_code == 0
    assert Path("small.mp3").stat().st_size < 0.5 * Path("usual.mp3").stat().st_size


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--bitrate", "much"], "'much' is no bit rate; write it like '64k'"),
        (["--bitrate", "64000"], "can't have 64000 kbit/s here\nChoose 48k to 128k."),
        (["--bitrate", "64k", "-o", "a.mp3", "-o", "a.flac"], "a .flac file has no bit rate to choose"),
    ],
)
def test_a_bit_rate_that_means_nothing_is_refused_before_anything_is_spoken(export, words, told):
    result = export(*words, "--voice", "no-such-voice")
    assert result.exit_code == 2
    assert told in result.stderr


def test_what_would_fail_once_all_is_spoken_is_said_before(run, export):
    result = export("-o", "none/short.m4a", "--voice", "no-such-voice")
    assert "the folder none doesn't exist" in result.stderr
    Path("hello.png").write_text("Hello")
    Path("pictured.yaml").write_text(ROUTINE.replace("steps:", "picture: hello.png\nsteps:"))
    result = run("export", "pictured.yaml", "--voice", "no-such-voice", "-o", ".mp3")
    assert "hello.png is neither PNG nor JPEG" in result.stderr
    assert sorted(path.suffix for path in Path().iterdir()) == [".png", ".yaml", ".yaml"]


def test_a_wav_has_no_cover_that_could_be_broken(run):
    Path("hello.png").write_text("Hello")
    Path("pictured.yaml").write_text(ROUTINE.replace("steps:", "picture: hello.png\nsteps:"))
    assert run("export", "pictured.yaml", "--voice", "tone", "-o", ".wav").exit_code == 0


def test_captions_lie_beside_the_file(export):
    result = export("--captions")
    assert "Wrote short.vtt: the spoken cues.\n" in result.stdout
    assert "Done." in Path("short.vtt").read_text()


@pytest.mark.parametrize("words", [("--captions", "srt,chapters"), ("--captions=chapters,srt",)])
def test_captions_of_the_kinds_that_are_named_lie_beside_the_file(export, words):
    result = export(*words, "-o", "a.m4a", "-o", "a.mp3")
    assert result.stdout.splitlines()[2:] == [
        "Wrote a.srt: the spoken cues.",
        "Wrote a.chapters.json: the chapters.",
    ]
    assert not Path("a.vtt").exists()


def test_all_captions_are_four_files(export):
    export("--captions", "all", "-o", "a.mp3")
    assert sorted(path.name for path in Path().glob("a.*")) == ["a.chapters.json", "a.lrc", "a.mp3", "a.srt", "a.vtt"]


@pytest.mark.parametrize("output", ["short.wav", "short.html"])
def test_captions_that_cannot_be_written_are_said_before_anything_is_spoken(export, output):
    Path("short.vtt").mkdir()
    result = export("-o", output, "--captions", "srt,vtt", "--voice", "no-such-voice")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "Error: short.vtt is a folder")
    assert sorted(path.name for path in Path().iterdir()) == ["short.vtt", "short.yaml"]


def test_captions_with_a_name_too_long_are_said_before_anything_is_spoken(export):
    result = export("-o", f"{'a' * 245}.wav", "--captions", "chapters", "--voice", "no-such-voice")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: can't write {'a' * 245}.chapters.json: file name too long")


def test_what_follows_captions_may_be_the_routine(run, export):
    export()
    assert run("export", "--captions", "short.yaml", "--voice", "tone").exit_code == 0
    assert Path("short.vtt").exists()


def test_captions_of_no_known_kind_are_told_which_there_are(export):
    result = export("--captions", "vtt,ass")
    assert result.exit_code == 2
    assert "'ass' is no kind of captions; there are vtt, srt, lrc, chapters and all." in result.stderr


def test_a_routine_of_standard_input_is_exported_too(run):
    result = run("export", "-", "--voice", "tone", input=ROUTINE)
    assert result.exit_code == 0
    assert Path("routine.m4a").exists()


def test_an_unknown_suffix_is_told_the_known_ones_before_anything_is_spoken(export):
    result = export("-o", "short.ogg", "--voice", "no-such-voice")
    assert result.exit_code == 2
    assert ".m4a, .m4b, .mp3, .opus, .wav" in result.stderr


def test_a_word_that_became_a_tick_is_named(run):
    Path("fast.yaml").write_text("routine: 1\ntitle: T\nsteps:\n  - pace: {Lower slowly: 300 ms, Up: 1 s}\n")
    result = run("export", "fast.yaml", "--voice", "tone")
    assert result.exit_code == 0
    assert "fast.yaml:4:5: warning: 'Lower slowly' " in result.stderr
    assert result.stderr.endswith("1 warning in fast.yaml\n")


def test_an_older_file_stays_when_the_new_one_fails(export):
    Path("short.m4a").write_text("precious")
    assert export("--hold", "3 s").exit_code == 2
    assert Path("short.m4a").read_text() == "precious"


def test_steps_are_chapters_for_those_who_want_them(run):
    Path("rounds.yaml").write_text(ROUTINE.replace("hold: 4 s", "repeat: 3\n    steps: [hold: 6 s]"))
    words = ("export", "rounds.yaml", "--voice", "tone", "--chapters")
    assert run(*words, "steps").stdout.endswith("kB, 4 chapters.\n")
    assert run(*words, "none").stdout.endswith("kB.\n")


def test_a_file_that_cannot_list_so_many_steps_has_its_sections_and_says_so(run, monkeypatch):
    monkeypatch.setattr(Mp3File, "most_chapters", 3)
    Path("grip.yaml").write_text(ROUTINE.replace("hold: 4 s", "repeat: 3\n    steps: [hold: 5 s]"))
    result = run("export", "grip.yaml", "--voice", "tone", "--chapters", "steps", "--mono", "-o", ".mp3", "-o", ".wav")
    many, all_of_them = result.stdout.splitlines()
    assert many.endswith("2 chapters. They are its sections: this kind of file lists 3 at most, and it has more steps.")
    assert all_of_them.endswith("4 chapters.")


def test_a_file_has_a_cover_unless_none_is_wanted(export):
    export("-o", "with.mp3")
    export("-o", "without.mp3", "--no-cover")
    assert b"APIC" in Path("with.mp3").read_bytes()
    assert b"APIC" not in Path("without.mp3").read_bytes()


def test_the_same_routine_gives_the_same_bytes_in_every_kind_of_file(export):
    outputs = [word for kind in KINDS for word in ("-o", f"short.{kind}")]
    written = []
    for _ in range(2):
        assert export(*outputs, "--mono", "--captions", "all", "--chapters", "steps").exit_code == 0
        written.append({path.name: path.read_bytes() for path in Path().glob("short.*")})
    assert len(written[0]) == 1 + len(KINDS) + 4
    assert written[0] == written[1]


def test_several_files_are_made_of_one_rendering(export, monkeypatch):
    rendered = []
    build_timeline = pipeline.build_timeline

    def counted(*given, **more):
        rendered.append(given)
        return build_timeline(*given, **more)

    monkeypatch.setattr(pipeline, "build_timeline", counted)
    result = export("-o", "a.m4a", "-o", ".mp3", "--captions", "-o", "a.flac")
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "Wrote a.m4a",
        "Wrote short.mp3",
        "Wrote a.flac",
        "Wrote a.vtt",
        "Wrote short.vtt",
    ]
    assert len(rendered) == 1


def test_one_file_named_twice_is_refused_before_anything_is_spoken(export):
    Path("also").symlink_to(".")
    result = export("-o", "a.mp3", "-o", "also/a.mp3", "--voice", "no-such-voice")
    assert result.exit_code == 2
    assert "'a.mp3' is named twice" in result.stderr


class Plain(Mp3File):
    """A stranger's kind of file, which holds no chapters."""

    most_chapters = 0


@pytest.fixture
def plain(monkeypatch):
    """Make .plain a kind of file."""
    load = plugins.load
    monkeypatch.setattr(plugins, "names", lambda _: ["plain"])
    monkeypatch.setattr(plugins, "load", lambda group, name: Plain if name == "plain" else load(group, name))


@pytest.mark.usefixtures("plain")
def test_no_chapters_are_announced_of_a_file_that_holds_none(export):
    result = export("-o", "short.plain")
    assert result.stdout.startswith("Wrote short.plain: 7 s, ")
    assert result.stdout.endswith("kB.\n")
    refused = export("-o", "short.plain", "--chapters", "steps")
    assert refused.exit_code == 2
    assert "a .plain file holds no chapters" in refused.stderr


@pytest.mark.usefixtures("plain")
def test_an_index_lists_no_chapters_of_files_that_hold_none(export, run):
    export()
    assert run("export", "short.yaml", "short.yaml", "--voice", "tone", "-o", "two", "-o", ".plain").exit_code == 0
    listed = json.loads(Path("two/index.json").read_text("utf-8"))["routines"]
    assert [routine["chapters"] for routine in listed] == [[], []]
