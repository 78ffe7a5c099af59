"""The site that a phone visits: the page it opens first, a feed, and the files of each episode by path."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from html import escape
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote

from voiceguide.phone.episode import PAGE, Episode, EpisodePaths, SharedFile, paths_below
from voiceguide.phone.feed import as_feed
from voiceguide.phone.html import styled
from voiceguide.units import write_duration

_FOLLOW = "Follow along on the screen"
_STYLE = Path(__file__).with_name("landing.css")


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
    places = [paths_below(f"{root}/{number}", episode) for number, episode in enumerate(episodes, 1)]
    files = {path: file for place in places for path, file in place.files().items()}
    feed = f"{root}/feed.xml" if feed_from else ""
    if feed_from:
        file = folder / "feed.xml"
        file.write_bytes(as_feed(places, base, page=root, feed=feed, at=feed_from))
        files[feed] = SharedFile(file, "application/rss+xml; charset=utf-8")
    page = folder / "page.html"
    page.write_text(_page(places, base + feed if feed else ""), "utf-8")
    files[root] = SharedFile(page, PAGE, policy=_policy())
    return Site(files, root, {place.sound: place.episode.title for place in places}, feed)


def _page(places: Sequence[EpisodePaths], feed: str) -> str:
    """Return the page that a phone opens first, as HTML. `feed` is the whole address of the feed, or ''."""
    title = places[0].episode.title if len(places) == 1 else "Routines from voiceguide"
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


def _policy() -> str:
    """Return what the page needs of a browser: its own style, and sounds and pictures from the same server."""
    digest = b64encode(sha256(styled(_STYLE).encode()).digest()).decode()
    return f"style-src 'sha256-{digest}'; media-src 'self'; img-src 'self'"
