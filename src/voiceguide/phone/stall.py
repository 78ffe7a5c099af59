"""Episodes and the address they are offered at -> a page, a feed, and every path that may be asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceguide.phone.episode import PAGE, Episode
from voiceguide.phone.feed import as_feed
from voiceguide.phone.landing import landing, policy
from voiceguide.phone.offer import Offer, Offered
from voiceguide.phone.shelf import shelve


@dataclass(frozen=True, slots=True)
class Stall:
    """Everything that is offered; `page` and `feed` are paths in it, `feed` is '' where there is none.

    `titles` are those of the files to keep, by their paths.
    """

    offer: Offer
    page: str
    titles: Mapping[str, str]
    feed: str = ""


def set_up(
    episodes: Sequence[Episode], base: str, root: str, folder: Path, *, feed_from: datetime | None = None
) -> Stall:
    """Return what is offered of `episodes` below `root`, a path, at `base`, the address of a server.

    The page is written into `folder`; so is a feed, dated `feed_from`, if that is given. Raise `OSError`.
    """
    shelves = [shelve(episode, f"{root}/{number}") for number, episode in enumerate(episodes, 1)]
    offer = {path: offered for shelf in shelves for path, offered in shelf.offer().items()}
    feed = f"{root}/feed.xml" if feed_from else ""
    if feed_from:
        file = folder / "feed.xml"
        file.write_bytes(as_feed(shelves, base, page=root, feed=feed, at=feed_from))
        offer[feed] = Offered(file, "application/rss+xml; charset=utf-8")
    page = folder / "page.html"
    page.write_text(landing(shelves, base + feed if feed else ""), "utf-8")
    offer[root] = Offered(page, PAGE, policy=policy())
    return Stall(offer, root, {shelf.sound: shelf.episode.title for shelf in shelves}, feed)
