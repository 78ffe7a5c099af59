"""Shelves -> a podcast feed: RSS 2.0 with what iTunes and Podcasting 2.0 add, for AntennaPod and others.

Podcasting 2.0 is specified at https://podcasting2.org/docs/podcast-namespace.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from uuid import UUID, uuid5

from voiceguide.files.captions import ARTIST
from voiceguide.phone.shelf import Shelf

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_FEEDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of feeds' names in Podcasting 2.0."""


def as_feed(shelves: Sequence[Shelf], base: str, *, page: str, feed: str, at: datetime) -> bytes:
    """Return the feed of `shelves`, offered at `base`, as XML; `page` and `feed` are paths there.

    It is as of `at`, and every episode a second older than the one before it: apps show the newest first. The same
    routines are the same podcast to apps, at whatever address, and an episode a new one when its sound is.
    """
    for prefix, name in _NAMESPACES.items():
        ET.register_namespace(prefix, name)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    names = ", ".join(shelf.episode.title for shelf in shelves)
    _add(channel, "title", shelves[0].episode.title if len(shelves) == 1 else "Routines from voiceguide")
    _add(channel, "link", base + quote(page))
    _add(channel, "description", f"From your own computer: {names}.")
    _add(channel, "language", shelves[0].episode.language)
    _add(channel, "lastBuildDate", format_datetime(at))
    _add(channel, "generator", ARTIST)
    _add(channel, "atom:link", href=base + quote(feed), rel="self", type="application/rss+xml")
    _add(channel, "itunes:author", ARTIST)
    _add(channel, "itunes:explicit", "false")
    _add(channel, "itunes:category", text="Health & Fitness")
    _add(channel, "podcast:guid", str(uuid5(_FEEDS, f"{ARTIST}/{'/'.join(shelf.episode.name for shelf in shelves)}")))
    _add(channel, "podcast:locked", "yes")
    _add(channel, "itunes:image", href=base + quote(shelves[0].cover))
    for number, shelf in enumerate(shelves):
        _add_item(channel, shelf, base, at - timedelta(seconds=number))
    ET.indent(rss)
    written: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return written


def _add_item(channel: ET.Element, shelf: Shelf, base: str, at: datetime) -> None:
    episode = shelf.episode
    item = ET.SubElement(channel, "item")
    _add(item, "title", episode.title)
    if episode.notes:
        _add(item, "description", _as_html(episode.notes))
    _add(item, "guid", f"{ARTIST}:{episode.name}:{episode.digest[:32]}", isPermaLink="false")
    _add(item, "pubDate", format_datetime(at))
    _add(
        item,
        "enclosure",
        url=base + quote(shelf.sound),
        length=str(episode.sound.size),
        type=episode.sound.kind,
    )
    _add(item, "itunes:duration", str(max(1, round(episode.seconds))))
    _add(item, "itunes:explicit", "false")
    _add(item, "podcast:chapters", url=base + quote(shelf.chapters), type=episode.chapters.kind)
    _add(
        item,
        "podcast:transcript",
        url=base + quote(shelf.captions),
        type=episode.captions.kind.partition(";")[0],
        language=episode.language,
        rel="captions",
    )
    _add(item, "itunes:image", href=base + quote(shelf.cover))


def _as_html(notes: str) -> str:
    """Return plain paragraphs as apps take a description: as HTML, inside the XML."""
    return "".join(f"<p>{'<br>'.join(escape(part).splitlines())}</p>" for part in notes.split("\n\n"))


def _add(parent: ET.Element, name: str, content: str | None = None, /, **attributes: str) -> None:
    prefix, colon, local = name.partition(":")
    tag = f"{{{_NAMESPACES[prefix]}}}{local}" if colon else name
    # A routine's texts hold nothing that XML can't.
    element = ET.SubElement(parent, tag, attributes)
    if content is not None:
        element.text = content
