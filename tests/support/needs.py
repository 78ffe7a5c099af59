"""What tests need besides Python packages: whether this machine has it, and how to install it.

As a program, it prints the Debian packages of everything that is missing.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

READERS = Path(__file__).parents[1] / "readers"
MISSING = "missing: "
"""The start of the reason why a test is skipped. The names of the missing needs follow, separated by commas."""


@dataclass(frozen=True)
class Need:
    """Something that tests use.

    `found` looks for it. `debian` and `brew` are the packages that bring it, and `get` is how to get it without them.
    """

    found: Callable[[], bool]
    debian: tuple[str, ...] = ()
    brew: tuple[str, ...] = ()
    get: str = ""

    def how(self):
        """Return how to install it: a command if there is one."""
        if self.get:
            return self.get
        if sys.platform == "darwin":
            return f"brew install {' '.join(self.brew)}" if self.brew else "Linux only"
        if not shutil.which("apt-get"):
            return f"{' '.join(self.debian)}, as Debian's packages are called"
        return f"{'' if os.geteuid() == 0 else 'sudo '}apt-get install {' '.join(self.debian)}"


def programs(*names):
    return lambda: all(map(shutil.which, names))


def library(name):
    return lambda: find_library(name) is not None


def alsa_plays_to_pulse():
    return any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))


def mounts():
    """Return True if this user may mount a disk. Root in a container often may not."""
    with tempfile.TemporaryDirectory() as folder:
        trial = ["mount", "-t", "tmpfs", "tmpfs", folder]
        if not programs("mount")() or subprocess.run(trial, check=False, capture_output=True).returncode:
            return False
        subprocess.run(["umount", folder], check=True)
        return True


def any_name():
    """Return True if the file system accepts names that aren't UTF-8."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).touch()
        except OSError:
            return False
        return True


NEEDS = {
    "a sound server": Need(
        lambda: programs("pulseaudio", "pactl", "parec")() and alsa_plays_to_pulse(),
        debian=("pulseaudio", "pulseaudio-utils", "libasound2-plugins"),
    ),
    "PortAudio": Need(library("portaudio"), ("libportaudio2",), ("portaudio",)),
    "simpleaudio": Need(
        lambda: importlib.util.find_spec("simpleaudio") is not None,
        ("gcc", "python3-dev", "libasound2-dev"),
        get="pip install '.[simpleaudio]', which needs gcc and, on Linux, ALSA's headers (Debian: libasound2-dev)",
    ),
    "bash": Need(programs("bash"), ("bash",), ("bash",)),
    "eSpeak": Need(programs("espeak-ng"), ("espeak-ng",), ("espeak-ng",)),
    "D-Bus": Need(programs("dbus-daemon", "gdbus"), ("dbus", "libglib2.0-bin"), ("dbus", "glib")),
    "playerctl": Need(programs("playerctl"), ("playerctl",)),
    "strace": Need(programs("strace"), ("strace",)),
    "ffmpeg": Need(programs("ffmpeg", "ffprobe"), ("ffmpeg",), ("ffmpeg",)),
    "mediainfo": Need(programs("mediainfo"), ("mediainfo",), ("media-info",)),
    "exiftool": Need(programs("exiftool"), ("libimage-exiftool-perl",), ("exiftool",)),
    "VLC's library": Need(library("vlc"), ("libvlc5", "vlc-plugin-base"), ("--cask", "vlc")),
    "Chromium": Need(programs("chromium"), ("chromium",), ("--cask", "chromium")),
    "Node.js": Need(programs("node"), ("nodejs",), ("node",)),
    "npm's readers": Need(
        (READERS / "node_modules/.package-lock.json").is_file, ("npm",), get="npm ci --prefix tests/readers"
    ),
    "the right to mount a disk": Need(mounts, get="run scripts/test as root"),
    "file names of any bytes": Need(any_name, get="Linux only"),
    "/dev/full": Need(Path("/dev/full").exists, get="Linux only"),
}


@cache
def here(name):
    """Return True if this machine has the need called `name`."""
    return NEEDS[name].found()


def need(*names):
    """Skip the running test if one of `names` is missing. In CI, fail it."""
    if missing := [name for name in names if not here(name)]:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING + ", ".join(missing))


SOUNDDEVICE = pytest.param("sounddevice", marks=pytest.mark.needs("PortAudio"))
"""The speaker sounddevice, as a parameter of a test that plays with it."""


if __name__ == "__main__":
    print(*sorted({package for name, need in NEEDS.items() if not here(name) for package in need.debian}))  # noqa: T201
