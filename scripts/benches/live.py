"""Record a session at a sound server; compare it with the WAV, and its words with their seconds and a naive loop."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

import voiceguide
from scripts.benches import runs
from scripts.benches.recording import HZ, recorded
from scripts.benches.routines import every_second
from scripts.benches.runs import PYTHON, run
from scripts.benches.sound import Pcm16, lag, onsets, pcm16, read_wav, write_wav
from scripts.benches.table import Row

_WORDS = 61  # sixty seconds from the first to the last
_SPEAKERS = ("sounddevice", "miniaudio")
_NAIVE_LOOP = str(Path(__file__).with_name("naive_loop.py"))


class Compared(NamedTuple):
    """How a recording differs from the WAV, in frames; all are 0 if it doesn't.

    `off` differ by more than one step of 16 bits, `lost` are missing, `repeated` come again or are put in between.
    `tail` are the frames of the last second that differ.
    """

    off: int
    lost: int
    repeated: int
    tail: int


def rows() -> Iterator[Row]:
    """Yield a row for each speaker, and one for the intervals between words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = session(folder, _WORDS)
        heard = {speaker: played(folder, speaker) for speaker in _SPEAKERS}
        for speaker, sound in heard.items():
            yield row(f"`play` through {speaker}", sound, written)
        word = _word(folder)
        yield _drift(heard["sounddevice"], _naive(folder, word), word)


def session(folder: Path, words: int) -> Pcm16:
    """Write a routine of `words` words into `folder`; return the samples of its WAV, shape (frames, 2)."""
    noise = np.random.default_rng(1).integers(-20_000, 20_000, (words + 5) * HZ).astype(np.int16)
    write_wav(folder / "noise.wav", noise, HZ)
    (folder / "session.yaml").write_text(every_second(words))
    runs.voiceguide("export", str(folder / "session.yaml"), "-o", str(folder / "session.wav"))
    return read_wav(folder / "session.wav")


def played(folder: Path, speaker: str) -> Pcm16:
    """Play the routine in `folder` through `speaker`; return what the sound server's device gets."""
    with recorded() as heard:
        runs.voiceguide("play", str(folder / "session.yaml"), "--speaker", speaker)
    return heard[0]


def row(what: str, heard: Pcm16, written: Pcm16) -> Row:
    """Return the row of a recorded session."""
    compared = compare(heard, written)
    seconds = len(written) / HZ
    return Row(
        f"{what}, recorded at a sound server's monitor at 24,000 Hz, against the WAV export",
        "the same samples within 1 LSB, 0 lost, 0 repeated, over 60 s, the whole tail heard",
        f"{compared.off} frames of {seconds:.1f} s off by more than 1 LSB, {compared.lost} lost, "
        f"{compared.repeated} repeated, {compared.tail} of the last second missing",
        "",
        met=not any(compared),
    )


def compare(heard: Pcm16, written: Pcm16) -> Compared:
    """Compare a recording with the WAV, both of shape (frames, 2), from its first frame on."""
    shifts = _shifts(heard, written)
    ours = heard[shifts[0] : shifts[0] + len(written)]
    missing = len(written) - len(ours)
    apart = np.abs(ours.astype(np.int32) - written[: len(ours)]).max(axis=1, initial=0)
    off = np.concatenate([apart > 1, np.ones(missing, bool)])
    steps = np.diff(shifts)
    return Compared(
        off=int(np.count_nonzero(off)),
        lost=missing - int(steps[steps < 0].sum()),
        repeated=int(steps[steps > 0].sum()),
        tail=int(np.count_nonzero(off[-HZ:])),
    )


def _shifts(heard: Pcm16, written: Pcm16) -> list[int]:
    """Return for each second of the WAV how many frames later the recording has it."""
    left, heard_left = (sound[:, 0].astype(np.float32) for sound in (written, heard))
    # The first may begin anywhere, the others near the shift of the second before.
    shifts = [lag(heard_left, left[: HZ // 2], 0, reach=10 * HZ)]
    for start in range(HZ, len(left) - HZ // 2, HZ):
        shifts.append(shifts[-1] + lag(heard_left, left[start : start + HZ // 2], start + shifts[-1], reach=HZ // 4))
    return shifts


def _word(folder: Path) -> Pcm16:
    timeline = voiceguide.build_timeline(voiceguide.compile(voiceguide.load(str(folder / "session.yaml"))))
    spoken = next(placement.clip.samples for placement in timeline.placements if placement.track == "voice")
    return pcm16(spoken)


def _naive(folder: Path, word: Pcm16) -> Pcm16:
    write_wav(folder / "word.wav", word, HZ)
    with recorded() as heard:
        run([PYTHON, _NAIVE_LOOP, str(folder / "word.wav"), str(_WORDS)])
    return heard[0]


def _drift(ours: Pcm16, naive: Pcm16, word: Pcm16) -> Row:
    starts, naive_starts = (onsets(sound[:, 0].astype(np.float32), word.astype(np.float32)) for sound in (ours, naive))
    drift, worst = _intervals(starts)
    naive_drift, naive_worst = _intervals(naive_starts)
    return Row(
        "interval drift over 60 s against a naive loop (`play`, `time.sleep(1)`)",
        "0 frames",
        f"{drift} frames after {len(starts)} words; the worst interval {worst} off",
        f"{naive_drift} frames ({naive_drift / HZ:+.2f} s) after {len(naive_starts)}; the worst {naive_worst} off",
        met=drift == worst == 0 and len(starts) == _WORDS,
    )


def _intervals(starts: list[int]) -> tuple[int, int]:
    """Return how late the last of `starts` is, and by how much the worst interval differs from a second."""
    late = np.diff(starts) - HZ
    return int(late.sum()), int(np.abs(late).max())
