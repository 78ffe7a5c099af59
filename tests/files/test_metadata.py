"""What a file says of its routine."""

import struct

import pytest
from files import made

from voiceguide.audio import TIMELINE_RATE
from voiceguide.files import file
from voiceguide.files.captions import clock_to_ms
from voiceguide.files.chapters import Chapter
from voiceguide.files.file import comment, tags, three_letters, vorbis_comments
from voiceguide.files.mp3 import id3


def test_vorbis_chapters_are_numbered_with_times_to_the_millisecond():
    timeline = made([], 100_000)
    chapters = [Chapter(0, 36_012, "A"), Chapter(36_012, 100_000, "B")]
    assert vorbis_comments(timeline, chapters) == tags(timeline) | {
        "CHAPTER001": "00:00:00.000",
        "CHAPTER001NAME": "A",
        "CHAPTER002": "00:00:01.501",
        "CHAPTER002NAME": "B",
    }


@pytest.mark.parametrize(("at", "text"), [(0, "00:00:00.000"), (90_500, "00:01:30.500"), (86_399_999, "23:59:59.999")])
def test_times_are_written_to_the_millisecond(at, text):
    assert clock_to_ms(at) == text


def test_a_routine_that_says_little_of_itself_has_no_empty_tags():
    assert tags(made([], 9, language="")) == {"title": "A test", "artist": "voiceguide", "album": "A test"}


def test_the_comment_has_a_paragraph_each_for_summary_safety_and_sources():
    timeline = made([], 9, summary="Sum.", safety=("One.", "Two."), sources=("Book", "Page"))
    assert comment(timeline) == "Sum.\n\n- One.\n- Two.\n\n[Book]\n[Page]"


def test_every_language_code_is_three_letters():
    assert all(len(short) == 2 and len(code) == 3 and code.isalpha() for short, code in file._THREE_LETTERS.items())
    assert [three_letters(tag) for tag in ("en", "pt-BR", "ZH-Hant", "yue", "")] == ["eng", "por", "zho", "yue", "und"]


def test_an_id3_tag_lists_its_chapters_in_order_in_a_table_of_contents():
    tag = id3({}, [Chapter(0, 24_012, "Eins"), Chapter(24_012, 48_000, "Zwei")], TIMELINE_RATE, None)
    frames = {}
    at = 10
    while at < len(tag):
        kind, size = struct.unpack(">4sI", tag[at : at + 8])
        frames.setdefault(kind, []).append(tag[at + 10 : at + 10 + size])
        at += 10 + size
    assert frames[b"CTOC"] == [b"toc\0\x03\x02ch0\0ch1\0"]
    assert [struct.unpack(">2I", body[4:12]) for body in frames[b"CHAP"]] == [(0, 1001), (1001, 2000)]


def test_an_id3_tag_gives_its_length_in_seven_bits_a_byte():
    tag = id3({"title": "a" * 1000}, [], TIMELINE_RATE, None)
    assert tag[:10] == b"ID3\x03\0\0" + bytes([0, 0, (len(tag) - 10) >> 7, (len(tag) - 10) & 127])
