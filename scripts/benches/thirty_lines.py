"""Export the 35-minute routine as a script would: espeak-ng for each text on two threads, silence between, ffmpeg."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HZ = 22_050
FIVE = ("five", "four", "three", "two", "one")


def speak(text: str) -> bytes:
    """Return the samples of `text` without the header of their WAV."""
    return subprocess.run(["espeak-ng", "--stdout", text], stdout=subprocess.PIPE, check=True).stdout[44:]


def lasting(seconds: int, sound: bytes = b"") -> bytes:
    """Return `sound` with silence after it up to `seconds`."""
    return sound.ljust(2 * seconds * HZ, b"\0")[: 2 * seconds * HZ]


path, *names = sys.argv[1:]
texts = [*names, *FIVE]
with ThreadPoolExecutor(2) as threads:
    spoken = dict(zip(texts, threads.map(speak, texts), strict=True))
encoder = ["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", str(HZ), "-ac", "1", "-i", "-", "-b:a", "64k", path]
with subprocess.Popen(encoder, stdin=subprocess.PIPE) as ffmpeg:
    assert ffmpeg.stdin is not None
    for name in names:
        ffmpeg.stdin.write(lasting(2, spoken[name]) + lasting(15))
        for number in FIVE:
            ffmpeg.stdin.write(lasting(1, spoken[number]))
        ffmpeg.stdin.write(lasting(13))
