"""Captions and lyrics, read back by libav."""

import json
import re
from pathlib import Path

import av
import pytest
from files import made
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import FileError, UsageError
from voiceguide.files.captions import chapters_json, lrc, lyrics, path_beside, srt, vtt, write_captions
from voiceguide.files.filing import CAPTIONS
from voiceguide.timeline.model import Mark


def captions(*cues):
    """Return a timeline of an hour with captions (start, end, words)."""
    return made([], 24_000 * 3600, [Mark(at, end, "caption", words) for at, end, words in cues])


def read(path):
    """Return the captions that libav finds at `path`: (start, end) in ms, and the words."""
    with av.open(path) as file:
        packets = [packet for packet in file.demux(file.streams.subtitles[0]) if packet.size]
    return [(packet.pts, packet.pts + packet.duration, bytes(packet).decode().rstrip()) for packet in packets]


def read_lyrics(path):
    """Return the lines of lyrics that libav finds at `path`: when each begins in ms, and its words."""
    with av.open(path, format="lrc") as file:
        lines = [packet for packet in file.demux(file.streams.subtitles[0]) if packet.pts is not None]
    return [(round(packet.pts * packet.time_base * 1000), bytes(packet).decode().rstrip()) for packet in lines]


@pytest.mark.parametrize("kind", CAPTIONS)
def test_where_nothing_is_said_there_are_captions_of_nothing(kind, tmp_path):
    write_captions(captions(), tmp_path / "a", kind)
    written = (tmp_path / "a").read_text("utf-8")
    nothing = {"vtt": "WEBVTT\n", "srt": "", "lrc": "[ti:A test]\n[ar:voiceguide]\n[length:60:00]\n"}
    assert json.loads(written)["chapters"] == [] if kind == "chapters" else written == nothing[kind]


def test_each_spoken_cue_is_a_caption_at_its_time(tmp_path):
    timeline = captions((12, 36_000, "Stand comfortably."), (24_000 * 3599 + 13, 24_000 * 3600, "Done."))
    write_captions(timeline, tmp_path / "a.vtt")
    assert read(tmp_path / "a.vtt") == [(1, 1500, "Stand comfortably."), (3_599_001, 3_600_000, "Done.")]


def test_only_captions_are_written_in_the_order_they_sound(tmp_path):
    marks = [Mark(48_000, 72_000, "caption", "two"), Mark(0, 9, "step", "hold"), Mark(0, 24_000, "caption", "one")]
    write_captions(made([], 100_000, marks), tmp_path / "a.vtt")
    assert [words for _, _, words in read(tmp_path / "a.vtt")] == ["one", "two"]


def test_signs_that_captions_use_themselves_are_escaped():
    assert vtt(captions((0, 24_000, "a <b> & c --> d"))) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na &lt;b&gt; &amp; c --&gt; d\n"
    )


def test_an_empty_line_in_a_text_does_not_end_its_caption():
    assert "one two" in vtt(captions((0, 24_000, "one\n\ntwo")))


def test_a_caption_shorter_than_a_millisecond_still_ends_after_it_starts():
    assert "00:00:00.000 --> 00:00:00.001" in vtt(captions((0, 1, "tick")))


def test_a_programme_without_a_word_has_an_empty_file_of_captions():
    assert vtt(captions()) == "WEBVTT\n"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6), st.text())))
def test_nothing_a_text_holds_makes_another_cue(cues):
    text = vtt(captions(*((at, at + frames, words) for at, frames, words in cues)))
    assert len(re.findall(r"^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$", text, re.MULTILINE)) == len(cues)
    assert text.count("-->") == len(cues)


@pytest.mark.parametrize("kind", ["vtt", "srt"])
def test_a_cue_spans_its_speech_in_every_kind_that_has_ends(kind, tmp_path):
    timeline = captions((12, 36_000, "Stand comfortably."), (24_000 * 3599 + 13, 24_000 * 3600, "Done."))
    path = path_beside(tmp_path / "a.m4a", kind)
    write_captions(timeline, path, kind)
    assert read(path) == [(1, 1500, "Stand comfortably."), (3_599_001, 3_600_000, "Done.")]


def test_subrip_has_no_escapes_so_an_arrow_becomes_a_sign():
    assert srt(captions((0, 24_000, "a\n\n1\n00:00:01,000 --> b"), (24_000, 48_000, "c"))) == (
        "1\n00:00:00,000 --> 00:00:01,000\na 1 00:00:01,000 → b\n\n2\n00:00:01,000 --> 00:00:02,000\nc\n"
    )


def test_lyrics_with_times_are_empty_where_nothing_is_said_for_long(tmp_path):
    timeline = captions((24_000, 48_000, "One."), (60_000, 72_000, "Two."), (240_000, 264_012, "Three."))
    write_captions(timeline, tmp_path / "a.lrc", "lrc")
    assert read_lyrics(tmp_path / "a.lrc") == [
        (1000, "One."),
        (2500, "Two."),
        (3000, ""),
        (10_000, "Three."),
        (11_000, ""),
    ]


def test_nothing_in_a_text_is_a_time_or_a_tag_of_lyrics():
    timeline = made([], 24_000, [Mark(0, 24_000, "caption", "[00:09.00] Go [on]")], title="A [b]\nc")
    assert lrc(timeline) == (
        "[ti:A (b) c]\n[ar:voiceguide]\n[length:00:01]\n[00:00.00](00:09.00) Go (on)\n[00:01.00]\n"
    )


def test_lyrics_are_what_is_said_a_line_each_and_counts_side_by_side():
    said = ["Press.", "3", "2", "1", "Let go.", "1"]
    assert lyrics(captions(*((n * 24_000, n * 24_000 + 9, text) for n, text in enumerate(said)))) == (
        "Press.\n3 2 1\nLet go.\n1"
    )


def test_chapters_of_a_podcast_have_seconds_and_titles_as_they_are():
    marks = [Mark(0, 36_012, "chapter", 'Links & "rechts"'), Mark(36_012, 48_000, "chapter", "Schluß")]
    assert json.loads(chapters_json(made([], 48_000, marks), "sections")) == {
        "version": "1.2.0",
        "title": "A test",
        "author": "voiceguide",
        "chapters": [
            {"startTime": 0.0, "endTime": 1.501, "title": 'Links & "rechts"'},
            {"startTime": 1.501, "endTime": 2.0, "title": "Schluß"},
        ],
    }


def test_all_kinds_lie_beside_the_file_under_names_of_their_own():
    names = [path_beside(Path("a/lower.back.m4a"), kind).name for kind in CAPTIONS]
    assert names == ["lower.back.vtt", "lower.back.srt", "lower.back.lrc", "lower.back.chapters.json"]


def test_a_kind_that_there_is_not_is_told_which_there_are(tmp_path):
    with pytest.raises(UsageError, match="'ass'") as caught:
        write_captions(captions(), tmp_path / "a.ass", "ass")
    assert "vtt, srt, lrc, chapters" in caught.value.hint


def test_captions_that_cannot_be_written_say_so(tmp_path):
    with pytest.raises(FileError, match="doesn't exist"):
        write_captions(captions(), tmp_path / "none" / "a.vtt")
