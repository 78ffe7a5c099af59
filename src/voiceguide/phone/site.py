"""The site that a phone visits: the page it opens first, a podcast feed, and the files of each episode by path.

The feed is RSS 2.0 with the tags of iTunes and of Podcasting 2.0 (https://podcasting2.org/docs/podcast-namespace). It
is written by hand, because libraries for feeds don't know Podcasting 2.0.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from fractions import Fraction
from html import escape
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote
from uuid import UUID, uuid5

from voiceguide.files.captions import ARTIST
from voiceguide.phone.episode import PAGE, Episode, EpisodePaths, SharedFile
from voiceguide.phone.html import csp_hash, styled
from voiceguide.units import write_duration

_FOLLOW = "Follow along on the screen"
_STYLE = Path(__file__).with_name("landing.css")

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_FEEDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The UUID namespace in which Podcasting 2.0 names feeds."""


@dataclass(frozen=True, slots=True)
class Site:
    """All shared `files` by path: decoded, from '/' on. The server answers no other path.

    `page` and `feed` are the paths of the page and of the feed; `feed` is '' if there is none. `titles` are those of
    the sound files to save, by path.
    """

    files: Mapping[str, SharedFile]
    page: str
    titles: Mapping[str, str]
    feed: str = ""


def secret_path() -> str:
    """Return a path of 96 random bits, which can't be guessed and is short enough for a small QR code."""
    return f"/{token_urlsafe(12)}"


def build_site(
    episodes: Sequence[Episode], base: str, root: str, folder: Path, *, feed_from: datetime | None = None
) -> Site:
    """Return the site of `episodes` below the path `root`, on the server at the address `base`.

    Write its page into `folder`, and a feed dated `feed_from` if that is given. Raise `OSError`.
    """
    places = [EpisodePaths(f"{root}/{number}", episode) for number, episode in enumerate(episodes, 1)]
    files = {path: file for place in places for path, file in place.files().items()}
    feed = f"{root}/feed.xml" if feed_from else ""
    if feed_from:
        file = folder / "feed.xml"
        file.write_bytes(_feed(places, base, page=root, feed=feed, at=feed_from))
        files[feed] = SharedFile(file, "application/rss+xml; charset=utf-8")
    page = folder / "page.html"
    page.write_text(_page(places, base + feed if feed else ""), "utf-8")
    policy = f"style-src {csp_hash(styled(_STYLE))}; media-src 'self'; img-src 'self'"
    files[root] = SharedFile(page, PAGE, policy=policy)
    return Site(files, root, {place.sound: place.episode.title for place in places}, feed)


def _title(places: Sequence[EpisodePaths]) -> str:
    return places[0].episode.title if len(places) == 1 else "Routines from voiceguide"


def _page(places: Sequence[EpisodePaths], feed: str) -> str:
    """Return the page that a phone opens first, as HTML. `feed` is the whole address of the feed, or ''."""
    title = _title(places)
    heading = "" if len(places) == 1 else f"<h1>{escape(title)}</h1>\n"
    articles = "\n".join(_article(place, "h1" if len(places) == 1 else "h2") for place in places)
    linked = f'<link rel="alternate" type="application/rss+xml" href="{escape(feed)}">\n' if feed else ""
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{escape(title)}</title>
{linked}<style>{styled(_STYLE)}</style>
</head>
<body>
<main>
{heading}{articles}
{_subscribe(feed) if feed else ""}<p><small>Keep the file to have it without a network: your computer soon stops \
offering it. It plays with the screen off, and the lock screen can pause it.</small></p>
</main>
</body>
</html>
"""


def _article(place: EpisodePaths, head: str) -> str:
    episode = place.episode
    called = escape(episode.title)
    spoken = f'lang="{escape(episode.language)}" dir="auto"'
    length = write_duration(Fraction(max(1, round(episode.seconds))))
    return "\n".join(
        [
            "<article>",
            f'<img src="{quote(place.cover)}" alt="">',
            f"<{head} {spoken}>{called}</{head}>",
            f'<audio controls preload="metadata" src="{quote(place.listen)}" aria-label="{called}"></audio>',
            f'<a class="button" href="{quote(place.sound)}" download>Keep it on this phone</a>',
            *([f'<a class="other" href="{quote(place.screen)}">{_FOLLOW}</a>'] if place.screen else []),
            f"<small>{length}, {max(0.1, episode.sound.size / 1e6):.1f} MB</small>",
            *([f"<p {spoken}>{escape(episode.summary)}</p>"] if episode.summary else []),
            "</article>",
        ]
    )


def _subscribe(feed: str) -> str:
    app = "feed://" + feed.partition("://")[2]
    return f"""\
<article>
<h2>In a podcast app</h2>
<a class="button" href="{escape(app)}">Subscribe</a>
<small>Or give your app this address:<br><code>{escape(feed)}</code></small>
</article>
"""


def _feed(places: Sequence[EpisodePaths], base: str, *, page: str, feed: str, at: datetime) -> bytes:
    """Return the feed of the episodes at `places` as XML. `page` and `feed` are paths on the server at `base`.

    The feed is dated `at`. Each episode is a second earlier than the one before it, because apps show the newest first.
    For apps, the same routines are the same podcast at any address. An episode is a new one when its sound changes.
    """
    for prefix, name in _NAMESPACES.items():
        ET.register_namespace(prefix, name)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    names = ", ".join(place.episode.title for place in places)
    _add(channel, "title", _title(places))
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
        # Apps expect HTML in the XML.
        paragraphs = ("<br>".join(escape(part).splitlines()) for part in episode.notes.split("\n\n"))
        _add(item, "description", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    _add(item, "guid", f"{ARTIST}:{episode.name}:{episode.digest[:32]}", isPermaLink="false")
    _add(item, "pubDate", format_datetime(at))
    sound = episode.sound
    _add(item, "enclosure", url=base + quote(place.sound), length=str(sound.size), type=sound.kind)
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


def _add(parent: ET.Element, name: str, content: str | None = None, /, **attributes: str) -> None:
    prefix, colon, local = name.partition(":")
    tag = f"{{{_NAMESPACES[prefix]}}}{local}" if colon else name
    # The texts of a routine hold no character that XML doesn't allow.
    element = ET.SubElement(parent, tag, attributes)
    if content is not None:
        element.text = content
