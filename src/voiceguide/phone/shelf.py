"""An episode and a path -> the paths of its files below that, and what stands there."""

from dataclasses import dataclass, replace

from voiceguide.phone.episode import Episode
from voiceguide.phone.offer import Offer


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a phone finds what of `episode`: paths from '/' on, decoded.

    `sound` is the file to keep, `listen` the same to be heard at once. `screen` is '' where there is none.
    """

    episode: Episode
    sound: str
    listen: str
    captions: str
    chapters: str
    cover: str
    screen: str = ""

    def offer(self) -> Offer:
        """Return what stands at each of the paths."""
        episode = self.episode
        return {
            self.sound: episode.sound,
            self.listen: replace(episode.sound, keep_as=""),
            self.captions: episode.captions,
            self.chapters: episode.chapters,
            self.cover: episode.cover,
            **({self.screen: episode.screen} if episode.screen else {}),
        }


def shelve(episode: Episode, root: str) -> Shelf:
    """Return where `episode` stands below `root`, a path that nothing else stands below."""
    return Shelf(
        episode,
        # Phones that ignore the name in an answer's head take the end of the path.
        sound=f"{root}/{episode.sound.keep_as}",
        listen=f"{root}/listen",
        captions=f"{root}/captions.vtt",
        chapters=f"{root}/chapters.json",
        cover=f"{root}/{episode.cover.file.name}",
        screen=f"{root}/screen" if episode.screen else "",
    )
