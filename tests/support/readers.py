"""Strangers' readers of audio files: mediainfo, exiftool, VLC, two of npm's -> what each finds, as plain values."""

import json
import os
import re
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

READERS = Path(__file__).parents[1] / "readers"


def mediainfo(path):
    """Return mediainfo's general track, and its last list of chapters as (milliseconds, title)."""
    (general, *tracks) = _json("mediainfo", "--Output=JSON", path)["media"]["track"]
    assert general["@type"] == "General"
    menus = [track["extra"] for track in tracks if track["@type"] == "Menu"]
    return general, [_chapter(at, title) for at, title in menus[-1].items()] if menus else []


def _chapter(key, title):
    hours, minutes, seconds, thousandths = map(int, re.fullmatch(r"_(\d+)_(\d+)_(\d+)_(\d+)", key).groups())
    return (hours * 3600 + minutes * 60 + seconds) * 1000 + thousandths, title


def exiftool(path):
    """Return what exiftool finds, by tag."""
    (found,) = _json("exiftool", "-json", "-a", path)
    return found


def npm(path):
    """Return what music-metadata finds, and for an MP3 in `id3` what node-id3 does."""
    if not (READERS / "node_modules").is_dir():
        pytest.fail("node's readers are missing: npm ci --prefix tests/readers")
    return _json("node", READERS / "read.mjs", path)


def vlc(path):
    """Return what VLC finds; what it lists while playing, too."""
    if not find_library("vlc"):
        # On a developer's own machine the rest still runs.
        missing = "VLC's library is missing: apt-get install libvlc5 vlc-plugin-base"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return _json(sys.executable, READERS / "read_vlc.py", path)


def _json(program, *words):
    if not shutil.which(program):
        package = {"exiftool": "libimage-exiftool-perl", "node": "nodejs"}.get(program, program)
        pytest.fail(f"{program} is missing: apt-get install {package}")
    return json.loads(subprocess.run([program, *words], check=True, stdout=subprocess.PIPE).stdout)
