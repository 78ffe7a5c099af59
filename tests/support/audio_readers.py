"""Read audio files with other programs: mediainfo, exiftool, VLC and two npm packages. Returns plain values."""

import json
import re
import subprocess
import sys

from needs import READERS, need


def mediainfo(path):
    """Return mediainfo's general track, and its last list of chapters as (milliseconds, title)."""
    need("mediainfo")
    (general, *tracks) = _json("mediainfo", "--Output=JSON", path)["media"]["track"]
    assert general["@type"] == "General"
    menus = [track["extra"] for track in tracks if track["@type"] == "Menu"]
    return general, [_chapter(at, title) for at, title in menus[-1].items()] if menus else []


def _chapter(key, title):
    hours, minutes, seconds, thousandths = map(int, re.fullmatch(r"_(\d+)_(\d+)_(\d+)_(\d+)", key).groups())
    return (hours * 3600 + minutes * 60 + seconds) * 1000 + thousandths, title


def exiftool(path):
    """Return the tags that exiftool finds."""
    need("exiftool")
    (found,) = _json("exiftool", "-json", "-a", path)
    return found


def npm(path):
    """Return what music-metadata finds. For an MP3, `id3` is what node-id3 finds."""
    need("Node.js", "npm's readers")
    return _json("node", READERS / "read.mjs", path)


def vlc(path):
    """Return what VLC finds in the file and while it plays."""
    need("VLC's library")
    return _json(sys.executable, READERS / "read_vlc.py", path)


def _json(program, *words):
    return json.loads(subprocess.run([program, *words], check=True, stdout=subprocess.PIPE).stdout)
