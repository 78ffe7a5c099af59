"""The path of an audio file -> what VLC reads of it and lists while it plays, as JSON."""

import json
import os
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import unquote, urlparse

_PATIENCE_SECONDS = 60


def main(path):
    """Write what VLC finds in the file at `path`."""
    import vlc  # here, so that a machine without VLC's library can collect tests

    with tempfile.TemporaryDirectory() as folder:
        # VLC unpacks covers there, and would show one it already has for an album of this name.
        os.environ["XDG_CACHE_HOME"] = folder
        found = read(vlc.Instance("--quiet", "--aout=dummy", "--no-video"), path)
    sys.stdout.write(json.dumps(found))


def read(instance, path):
    """Return title, notes, language, the cover's size, and milliseconds of length and chapters."""
    from vlc import EventType, MediaParseFlag, Meta

    media = instance.media_new_path(path)
    _after(media, EventType.MediaParsedChanged, lambda: media.parse_with_options(MediaParseFlag.local, -1))
    player = media.player_new_from_media()
    _after(player, EventType.MediaPlayerPlaying, player.play)
    listed = list(player.get_full_chapter_descriptions(-1)) if player.get_title_count() > 0 else []
    names = {"title": Meta.Title, "artist": Meta.Artist, "album": Meta.Album, "notes": Meta.Description}
    found = {name: media.get_meta(kind) for name, kind in names.items()}
    cover = media.get_meta(Meta.ArtworkURL)
    found["cover"] = Path(unquote(urlparse(cover).path)).stat().st_size if cover else None
    found["length"] = media.get_duration()
    found["chapters"] = [(chapter.time_offset, chapter.name.decode()) for chapter in listed]
    player.stop()
    return found


def _after(source, event, start):
    """Call `start`, and return once `source` has told `event`."""
    told = threading.Event()
    source.event_manager().event_attach(event, lambda _: told.set())
    start()
    if not told.wait(_PATIENCE_SECONDS):
        sys.exit(f"VLC has told no {event} for {_PATIENCE_SECONDS} s")


if __name__ == "__main__":
    main(sys.argv[1])
