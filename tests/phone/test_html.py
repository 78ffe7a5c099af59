"""The page as a file: whole or not there, no larger than promised, the same bytes each time, and nothing to fetch."""

import json
import re
from base64 import b64decode
from io import BytesIO

import av
import pytest
from files import decoded, made, voice
from page_contents import Outline
from sessions import Murmur, compiled

from voiceguide.errors import FileError
from voiceguide.phone import html
from voiceguide.phone.html import SCRIPTS, HtmlFile, script
from voiceguide.pictures.cover import draw
from voiceguide.playback.session import perform
from voiceguide.timeline.layout import lay_out


@pytest.fixture(scope="module")
def short():
    return made([(0, voice(40_000, 1))], 60_000, language="de", title="Kurz & gut")


def write(path, timeline, **options):
    page = HtmlFile(path, **options)
    page.play(timeline, perform(timeline, channels=page.channels, block=page.frames))
    return path.read_text("utf-8")


def programme(page):
    return json.loads(re.search(r'<script id="programme"[^>]*>(.*?)</script>', page)[1])


@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus", "flac", "wav"])
def test_a_page_holds_the_file_of_its_kind_and_little_more(kind, short, tmp_path):
    page = write(tmp_path / "page.html", short, kind=kind)
    outline = Outline(page)
    sound = tmp_path / f"sound.{kind}"
    sound.write_bytes(outline.sound)
    assert len(decoded(sound)) == short.length * (2 if kind == "opus" else 1)
    assert len(page.encode()) <= 1.37 * len(outline.sound) + 60_000


def test_the_same_routine_gives_the_same_bytes(timeline, tmp_path):
    assert write(tmp_path / "one.html", timeline) == write(tmp_path / "two.html", timeline)


def test_one_channel_is_smaller_than_two(timeline, tmp_path):
    one, two = (write(tmp_path / "page.html", timeline, mono=mono) for mono in (True, False))
    assert len(one) < len(two)


@pytest.mark.parametrize("mono", [True, False])
def test_a_page_that_phones_would_not_open_is_refused_with_the_mend(mono, short, tmp_path, monkeypatch):
    monkeypatch.setattr(html, "LARGEST", 60_000)
    (tmp_path / "page.html").write_text("older")
    with pytest.raises(FileError, match=r"page\.html would have 0 MB") as raised:
        write(tmp_path / "page.html", short, mono=mono)
    assert ("--mono" in raised.value.hint) != mono
    assert str(tmp_path / "page.m4a") in raised.value.hint
    assert [path.read_text() for path in tmp_path.iterdir()] == ["older"]


def test_nothing_in_a_page_leads_away_from_it(timeline, tmp_path):
    outline = Outline(write(tmp_path / "page.html", timeline))
    assert [address.partition(",")[0] for address in outline.addresses] == ["data:image/svg+xml"]
    assert "url(" not in outline.style
    assert "@import" not in outline.style
    assert outline.attributes_that_run == []


def test_its_scripts_are_one_module_that_imports_nothing():
    assert "import " not in re.sub(r"//.*|/\*.*?\*/", "", script(), flags=re.DOTALL)
    assert not re.search(r"^export", script(), re.MULTILINE)
    assert script().count("\nfunction ") > len(SCRIPTS)


def test_the_languages_own_words_are_used(short, tmp_path):
    page = write(tmp_path / "page.html", short)
    assert '<html lang="de" dir="ltr">' in page
    assert "<title>Kurz &amp; gut</title>" in page
    assert programme(page)["texts"]["word-hold"] == "Halten"
    assert 'lang="en"' not in page


def test_english_words_in_a_page_of_another_language_say_so(tmp_path):
    page = write(tmp_path / "page.html", made([], 24_000, language="syr"))
    assert '<html lang="syr" dir="rtl">' in page
    assert '<button id="start" type="button" lang="en" dir="auto">Start</button>' in page


def test_steps_are_called_by_what_is_done_and_for_how_long(timeline, tmp_path):
    marks = programme(write(tmp_path / "page.html", timeline))["timeline"]["marks"]
    steps = [mark["label"] for mark in marks if mark["kind"] == "step"]
    assert {"Wait up to 10 s", "Hold 8 s", "Rest 7 s", "Pace 3 x (Up 2 s, Down 1 s)", "The end."} < set(steps)
    places = [mark.get("place") for mark in marks if mark["kind"] == "step" and mark["verb"] == "hold"]
    assert places == [f"{side} side, round {n} of 2" for side in ("Left", "Right") for n in (1, 2)]


def test_the_sound_has_the_lead_in_after_its_end_where_the_page_looks_for_it(timeline, tmp_path):
    page = write(tmp_path / "page.html", timeline, kind="wav", mono=True)
    (tmp_path / "sound.wav").write_bytes(Outline(page).sound)
    sound = decoded(tmp_path / "sound.wav")[:, 0]
    lead_in = programme(page)["timeline"]["leadIn"]
    begin, end = lead_in["at"], lead_in["at"] + lead_in["length"]
    assert lead_in["text"] == timeline.lead_in.text
    assert sound[begin:end] == pytest.approx(timeline.lead_in.clip.samples, abs=1e-4)
    for silence in (sound[timeline.length : begin], sound[end - 3 * 24_000 :]):
        assert len(silence) >= 5 * 24_000
        assert not silence.any()
    assert programme(page)["timeline"]["length"] == timeline.length
    steps = [mark for mark in programme(page)["timeline"]["marks"] if mark.get("verb") == "hold"]
    assert [step["lead"] for step in steps] == [hold.lead for hold in timeline.holds]


def test_a_page_without_a_hold_has_nothing_after_its_end(short, tmp_path):
    page = write(tmp_path / "page.html", short, kind="wav")
    (tmp_path / "sound.wav").write_bytes(Outline(page).sound)
    assert len(decoded(tmp_path / "sound.wav")) == short.length


def test_safety_that_nobody_speaks_is_read_before_the_start(tmp_path):
    text = "routine: 1\ntitle: T\nsafety: [Press on muscle only.]\nsteps:\n- say: Up.\n"
    read = '<ul class="safety"><li>Press on muscle only.</li></ul>'
    for spoken in (True, False):
        page = write(tmp_path / "page.html", lay_out(compiled(text, safety=spoken), Murmur()))
        assert (read in page) != spoken
        assert "<li>Press on muscle only.</li>" in page


def test_the_cover_is_in_the_page_once_as_large_as_a_lock_screen_shows_it(short, tmp_path):
    page = write(tmp_path / "page.html", short, draw=draw)
    kind, _, content = programme(page)["cover"].partition(",")
    with av.open(BytesIO(b64decode(content))) as image:
        frame = next(image.decode(video=0))
    assert (kind, frame.width, frame.height) == ("data:image/jpeg;base64", 384, 384)
    sound = Outline(page).sound
    assert b"\x89PNG" not in sound
    assert b64decode(content) not in sound


def test_a_page_of_a_long_routine_is_no_larger_than_promised(tmp_path):
    text = "routine: 1\ntitle: T\nsteps:\n- repeat: 20\n  steps:\n  - say: Now press, and breathe on.\n  - hold: 20 s\n"
    page = write(tmp_path / "page.html", lay_out(compiled(text), Murmur()), mono=True, draw=draw)
    assert len(page.encode()) <= 1.37 * len(Outline(page).sound) + 60_000
