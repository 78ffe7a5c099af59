"""Speak commands to a session while it plays, and measure what it obeys, how soon, and what listening costs."""

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import numpy as np

from scripts.benches.conversation import Conversation, Reply, cpu_seconds, own_bytes
from scripts.benches.sound import Pcm16
from scripts.benches.table import Row
from scripts.ears.engines import Line, spoken
from scripts.ears.voices import Voice
from voiceguide.controls.ears.words import WORDS, Word
from voiceguide.playback.contracts import Command

COMMANDS = 20
_PEAK = 8_000
_VOICE = Voice("hibari", "heart")  # the ears were never trained on it, and it is always installed
_ECHO = 0.3
_WATCHED_SECONDS = 60
_SOON_SECONDS = 0.6


def rows() -> Iterator[Row]:
    """Yield rows of what the session obeys, without an echo and with one, and of what listening costs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = chosen(COMMANDS, seed=1)
        sounds = voiced([word.text for word in words], folder)
        for echo, room in ((0.0, "on another device"), (_ECHO, "and 10 dB below it in the microphone")):
            yield _obeyed(words, talk(words, sounds, folder, echo=echo), room)
        yield _cost(folder)


def chosen(count: int, seed: int) -> list[Word]:
    """Return so many random words, as a listener might say them; stop comes last."""
    rng = random.Random(seed)
    stop = [word for word in WORDS if word.command is Command.STOP]
    others = [word for word in WORDS if word not in stop]
    return [*rng.sample(others, min(count - 1, len(others))), rng.choice(stop)]


def voiced(texts: Sequence[str], folder: Path) -> list[Pcm16]:
    """Return how the voice says each of `texts` (mono, 16 kHz)."""
    sounds = spoken(_VOICE, [Line(text, 1.0) for text in texts], folder)
    return [(sound / np.abs(sound).max() * _PEAK).astype(np.int16) for sound in sounds]


def talk(words: Sequence[Word], sounds: Sequence[Pcm16], folder: Path, *, echo: float = 0.0) -> list[Reply]:
    """Say each of `words` to one session; return what it understood of each."""
    with closing(Conversation(folder, os.environ, echo=echo)) as session:
        session.until("The ears are listening.")
        replies = [session.say(sound) for sound in sounds]
        if words[-1].command is Command.STOP and obeyed(words[-1], replies[-1]):
            code = session.end(20)
            assert code == 0, f"a session that was stopped ends with {code}"
    return replies


def obeyed(word: Word, reply: Reply) -> bool:
    """Return whether the session first understood the command of `word`."""
    texts = {known.text for known in WORDS if known.command is word.command}
    return bool(reply.words) and reply.words[0] in texts


def _obeyed(words: Sequence[Word], replies: Sequence[Reply], room: str) -> Row:
    right = sum(map(obeyed, words, replies))
    false = sum(len(reply.words) for reply in replies) - right
    seconds = [reply.seconds for reply in replies if reply.seconds is not None] or [float("nan")]
    missed = ", ".join(f"'{word.text}'" for word, reply in zip(words, replies, strict=True) if not obeyed(word, reply))
    return Row(
        f"commands spoken in the gaps of a session that plays {room}, by a voice never trained on ({_VOICE})",
        f"{len(words)} of {len(words)} obeyed, 0 false; {_SOON_SECONDS} s from a word's end",
        f"{right} obeyed, {false} false; {median(seconds):.2f} s, {max(seconds):.2f} s at most",
        f"not obeyed: {missed}" if missed else "",
        met=right == len(words) and not false and median(seconds) <= _SOON_SECONDS,
    )


def _cost(folder: Path) -> Row:
    shares, sizes = [], []
    for listen in (False, True):
        with closing(Conversation(folder, os.environ, listen=listen)) as session:
            session.until("The ears are listening." if listen else "Hold round 1")
            time.sleep(5)
            before, began = cpu_seconds(session.process.pid), time.monotonic()
            time.sleep(_WATCHED_SECONDS)
            shares.append((cpu_seconds(session.process.pid) - before) / (time.monotonic() - began))
            sizes.append(own_bytes(session.process.pid))
    added = (sizes[1] - sizes[0]) / 1e6
    return Row(
        "ears and playing: share of one core, and memory that the ears add",
        "3 %, 120 MB",
        f"{100 * shares[1]:.1f} %, {added:.0f} MB",
        f"without ears {100 * shares[0]:.1f} %",
        met=shares[1] <= 0.03 and added <= 120,
    )
