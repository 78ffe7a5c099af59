"""Captions, read back by libav."""

import re

import av
import pytest
from files import made
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import FileError
from voiceguide.sinks.captions import vtt, write_vtt
from voiceguide.timeline.model import Mark


def captions(*cues):
    """Return a timeline of an hour with captions (start, end, words)."""
    return made([], 24_000 * 3600, [Mark(at, end, "caption", words) for at, end, words in cues])


def read(path):
    """Return the captions that libav finds at `path`: (start, end) in ms, and the words."""
    with av.open(path) as file:
        packets = [packet for packet in file.demux(file.streams.subtitles[0]) if packet.size]
    return [(packet.pts, packet.pts + packet.duration, bytes(packet).decode()) for packet in packets]


def test_each_spoken_cue_is_a_caption_at_its_time(tmp_path):
    timeline = captions((12, 36_000, "Stand comfortably."), (24_000 * 3599 + 13, 24_000 * 3600, "Done."))
    write_vtt(timeline, tmp_path / "a.vtt")
    assert read(tmp_path / "a.vtt") == [(1, 1500, "Stand comfortably."), (3_599_001, 3_600_000, "Done.")]


def test_only_captions_are_written_in_the_order_they_sound(tmp_path):
    marks = [Mark(48_000, 72_000, "caption", "two"), Mark(0, 9, "step", "hold"), Mark(0, 24_000, "caption", "one")]
    write_vtt(made([], 100_000, marks), tmp_path / "a.vtt")
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


def test_captions_that_cannot_be_written_say_so(tmp_path):
    with pytest.raises(FileError, match="doesn't exist"):
        write_vtt(captions(), tmp_path / "none" / "a.vtt")
