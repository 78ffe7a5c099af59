"""The feed and the files it leads to, read by podcast apps' own parsers."""

import json
import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import UTC, datetime
from io import BytesIO

import feedparser
import podcastparser
import pytest
from files import probe
from phone_clients import episode

from voiceguide.phone.site import build_site
from voiceguide.timeline.builder import END_SECONDS

BASE, AT = "http://192.168.1.23:8000", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
PODCAST = "{https://podcastindex.org/namespace/1.0}"

BACK = """\
routine: 1
title: Back & "hips" < 5 min
summary: Loosens what is tight.
safety: [Stop if it hurts.]
picture: picture.png
steps:
  - section: Left & right
  - say: Press < & --> now.
  - hold: 4 s
  - section: End
  - hold: 6 s
"""
ODD = """\
routine: 1
title: "Bell < 5 ]]> &amp; 🙂 مرحبا"
language: ar
steps:
  - {hold: 4 s, count: none}
"""


def picture():
    """Return one grey pixel as PNG."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Set up a feed of two routines, the second with what is odd in XML."""
    folder = tmp_path_factory.mktemp("feed")
    (folder / "picture.png").write_bytes(picture())
    episodes = [episode(folder / name, text) for name, text in (("back", BACK), ("odd one", ODD))]
    return build_site(episodes, BASE, "/token", folder, feed_from=AT)


@pytest.fixture(scope="module")
def written(site):
    return site.files[site.feed].file.read_bytes()


def behind(site, url):
    """Return what `site` has at `url`."""
    return site.files[url.removeprefix(BASE).replace("%20", " ")]


def test_gpodder_finds_both_episodes_in_their_order_with_length_size_and_type(site, written):
    feed = podcastparser.parse(f"{BASE}{site.feed}", BytesIO(written))
    assert feed["title"] == "Routines from voiceguide"
    first, second = feed["episodes"]
    assert first["title"] == 'Back & "hips" < 5 min'
    assert first["published"] - second["published"] == 1
    for found, title in zip((first, second), site.titles, strict=True):
        (enclosure,) = found["enclosures"]
        offered = behind(site, enclosure["url"])
        assert offered is site.files[title]
        assert enclosure["file_size"] == offered.size
        assert enclosure["mime_type"] == "audio/mp4"
        assert abs(found["total_time"] + float(END_SECONDS) - probe(offered.file).seconds) <= 0.5
    assert first["guid"] != second["guid"]


def test_gpodder_reads_the_notes_as_paragraphs(written):
    first, _ = podcastparser.parse(BASE, BytesIO(written))["episodes"]
    assert first["description_html"] == "<p>Loosens what is tight.</p><p>- Stop if it hurts.</p>"


def test_feedparser_finds_nothing_to_complain_of(site, written):
    feed = feedparser.parse(written)
    assert not feed.bozo
    assert feed.feed.language == "en"
    assert feed.feed.link == f"{BASE}{site.page}"
    assert [entry.published_parsed[:6] for entry in feed.entries] == [(2026, 3, 29, 1, 30, 0), (2026, 3, 29, 1, 29, 59)]


def test_an_odd_title_stands_as_it_is(written):
    for title in (feedparser.parse(written).entries[1].title, ET.fromstring(written)[0].findall("item")[1][0].text):
        assert title == "Bell < 5 ]]> &amp; 🙂 مرحبا"


def test_the_cover_is_the_routines_picture(site, written):
    feed = feedparser.parse(written)
    for image in (feed.feed.image.href, feed.entries[0].image.href):
        assert behind(site, image).file.read_bytes() == picture()
        assert behind(site, image).kind == "image/png"
    assert behind(site, feed.entries[1].image.href).file.read_bytes().startswith(b"\x89PNG")


def test_chapters_are_those_of_the_file(site, written):
    item = ET.fromstring(written)[0].find("item")
    linked = item.find(f"{PODCAST}chapters")
    offered = behind(site, linked.get("url"))
    assert linked.get("type") == offered.kind == "application/json+chapters"
    chapters = json.loads(offered.file.read_text("utf-8"))
    assert chapters["version"] == "1.2.0"
    found = [(each["startTime"], each["endTime"], each["title"]) for each in chapters["chapters"]]
    listed = probe(behind(site, item.find("enclosure").get("url")).file).chapters
    assert [title for *_, title in found][1:] == ["Left & right", "End"]
    assert [title for *_, title in found] == [title for *_, title in listed]
    for ours, theirs in zip(found, listed, strict=True):
        assert ours[:2] == pytest.approx(theirs[:2], abs=0.001)


def test_the_transcript_has_what_is_said(site, written):
    linked = ET.fromstring(written)[0].find("item").find(f"{PODCAST}transcript")
    offered = behind(site, linked.get("url"))
    assert dict(linked.attrib, url="") == {"url": "", "type": "text/vtt", "language": "en", "rel": "captions"}
    assert "Press &lt; &amp; --&gt; now." in offered.file.read_text("utf-8")


def test_a_routine_is_the_same_podcast_elsewhere_and_a_new_episode_only_when_it_sounds_different(tmp_path):
    def names(place, text, base):
        (tmp_path / place).mkdir()
        made = episode(tmp_path / place / "back", text)
        site = build_site([made], base, "/other", tmp_path / place, feed_from=AT)
        channel = ET.fromstring(site.files[site.feed].file.read_bytes())[0]
        return channel.find(f"{PODCAST}guid").text, channel.find("item").find("guid").text

    text = ODD.replace("4 s", "5 s")
    once, again = names("once", text, BASE), names("again", text, "http://10.0.0.1:9")
    changed = names("changed", ODD, BASE)
    assert once == again
    assert (once[0], once[1] == changed[1]) == (changed[0], False)
