"""A podcast feed of episodes, for AntennaPod and other apps: RSS 2.0 with the tags of iTunes and of Podcasting 2.0.

Podcasting 2.0 is specified at https://podcasting2.org/docs/podcast-namespace. The feed is written by hand, because the
standard library's XML does it in a page, and libraries for feeds don't know Podcasting 2.0.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from uuid import UUID, uuid5

from voiceguide.files.captions import ARTIST
from voiceguide.phone.episode import EpisodePaths

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_FEEDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The UUID namespace in which Podcasting 2.0 names feeds."""


def as_feed(places: Sequence[EpisodePaths], base: str, *, page: str, feed: str, at: datetime) -> bytes:
    """Return the feed of the episodes at `places` as XML. `page` and `feed` are paths on the server at `base`.

    The feed is dated `at`. Each episode is a second earlier than the one before it, because apps show the newest first.
    For apps, the same routines are the same podcast at any address. An episode is a new one when its sound changes.
    """
    for prefix, name in _NAMESPACES.items():
        ET.register_namespace(prefix, name)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    names = ", ".join(place.episode.title for place in places)
    _add(channel, "title", places[0].episode.title if len(places) == 1 else "Routines from voiceguide")
    _add(channel, "link", base + quote(page))
    _add(channel, "description", f"From your own computer: {names}.")
    _add(channel, "language", places[0].episode.language)
    _add(channel, "lastBuildDate", format_datetime(at))
    _add(channel, "generator", ARTIST)
    _add(channel, "atom:link", href=base + quote(feed), rel="self", type="application/rss+xml")
    _add(channel, "itunes:author", ARTIST)
    _add(channel, "itunes:explicit", "false")
    _add(channel, "itunes:category", text="Health & Fitness")
    _add(channel, "podcast:guid", str(uuid5(_FEEDS, f"{ARTIST}/{'/'.join(place.episode.name for place in places)}")))
    _add(channel, "podcast:locked", "yes")
    _add(channel, "itunes:image", href=base + quote(places[0].cover))
    for number, place in enumerate(places):
        _add_item(channel, place, base, at - timedelta(seconds=number))
    ET.indent(rss)
    written: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return written


def _add_item(channel: ET.Element, place: EpisodePaths, base: str, at: datetime) -> None:
    episode = place.episode
    item = ET.SubElement(channel, "item")
    _add(item, "title", episode.title)
    if episode.notes:
        _add(item, "description", _as_html(episode.notes))
    _add(item, "guid", f"{ARTIST}:{episode.name}:{episode.digest[:32]}", isPermaLink="false")
    _add(item, "pubDate", format_datetime(at))
    _add(
        item,
        "enclosure",
        url=base + quote(place.sound),
        length=str(episode.sound.size),
        type=episode.sound.kind,
    )
    _add(item, "itunes:duration", str(max(1, round(episode.seconds))))
    _add(item, "itunes:explicit", "false")
    _add(item, "podcast:chapters", url=base + quote(place.chapters), type=episode.chapters.kind)
    _add(
        item,
        "podcast:transcript",
        url=base + quote(place.captions),
        type=episode.captions.kind.partition(";")[0],
        language=episode.language,
        rel="captions",
    )
    _add(item, "itunes:image", href=base + quote(place.cover))


def _as_html(notes: str) -> str:
    """Return plain paragraphs as HTML inside the XML, which apps expect of a description."""
    return "".join(f"<p>{'<br>'.join(escape(part).splitlines())}</p>" for part in notes.split("\n\n"))


def _add(parent: ET.Element, name: str, content: str | None = None, /, **attributes: str) -> None:
    prefix, colon, local = name.partition(":")
    tag = f"{{{_NAMESPACES[prefix]}}}{local}" if colon else name
    # The texts of a routine hold no character that XML doesn't allow.
    element = ET.SubElement(parent, tag, attributes)
    if content is not None:
        element.text = content
