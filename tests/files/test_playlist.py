"""Names that every file system takes, and lists that odd titles don't break."""

from fractions import Fraction

import pytest

from voiceguide.files.playlist import Entry, m3u8, numbered
from voiceguide.plan.model import Metadata


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lower back", "07 Lower back.mp3"),
        ('a/b\\c:d*e?f"g<h>i|j', "07 a-b-c-d-e-f-g-h-i-j.mp3"),
        ("One\n\ntwo\x00", "07 One two.mp3"),
        ("The end...", "07 The end.mp3"),
        ("..", "07.mp3"),
        ("מתיחת גב 🧘", "07 מתיחת גב 🧘.mp3"),
        ("a \u202eb\u2067c", "07 a bc.mp3"),
    ],
)
def test_a_title_becomes_a_name_that_every_file_system_takes(title, name):
    assert numbered(7, 12, title, ".mp3") == name


def test_a_long_title_is_cut_between_letters():
    name = numbered(7, 12, "ü" * 300, ".mp3")
    assert name == f"07 {'ü' * 75}.mp3"


def test_numbers_have_as_many_digits_as_the_last():
    assert [numbered(n, 120, "a", ".m4a") for n in (1, 99, 120)] == ["001 a.m4a", "099 a.m4a", "120 a.m4a"]


def test_a_title_of_two_lines_is_one_in_a_playlist():
    entry = Entry("01 a.mp3", Metadata("a\n#EXTINF:9"), Fraction(10_001, 10_000), 1)
    assert m3u8([entry]) == "#EXTM3U\n#EXTINF:1.000,a #EXTINF:9\n01 a.mp3\n"
