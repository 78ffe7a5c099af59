"""A laid desk -> Timeline: chapters get ends, tones yield to words, headsets are woken, music lies under it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.plan.model import Music, Plan
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.builder import Clips, TimelineBuilder
from voiceguide.timeline.model import Bed, Gate, Mark, Placement, Timeline
from voiceguide.timeline.tones import wake
from voiceguide.units import gain

_LONG_SILENCE = 8 * TIMELINE_RATE.hz
"""Frames of silence after which a Bluetooth headset may sleep."""
TONE_YIELDS_DB, _SOUND_YIELDS_DB = -6.0, -10.0
"""How much softer a tone, or a sound file, is under words; under softer words that much more."""
_INAUDIBLE = gain(-80.0)
_SUM_PEAK = gain(-1.3)
"""What words and what sounds under them may reach together: words alone reach -2 dBTP."""
_WHOLE_PEAK = gain(-1.0)
"""What all that sounds may reach where something is raised, music too."""

_DUCKED_DB = -10.0
_DUCK_DOWN, _DUCK_UP = TIMELINE_RATE.hz // 4, TIMELINE_RATE.hz // 2
_LOOP_BLEND = TIMELINE_RATE.hz // 50
_FADE_IN, _FADE_OUT = 2 * TIMELINE_RATE.hz, 4 * TIMELINE_RATE.hz

_ORDER = {"chapter": 0, "step": 1, "caption": 2}


def finish(builder: TimelineBuilder, plan: Plan, *, wake_up: bool, voice_settings: VoiceSettings = DEFAULT) -> Timeline:
    """Return the timeline that `builder` holds."""
    placements = sorted(
        _yielding(builder.placements, voice_settings.under_words_db), key=lambda placement: placement.start
    )
    length = max([TIMELINE_RATE.frame(builder.at), *(placement.end for placement in placements)])
    if wake_up:
        placements = sorted(
            [*placements, *_wakes(placements, builder.gates, music=plan.music is not None)], key=lambda p: p.start
        )
    marks = sorted([*_chapters(builder, length), *builder.marks], key=by_time)
    return Timeline(
        rate=TIMELINE_RATE,
        length=length,
        placements=tuple(placements),
        gates=tuple(builder.gates),
        marks=tuple(marks),
        metadata=replace(plan.metadata, safety=tuple(builder.clips.text(words) for words in plan.safety)),
        begins=TIMELINE_RATE.frame(builder.begins),
        bed=_bed(plan.music, builder.clips, placements, length, voice_settings) if plan.music else None,
        notes=tuple(builder.problems),
        estimated=builder.clips.estimated,
    )


def by_time(mark: Mark) -> tuple[int, int, int]:
    """Return what marks are sorted by: when they begin, and a chapter before what begins with it."""
    return mark.at, _ORDER[mark.kind], mark.level


def _chapters(builder: TimelineBuilder, length: int) -> Iterable[Mark]:
    ends = [chapter.at for chapter in builder.chapters[1:]] + [length]
    for chapter, end in zip(builder.chapters, ends, strict=False):
        # Two sections at one instant would be a chapter of no length: the later, inner one is what is heard.
        if end > chapter.at:
            verb = "safety" if chapter.safety else "section"
            yield Mark(chapter.at, end, "chapter", chapter.title, verb=verb, level=chapter.level)


def _yielding(placements: Sequence[Placement], under_db: float) -> Iterable[Placement]:
    """Make tones and sound files that sound under words softer, by `under_db` more than usual."""
    ordered = sorted(placements, key=lambda p: p.start)
    voices = [p for p in ordered if p.track == "voice"]
    starts = [p.start for p in voices]
    for placement in ordered:
        if placement.track == "voice":
            yield placement
            continue
        # Words follow each other, so those that sound at once with it are the last before its end.
        last = bisect_left(starts, placement.end)
        first = last
        while first and voices[first - 1].end > placement.start:
            first -= 1
        over = voices[first:last]
        yield replace(placement, gain=_yielded(placement, over, under_db)) if over else placement


def _yielded(placement: Placement, over: Iterable[Placement], under_db: float) -> float:
    """Return a gain for `placement` at which it lies under the words `over` it, and the sum below `_SUM_PEAK`."""
    yielded = placement.gain * gain((TONE_YIELDS_DB if placement.track == "tone" else _SOUND_YIELDS_DB) + under_db)
    for voice in over:
        start, end = max(voice.start, placement.start), min(voice.end, placement.end)
        words = voice.clip.samples[start - voice.start : end - voice.start]
        sound = placement.clip.samples[start - placement.start : end - placement.start]
        room = (_SUM_PEAK - words * np.sign(sound)) / np.maximum(np.abs(sound), _INAUDIBLE)
        yielded = min(yielded, float(room.min()))
    return max(yielded, 0.0)


def _wakes(placements: Sequence[Placement], gates: Sequence[Gate], *, music: bool) -> Iterable[Placement]:
    """Wake the headset before the first sound, and before each that follows a long silence; music keeps it awake.

    Inside a gate it is kept awake: a listener who is ready early jumps out of the silence.
    """
    heard = 0
    for placement in placements:
        if not placement.gain:
            continue  # a tone that is off wakes nothing
        if heard == 0 or (placement.start - heard >= _LONG_SILENCE and not music):
            start = max(0, placement.start - len(wake()))
            yield Placement(start, wake(), track="wake")
            if heard:
                yield from _kept_awake(gates, heard, start)
        heard = max(heard, placement.end)


def _kept_awake(gates: Sequence[Gate], silent_from: int, until: int) -> Iterable[Placement]:
    for at in range(silent_from + _LONG_SILENCE, until - len(wake()), _LONG_SILENCE):
        if any(gate.start <= at < gate.end for gate in gates):
            yield Placement(at, wake(), track="wake")


def _bed(
    music: Music, clips: Clips, placements: Sequence[Placement], length: int, voice_settings: VoiceSettings
) -> Bed:
    """Lay `music` under the whole: faded in and out, and lowered while a voice speaks, under softer words more."""
    looped = _seamless(clips[music.sound])
    level = gain(music.level_db)
    ducked = level * gain(_DUCKED_DB + voice_settings.under_words_db)
    if max(voice_settings.voice_db, voice_settings.tone_db) > 0:
        tones = max((p.gain * _peak(p.clip) for p in placements if p.track == "tone"), default=0.0)
        level, ducked = (min(each, _beside(looped, most)) for each, most in ((level, tones), (ducked, _SUM_PEAK)))
    turns: list[tuple[int, float]] = [(0, level)]
    for start, end in _speeches(placements):
        turns += [(start - _DUCK_DOWN, level), (start, ducked), (end, ducked), (end + _DUCK_UP, level)]
    turns.append((length, level))
    frames, gains = zip(*_faded(turns, length), strict=True)
    return Bed(looped, np.array(frames), np.array(gains))


def _beside(clip: Clip, most: float) -> float:
    """Return the highest gain at which `clip` has room beside what reaches `most`."""
    return (_WHOLE_PEAK - most) / max(_peak(clip), _INAUDIBLE)


def _peak(clip: Clip) -> float:
    return float(np.abs(clip.samples).max(initial=0.0))


def _seamless(clip: Clip) -> Clip:
    """Return `clip` shorter by a little, its end blended into its start, so that it loops without a click."""
    blend = min(_LOOP_BLEND, len(clip) // 2)
    rise = np.linspace(0, 1, blend, endpoint=False, dtype=np.float32)
    looped = clip.samples[: len(clip) - blend].copy()
    looped[:blend] = looped[:blend] * rise + clip.samples[len(clip) - blend :] * (1 - rise)
    return Clip(looped, clip.rate)


def _speeches(placements: Sequence[Placement]) -> Iterable[tuple[int, int]]:
    """Yield the stretches in which a voice speaks, those too near for the music to rise between them joined."""
    joined: tuple[int, int] | None = None
    for placement in placements:
        if placement.track != "voice":
            continue
        if joined and placement.start - joined[1] <= _DUCK_DOWN + _DUCK_UP:
            joined = (joined[0], max(joined[1], placement.end))
            continue
        if joined:
            yield joined
        joined = (placement.start, placement.end)
    if joined:
        yield joined


def _faded(turns: Sequence[tuple[int, float]], length: int) -> Iterable[tuple[int, float]]:
    """Multiply the course of `turns` by a fade over its first and last seconds, turning where either turns."""

    def course(at: int) -> float:
        index = bisect_right(turns, (at, float("inf")))
        if index in (0, len(turns)):
            return turns[0 if index == 0 else -1][1]
        (left, low), (right, high) = turns[index - 1], turns[index]
        return low + (high - low) * (at - left) / (right - left)

    def fade(at: int) -> float:
        return max(0.0, min(1.0, at / _FADE_IN, (length - at) / _FADE_OUT))

    corners = {0, min(_FADE_IN, length), max(0, length - _FADE_OUT), length}
    for at in sorted(corners | {at for at, _ in turns if 0 < at < length}):
        yield at, course(at) * fade(at)
