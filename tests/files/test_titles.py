"""Titles that people write, however odd: every kind of file holds them whole, and every list shows them in one line."""

import pytest
from files import KINDS, RATE, made, probe, voice, write_file

from voiceguide.files.captions import path_beside, write_captions
from voiceguide.files.filing import CAPTIONS
from voiceguide.pictures.cover import draw
from voiceguide.timeline.model import Mark

ODD = {
    "slash": "Hips / lower back \\ neck: 10 s",
    "emoji": "Calm 🧘‍♀️ and 👍🏽 go",
    "right-to-left": "מתיחת גב — تمارين الظهر",
    "long": "Sixty words about one back " * 12,
    "signs": "Tom & \"Jerry\" <b>;=#--> [x] 'y'",
}


def titled(title, lines=1):
    """Return a programme of that title, with chapters of it and a word in each."""
    marks = [Mark(n * RATE, (n + 1) * RATE, "chapter", f"{title} {n}") for n in range(lines)]
    marks += [Mark(n * RATE + 100, n * RATE + 9_100, "caption", title) for n in range(lines)]
    return made([(n * RATE + 100, voice(9_000, n)) for n in range(lines)], lines * RATE, marks, title=title)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("title", ODD.values(), ids=ODD)
def test_a_title_is_held_whole_by_every_kind_of_file(kind, title, tmp_path):
    path = tmp_path / f"a.{kind}"
    write_file(path, titled(title, lines=2), draw=draw, mono=True)
    found = probe(path)
    wanted = title.strip()
    assert found.tags["title"] == wanted
    assert [chapter for _, _, chapter in found.chapters] == [" ".join(f"{title} {n}".split()) for n in range(2)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_of_several_lines_is_shown_in_one(kind, tmp_path):
    path = tmp_path / f"a.{kind}"
    write_file(path, titled("One\n\ntwo\tthree"), draw=draw, mono=True)
    found = probe(path)
    assert found.tags["title"] == "One two three"
    assert [chapter for _, _, chapter in found.chapters] == ["One two three 0"]


@pytest.mark.parametrize("kind", CAPTIONS)
@pytest.mark.parametrize("title", ODD.values(), ids=ODD)
def test_captions_hold_one_cue_for_each_word_whatever_is_in_it(kind, title, tmp_path):
    path = path_beside(tmp_path / "a.m4a", kind)
    write_captions(titled(title, lines=3), path, kind)
    lines = path.read_text("utf-8").splitlines()
    begins = {"vtt": "00:00:0", "srt": "00:00:0", "lrc": "[00:0", "chapters": '      "title"'}[kind]
    shown = [line for line in lines if line.startswith(begins) and not line.endswith("]")]
    assert len(shown) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_programme_of_one_word_and_no_section_makes_a_file_without_chapters(kind, tmp_path):
    timeline = made([(0, voice(9_000, 1))], RATE, [Mark(0, 9_000, "caption", "One.")])
    write_file(tmp_path / f"a.{kind}", timeline, chapters="steps", draw=draw)
    assert probe(tmp_path / f"a.{kind}").chapters == []
