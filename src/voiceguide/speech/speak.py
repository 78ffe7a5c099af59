"""Makes the clips of a plan: speaks each distinct text once, or makes a tone for it; decodes sound files.

The cache keeps every clip for the next time. A session whose clips are all cached imports neither an engine nor what
masters clips, which takes 0.2 s.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import EngineError, FileError, UsageError
from voiceguide.messages import reason
from voiceguide.plan.model import Sound, sounds
from voiceguide.speech.cache import entry_name
from voiceguide.speech.clips import Clips, SpokenText, is_speakable, texts
from voiceguide.speech.engine import Utterance
from voiceguide.speech.locales import Book, own_lexicon
from voiceguide.speech.reading import Reader
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.units import gain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from voiceguide.plan.model import Plan, Words
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.engine import Engine

    Progress = Callable[[int, int], None]

_CHARACTERS_A_SECOND = 12.6
"""Easy to read; in a small room up to 17, as the fastest subtitles. Speech is slower, so what fits it can be read."""
_SHORTEST_SECONDS = 0.5


def speak(  # noqa: PLR0913 - called in one place, with its choices by keyword
    plan: Plan,
    engine: Engine,
    *,
    cache: Cache,
    voice: str = "",
    voice_settings: VoiceSettings = DEFAULT,
    extra: Iterable[Words] = (),
    progress: Progress | None = None,
) -> Clips:
    """Return the clips of `plan`: its words spoken by `engine`, and its sound files, all as loud as speech.

    `voice_settings` say how fast and how loud the words are; sound files have their own level. `extra` words, such as
    a session's answers, are left out if the language lacks them. `progress(done, total)` is called after each clip that
    isn't in `cache`. Raise `EngineError`, `FileError` for a sound file, or `RoutineError` for a phrase of the plan that
    the language lacks.
    """
    book = Book.of(plan)
    language, volume_db = plan.metadata.language, voice_settings.voice_db
    reader = Reader(language, {**dict(plan.pronounce), **own_lexicon(language)})
    # Sound files first: an error in one shows before a minute of speaking.
    jobs = _sound_jobs(plan)
    for spoken in _texts(plan, book, extra):
        rate, faster = float(voice_settings.rate * spoken.tempo), float(spoken.faster)
        text = reader.read(spoken.text)
        name = entry_name("speech", engine.name, engine.version, voice, rate, faster, language, text)
        job = _Job(name, partial(_spoken, engine, Utterance(text, language, voice, rate, faster)))
        jobs[spoken] = _raised(job, cache, volume_db) if volume_db > 0 else job
    made = _made(jobs, cache, progress)
    if volume_db < 0:
        factor = np.float32(gain(volume_db))
        softer = {cue: clip for cue, clip in made.items() if isinstance(cue, SpokenText)}
        made |= {cue: Clip(clip.samples * factor, clip.rate) for cue, clip in softer.items()}
    return Clips(book, made)


def sign(  # noqa: PLR0913 - called in one place, with its choices by keyword
    plan: Plan, *, cue: Clip, tick: Clip, cache: Cache, rate: float = 1.0, extra: Iterable[Words] = ()
) -> Clips:
    """Return the clips of `plan` and of the `extra` words without a voice: a tone for each text, and its sound files.

    A count is a `tick`. Any other text is a `cue`, then silence while the listener reads it, `rate` times as fast as
    with ease. Both tones are at the timeline's rate. Raise what `speak` raises, except `EngineError`.
    """
    book = Book.of(plan)
    make = partial(_signed, cue=cue, tick=tick, rate=rate)
    made = _made(_sound_jobs(plan), cache, None)
    made |= {text: make(text) for text in _texts(plan, book, extra)}
    return Clips(book, made, voiceless=True, make=make)


def _signed(text: SpokenText, cue: Clip, tick: Clip, rate: float) -> Clip:
    if not is_speakable(text.text):
        return _silence()
    if text.text.isdecimal():
        return tick
    seconds = max(len(text.text) / _CHARACTERS_A_SECOND / (rate * float(text.tempo)), _SHORTEST_SECONDS)
    silence = max(round(seconds * TIMELINE_RATE.hz) - len(cue), 0)
    return Clip(np.pad(cue.samples, (0, silence)), TIMELINE_RATE)


def _texts(plan: Plan, book: Book, extra: Iterable[Words]) -> Iterator[SpokenText]:
    """Yield the texts of `plan`, and those of the `extra` words that `book` has phrases for."""
    yield from texts(plan, book)
    for words in extra:
        with contextlib.suppress(UsageError):
            yield SpokenText.of(words, book)


def _made(
    jobs: Mapping[SpokenText | Sound, _Job], cache: Cache, progress: Progress | None
) -> dict[SpokenText | Sound, Clip]:
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


def _raised(job: _Job, cache: Cache, by_db: float) -> _Job:
    """Return a job for the clip of `job`, louder by `by_db`. The cache keeps both, because limiting takes time."""

    def make() -> Clip:
        from voiceguide.speech.mastering import louder

        clip = cache.get(job.name)
        return louder(cache.put(job.name, job.make()) if clip is None else clip, by_db)

    return _Job(entry_name("raised", job.name, by_db), make)


def _sound_jobs(plan: Plan) -> dict[SpokenText | Sound, _Job]:
    """Return a job for each sound file of `plan`; raise `FileError` if one can't be read."""
    jobs: dict[SpokenText | Sound, _Job] = {}
    for sound in dict.fromkeys(sounds(plan)):
        path = Path(sound.path)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise FileError(f"can't read {path}: {reason(error)}") from error
        jobs[sound] = _Job(entry_name("sound", digest), partial(_decoded, path))
    return jobs


def _spoken(engine: Engine, utterance: Utterance) -> Clip:
    from voiceguide.speech.mastering import master_speech

    if not is_speakable(utterance.text):
        return _silence()
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


def _silence() -> Clip:
    return Clip(np.zeros(0, np.float32), TIMELINE_RATE)
