"""A plan and an engine -> clips: each distinct text spoken once, trimmed, levelled, kept for the next time."""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import EngineError, FileError, UsageError
from voiceguide.plan.model import Plan, Sound, Words, sounds
from voiceguide.speech.cache import Cache, entry_name
from voiceguide.speech.clips import Clips, Said, is_speakable, texts
from voiceguide.speech.engine import Engine, Utterance
from voiceguide.speech.lexicon import own_lexicon
from voiceguide.speech.phrases import Book
from voiceguide.speech.reading import Reader
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.units import gain

Progress = Callable[[int, int], None]


def speak(  # noqa: PLR0913 - a stage of the street: called once, its choices by keyword
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
    """Return the clips of `plan`: its words spoken by `engine`, its sound files decoded, all as loud as speech.

    The words are as fast and as loud as `voice_settings` says; sound files have a level of their own.
    `besides` are words that aren't the plan's, such as a session's answers; those the language lacks are left out.
    `progress(done, total)` is called after each clip that had to be made. A plan whose clips are all in `cache` loads
    no engine. Raise `EngineError`, `FileError` for a sound file, `UsageError` for a phrase the language hasn't.
    """
    book = book.saying(dict(plan.phrases))
    reader = Reader(plan.metadata.language, {**dict(plan.pronounce), **own_lexicon(plan.metadata.language)})
    # Sound files first: what is wrong with one shows before a minute of speaking.
    jobs: dict[Said | Sound, _Job] = {sound: _decoding(sound) for sound in dict.fromkeys(sounds(plan))}
    for said in (*texts(plan, book), *known(besides, book)):
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


def decoded(plan: Plan, cache: Cache) -> dict[Said | Sound, Clip]:
    """Return the clips of the sound files of `plan`; raise `FileError` for one that can't be read."""
    return _made({sound: _decoding(sound) for sound in dict.fromkeys(sounds(plan))}, cache, None)


def known(words: Iterable[Words], book: Book) -> Iterator[Said]:
    """Yield the texts of `words`, but for those that `book` has no phrases for."""
    for each in words:
        with contextlib.suppress(UsageError):
            yield Said(book.text(each), each.tempo)


def _made(jobs: "Mapping[Said | Sound, _Job]", cache: Cache, progress: Progress | None) -> dict[Said | Sound, Clip]:
    """Return the clip of each job, those that `cache` lacks made."""
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
    """Return a job for the clip of `job`, louder by `by_db`: kept beside that one, for limiting takes its time."""

    def make() -> Clip:
        from voiceguide.speech.loudness import louder

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
        raise FileError(f"can't read {path}: {(error.strerror or str(error)).lower()}") from error
    return _Job(entry_name("sound", digest), lambda: _decoded(path))


# A session whose clips are all in the cache must not pay for what only makes them: 0.2 s of imports.


def _spoken(engine: Engine, utterance: Utterance) -> Clip:
    from voiceguide.speech.master import master_speech

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
    from voiceguide.speech.master import master_sound

    return master_sound(decode(path))
