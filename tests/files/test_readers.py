"""Files read by strangers: each finds what it can read of title, notes, lyrics, cover and chapters."""

import functools

import pytest
from audio_readers import exiftool, mediainfo, npm, vlc
from files import KINDS, RATE, made, probe, write_file

from voiceguide.pictures.cover import draw
from voiceguide.timeline.model import Mark

COMMENT = "Find the spots.\n\n- Press only on muscle.\n- Let go if it hurts.\n\n[A page]"
LYRICS = "\n".join(f"Cue {number}" for number in range(5))
TITLES = ["Before you start", "Links & rechts", "Schluß"]
STARTS_MS = [0, 6000, 12_000.5]
TAGGED = pytest.mark.parametrize("kind", ["m4a", "m4b", "mp3", "opus", "flac"])


@pytest.fixture(scope="module")
def told(programme, tmp_path_factory):
    """Give what a reader finds in the programme as a file of a kind, with a cover; each is read once."""
    folder = tmp_path_factory.mktemp("published")

    @functools.cache
    def read(reader, kind):
        path = folder / f"rücken.{kind}"
        if not path.exists():
            write_file(path, programme, mono=True, draw=draw)
        return reader(path)

    return read


@pytest.fixture(scope="module")
def cover(programme):
    return draw(programme.metadata)


@TAGGED
def test_mediainfo_finds_title_notes_lyrics_and_cover(kind, told):
    general, _ = told(mediainfo, kind)
    assert (general["Title"], general["Album"], general["Performer"]) == ("Rücken", "Rücken", "voiceguide")
    assert general["Cover"] == "Yes"
    assert general["Lyrics"] == LYRICS.replace("\n", " / ")
    notes = general["Description" if kind in ("opus", "flac") else "Comment"]
    assert notes == COMMENT.replace("\n", " / ")


@pytest.mark.parametrize("kind", ["m4a", "m4b", "opus", "flac"])
def test_mediainfo_finds_the_chapters_at_their_times(kind, told):
    _, chapters = told(mediainfo, kind)
    assert [title for _, title in chapters] == TITLES
    assert [at for at, _ in chapters] == pytest.approx(STARTS_MS, abs=1)


@TAGGED
def test_exiftool_finds_title_notes_and_lyrics(kind, told):
    found = told(exiftool, kind)
    assert found["Title"] == "Rücken"
    assert found.get("Lyrics", found.get("Lyrics-deu")) == LYRICS
    assert COMMENT in (found.get("Comment"), found.get("Comment-deu"), found.get("Description"))


@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus", "flac"])
def test_exiftool_finds_the_cover_whole(kind, told, cover):
    found = told(exiftool, kind)
    picture = found["CoverArt" if kind == "m4a" else "Picture"]
    assert f"Binary data {len(cover)} bytes" in picture


def test_exiftool_finds_the_lines_of_an_mp3_with_their_times(told, programme):
    lines = told(exiftool, "mp3")["SynchronizedLyricsText-deu"]
    times = [placement.start / programme.rate.hz for placement in programme.placements]
    written = [f"[00:{at:05.2f}]" + "\n" * bool(number) + f"Cue {number}" for number, at in enumerate(times)]
    assert lines == written


def test_exiftool_finds_the_labels_of_a_wav(told):
    found = told(exiftool, "wav")
    assert found["CuePointLabel"] == "1 Before you start"
    assert found["Comment"] == COMMENT


@TAGGED
def test_music_metadata_finds_title_and_cover(kind, told, cover):
    common = told(npm, kind)["common"]
    assert (common["title"], common["album"], common["artist"]) == ("Rücken", "Rücken", "voiceguide")
    (picture,) = common["picture"]
    assert (picture["format"], picture["size"]) == ("image/png", len(cover))


@pytest.mark.parametrize("kind", ["m4a", "m4b"])
def test_music_metadata_finds_the_chapters_of_an_mp4(kind, told):
    chapters = told(npm, kind)["chapters"]
    assert [chapter["title"] for chapter in chapters] == TITLES
    starts = [1000 * chapter["start"] / chapter["timeScale"] for chapter in chapters]
    assert starts == STARTS_MS


def test_music_metadata_finds_many_chapters_with_titles_of_one_length(tmp_path):
    # MP4 writes the length of equal titles once. More than 255 chapters have no place in Nero's list.
    titles = [f"Step {number}" for number in range(100, 400)]
    marks = [Mark(n * RATE, (n + 1) * RATE, "chapter", title) for n, title in enumerate(titles)]
    write_file(tmp_path / "many.m4a", made([], 300 * RATE, marks))
    assert [chapter["title"] for chapter in npm(tmp_path / "many.m4a")["chapters"]] == titles
    assert [title for _, _, title in probe(tmp_path / "many.m4a").chapters] == titles


def test_music_metadata_finds_the_lyrics_of_an_mp3_with_and_without_times(told):
    plain, timed = told(npm, "mp3")["common"]["lyrics"]
    assert (plain["text"], plain["language"]) == (LYRICS, "deu")
    assert [line["text"].strip() for line in timed["syncText"]] == LYRICS.split("\n")
    assert timed["syncText"][1]["timestamp"] == 1296


def test_node_id3_finds_chapters_in_order_and_the_table_that_lists_them(told, programme):
    found = told(npm, "mp3")["id3"]
    (contents,) = found["tableOfContents"]
    assert contents["isOrdered"]
    assert contents["elements"] == [chapter["elementID"] for chapter in found["chapter"]]
    assert [chapter["tags"]["title"] for chapter in found["chapter"]] == TITLES
    assert [chapter["startTimeMs"] for chapter in found["chapter"]] == pytest.approx(STARTS_MS, abs=1)
    assert found["chapter"][-1]["endTimeMs"] == round(1000 * programme.seconds)


def test_node_id3_finds_title_notes_lyrics_and_cover(told, cover):
    found = told(npm, "mp3")["id3"]
    assert (found["title"], found["language"], found["comment"]["text"]) == ("Rücken", "deu", COMMENT)
    assert found["unsynchronisedLyrics"]["text"] == LYRICS
    assert len(found["synchronisedLyrics"][0]["synchronisedText"]) == 5
    assert found["image"] == {"mime": "image/png", "type": {"id": 3, "name": "front cover"}, "size": len(cover)}


@pytest.mark.parametrize("kind", KINDS)
def test_vlc_finds_title_and_notes(kind, told):
    found = told(vlc, kind)
    assert (found["title"], found["album"], found["artist"]) == ("Rücken", "Rücken", "voiceguide")
    assert found["notes"] == COMMENT


@TAGGED
def test_vlc_finds_the_cover_whole(kind, told, cover):
    assert told(vlc, kind)["cover"] == len(cover)


@pytest.mark.parametrize("kind", ["m4a", "m4b", "opus", "flac"])
def test_vlc_lists_the_chapters_at_their_times(kind, told):
    chapters = told(vlc, kind)["chapters"]
    assert [title for _, title in chapters] == TITLES
    assert [at for at, _ in chapters] == pytest.approx(STARTS_MS, abs=1)


@pytest.mark.parametrize("kind", KINDS)
def test_vlc_finds_the_length(kind, told, programme):
    # However long the file, it tells up to 90 ms too many for an MP3, and 78 ms too few for Opus.
    within_ms = 100 if kind in ("mp3", "opus") else 1
    assert told(vlc, kind)["length"] == pytest.approx(1000 * float(programme.seconds), abs=within_ms)
