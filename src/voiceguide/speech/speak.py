"""Makes the clips of a plan: each distinct text is spoken once, or is a tone; sound files are decoded.

The cache keeps every clip for the next time. A session whose clips are all cached imports neither an engine nor what
masters clips, which takes 0.2 s.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import EngineError, FileError, UsageError
from voiceguide.messages import reason
from voiceguide.plan.model import Sound, sounds
from voiceguide.speech.cache import entry_name
from voiceguide.speech.clips import Clips, Said, is_speakable, texts
from voiceguide.speech.engine import Utterance
from voiceguide.speech.locales import own_lexicon
from voiceguide.speech.reading import Reader
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.units import gain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from voiceguide.plan.model import Plan, Words
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.engine import Engine
    from voiceguide.speech.phrases import Book

    Progress = Callable[[int, int], None]

_CHARACTERS_A_SECOND = 17
"""How fast subtitles may be to be read with ease. Speech is slower, so what fits as speech fits as text to read."""
_SHORTEST_SECONDS = 0.4


def speak(  # noqa: PLR0913 - called in one place, with its choices by keyword
    plan: Plan,
    engine: Engine,
    book: Book,
    *,
    cache: Cache,
    voice: str = "",
    voice_settings: VoiceSettings = DEFAULT,
    besides: Iterable[Words] = (),
    progress: Progress | None = None,
) -> Clips:
    """Return the clips of `plan`: its words spoken by `engine`, and its sound files, all as loud as speech.

    `voice_settings` say how fast and how loud the words are; sound files have their own level. `besides` are more
    words, such as a session's answers; those that the language lacks are left out. `progress(done, total)` is called
    after each clip that isn't in `cache`. Raise `EngineError`, `FileError` for a sound file, or `UsageError` for a
    phrase that the language lacks.
    """
    book = book.saying(dict(plan.phrases))
    reader = Reader(plan.metadata.language, {**dict(plan.pronounce), **own_lexicon(plan.metadata.language)})
    # Sound files first: an error in one shows before a minute of speaking.
    jobs: dict[Said | Sound, _Job] = {sound: _decoding(sound) for sound in dict.fromkeys(sounds(plan))}
    for said in (*texts(plan, book), *_known(besides, book)):
        utterance = Utterance(
            reader.read(said.text), plan.metadata.language, voice, float(voice_settings.rate * said.tempo)
        )
        job = _speaking(engine, utterance)
        jobs[said] = _raised(job, cache, voice_settings.voice_db) if voice_settings.voice_db > 0 else job
    made = _made(jobs, cache, progress)
    if voice_settings.voice_db < 0:
        made = {
            cue: clip if isinstance(cue, Sound) else _softer(clip, voice_settings.voice_db)
            for cue, clip in made.items()
        }
    return Clips(book, made)


def sign(  # noqa: PLR0913 - called in one place, with its choices by keyword
    plan: Plan,
    book: Book,
    *,
    cue: Clip,
    tick: Clip,
    cache: Cache,
    rate: float = 1.0,
    besides: Iterable[Words] = (),
) -> Clips:
    """Return the clips of `plan`, and of words `besides`, without a voice: a tone for each text, and its sound files.

    A count is a `tick`. Any other text is a `cue`, then silence while the listener reads it, `rate` times as fast as
    with ease. Both tones are at the timeline's rate. Raise what `speak` raises, except `EngineError`.
    """
    book = book.saying(dict(plan.phrases))
    made = _sounds(plan, cache)
    made |= {said: _signed(said, cue, tick, rate) for said in (*texts(plan, book), *_known(besides, book))}
    return Clips(book, made, voiceless=True)


def _signed(said: Said, cue: Clip, tick: Clip, rate: float) -> Clip:
    if not is_speakable(said.text):
        return Clip(np.zeros(0, np.float32), TIMELINE_RATE)
    if said.text.isdecimal():
        return tick
    seconds = max(len(said.text) / _CHARACTERS_A_SECOND / (rate * float(said.tempo)), _SHORTEST_SECONDS)
    silence = max(round(seconds * TIMELINE_RATE.hz) - len(cue), 0)
    return Clip(np.pad(cue.samples, (0, silence)), TIMELINE_RATE)


def _sounds(plan: Plan, cache: Cache) -> dict[Said | Sound, Clip]:
    """Return the clips of the sound files of `plan`; raise `FileError` if one can't be read."""
    return _made({sound: _decoding(sound) for sound in dict.fromkeys(sounds(plan))}, cache, None)


def _known(words: Iterable[Words], book: Book) -> Iterator[Said]:
    """Yield the texts of `words`, without those that `book` has no phrases for."""
    for each in words:
        with contextlib.suppress(UsageError):
            yield Said(book.text(each), each.tempo)


def _made(jobs: Mapping[Said | Sound, _Job], cache: Cache, progress: Progress | None) -> dict[Said | Sound, Clip]:
    """Return the clip of each job, from `cache` if it is there."""
    clips = {cue: cache.get(job.name) for cue, job in jobs.items()}
    missing = [cue for cue, clip in clips.items() if clip is None]
    for done, cue in enumerate(missing, start=1):
        clips[cue] = cache.put(jobs[cue].name, jobs[cue].make())
        if progress:
            progress(done, len(missing))
    if missing:
        cache.prune()
    return {cue: clip for cue, clip in clips.items() if clip is not None}


@dataclass(frozen=True, slots=True)
class _Job:
    """A clip's name in the cache, and how to make it."""

    name: str
    make: Callable[[], Clip]


def _speaking(engine: Engine, said: Utterance) -> _Job:
    name = entry_name("speech", engine.name, engine.version, said.voice, said.rate, said.language, said.text)
    return _Job(name, lambda: _spoken(engine, said))


def _raised(job: _Job, cache: Cache, by_db: float) -> _Job:
    """Return a job for the clip of `job`, louder by `by_db`. The cache keeps both, because limiting takes time."""

    def make() -> Clip:
        from voiceguide.speech.mastering import louder

        clip = cache.get(job.name)
        return louder(cache.put(job.name, job.make()) if clip is None else clip, by_db)

    return _Job(entry_name("raised", job.name, by_db), make)


def _softer(clip: Clip, by_db: float) -> Clip:
    return Clip(clip.samples * np.float32(gain(by_db)), clip.rate)


def _decoding(sound: Sound) -> _Job:
    path = Path(sound.path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}") from error
    return _Job(entry_name("sound", digest), lambda: _decoded(path))


def _spoken(engine: Engine, utterance: Utterance) -> Clip:
    from voiceguide.speech.mastering import master_speech

    if not is_speakable(utterance.text):
        return Clip(np.zeros(0, np.float32), TIMELINE_RATE)
    clip = engine.speak(utterance)
    if not np.isfinite(clip.samples).all() or not clip.samples.any():
        raise EngineError(
            f"the {engine.name} voice gave no sound for '{utterance.text}'",
            hint="Put it in other words, or name another voice.",
        )
    return master_speech(clip)


def _decoded(path: Path) -> Clip:
    from voiceguide.speech.decode import decode
    from voiceguide.speech.mastering import master_sound

    return master_sound(decode(path))
