"""Episodes and their paths -> the page a phone opens first: listen now, or keep the file."""

from base64 import b64encode
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote

from voiceguide.phone.shelf import Shelf
from voiceguide.phone.template import styled
from voiceguide.units import write_duration

_FOLLOW = "Follow along on the screen"
_STYLE = Path(__file__).with_name("landing.css")


def landing(shelves: Sequence[Shelf], feed: str = "") -> str:
    """Return the page as HTML; `feed` is the whole address of a feed that has all of it, if there is one."""
    title = shelves[0].episode.title if len(shelves) == 1 else "Routines from voiceguide"
    heading = "" if len(shelves) == 1 else f"<h1>{escape(title)}</h1>\n"
    articles = "\n".join(_article(shelf, "h1" if len(shelves) == 1 else "h2") for shelf in shelves)
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


def _article(shelf: Shelf, head: str) -> str:
    episode = shelf.episode
    called = escape(episode.title)
    spoken = f'lang="{escape(episode.language)}" dir="auto"'
    length = write_duration(Fraction(max(1, round(episode.seconds))))
    return "\n".join(
        [
            "<article>",
            f'<img src="{quote(shelf.cover)}" alt="">',
            f"<{head} {spoken}>{called}</{head}>",
            f'<audio controls preload="metadata" src="{quote(shelf.listen)}" aria-label="{called}"></audio>',
            f'<a class="button" href="{quote(shelf.sound)}" download>Keep it on this phone</a>',
            *([f'<a class="other" href="{quote(shelf.screen)}">{_FOLLOW}</a>'] if shelf.screen else []),
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


def policy() -> str:
    """Return what the page needs of a browser: its own style, and sounds and pictures from where it comes from."""
    digest = b64encode(sha256(styled(_STYLE).encode()).digest()).decode()
    return f"style-src 'sha256-{digest}'; media-src 'self'; img-src 'self'"
