"""Print what listening with a head costs, as JSON: the percent of one core, and the megabytes."""

import json
import sys
import time
from pathlib import Path

import numpy as np

_SECONDS = 120
_EVERY = 6  # seconds between two words


def main() -> None:
    """Listen to noise with a word now and then, 100 ms at a time."""
    import onnxruntime  # noqa: F401 - a session has it already, for the voice

    sound = _sound()
    before = _megabytes()
    from voiceguide.controls.ears.head import load, shipped
    from voiceguide.controls.ears.recogniser import Recogniser

    ears = Recogniser(load(Path(sys.argv[1])) if len(sys.argv) > 1 else shipped())
    started = time.process_time()
    for at in range(0, len(sound), 1_600):
        ears.push(sound[at : at + 1_600])
    print(json.dumps([100 * (time.process_time() - started) / _SECONDS, _megabytes() - before]))


def _sound() -> np.ndarray:
    """Return noise with a buzz of 0.7 s in it every few seconds, which the front end takes for a word."""
    at = np.arange(int(0.7 * 16_000)) / 16_000
    waver = 2 * np.pi * 130 * (at + 0.002 * np.sin(30 * at))
    word = sum(np.sin(n * waver) / (1 + ((n * 130 - 700) / 300) ** 2) for n in range(1, 20))
    sound = np.random.default_rng(0).standard_normal(_SECONDS * 16_000) * 20
    for second in range(1, _SECONDS - 1, _EVERY):
        sound[second * 16_000 :][: len(word)] += 2_500 * word
    return sound.astype(np.int16)


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4_096 / 1e6


if __name__ == "__main__":
    main()
