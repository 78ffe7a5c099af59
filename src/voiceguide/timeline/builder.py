"""Build a timeline: place cues and marks at exact seconds, then add levels, wake-up sounds and music.

This is the only place where seconds become frames.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Problem, Severity, Where
from voiceguide.plan.model import Event, Music, Plan, Sound, Tone, Words
from voiceguide.speech.clips import Clips
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.lead_in import lead_in
from voiceguide.timeline.model import Bed, Gate, Mark, Placement, Timeline, Track
from voiceguide.timeline.tones import tone, wake
from voiceguide.units import gain

ZERO = Fraction(0)

END_SECONDS = Fraction(7, 10)
"""The silence at the very end: players and speakers cut off the end of a sound that stops with its last tone."""
JOIN_SECONDS = Fraction(2, 5)
"""The silence between a tone, a sound file or a release text and the words after it; less where room is short."""
RELEASE_JOIN_SECONDS = Fraction(3, 20)
"""The least silence between a tone and the words that belong to it: a release text, or half-way."""
_LONG_SILENCE = 8 * TIMELINE_RATE.hz
"""The frames of silence after which a Bluetooth headset may sleep."""
TONE_UNDER_WORDS_DB, _SOUND_UNDER_WORDS_DB = -6.0, -10.0
"""How much softer a tone or a sound file is under words; under words turned down, that much softer again."""
_INAUDIBLE = gain(-80.0)
_SUM_PEAK = gain(-1.3)
"""The highest peak of words together with the sounds under them. Words alone reach -2 dBTP."""
_WHOLE_PEAK = gain(-1.0)
"""The highest peak of everything, music too, if the voice or the tones are turned up."""

_DUCKED_DB = -10.0
_DUCK_DOWN, _DUCK_UP = TIMELINE_RATE.hz // 4, TIMELINE_RATE.hz // 2
_LOOP_BLEND = TIMELINE_RATE.hz // 50
_FADE_IN, _FADE_OUT = 2 * TIMELINE_RATE.hz, 4 * TIMELINE_RATE.hz

_ORDER = {"chapter": 0, "step": 1, "tone": 2, "caption": 3}


class Released(NamedTuple):
    """A release text that is yet to be spoken: the tone before it has rung out at second `since`."""

    words: Words
    pan: float
    since: Fraction


@dataclass(slots=True)
class TimelineBuilder:
    """What layout has placed so far.

    `event` is the number of the plan's event that is being placed, and `at` the exact second at which the next one
    starts. `free_at` is the second from which nothing sounds; it is later than `at` if a tone or a release text sounds
    into the next event. `voice_until` is the second at which the last words end. `begins` is the second at which the
    routine itself starts, after the safety texts. `chapters` have no ends yet. Tones are multiplied by `tone_gain`.

    `words_from` is the second from which words may start, a gap after the last tone; `cues_from` is the same for all
    cues, a gap after the last release text. `held` has the second at which each hold began, by its event. `released` is
    a release text whose place the next event decides. `heard` has, by text, the frames of what a listener has heard
    begin; `heard_until` is the last of these. `arranged` has what was chosen for holds so far, by what it depends on.
    """

    clips: Clips
    event: int = 0
    at: Fraction = ZERO
    free_at: Fraction = ZERO
    voice_until: Fraction = ZERO
    begins: Fraction = ZERO
    placements: list[Placement] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    chapters: list[Mark] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    tone_gain: float = 1.0
    words_from: Fraction = ZERO
    cues_from: Fraction = ZERO
    released: Released | None = None
    held: dict[int, Fraction] = field(default_factory=dict)
    heard: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    heard_until: int = field(init=False)
    arranged: dict[object, tuple[Fraction, Sequence[Words]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heard_until = max((frames[-1][0] for frames in self.heard.values()), default=-1)

    def length(self, cue: Words | Sound) -> Fraction:
        """Return the exact seconds that `cue` sounds."""
        return TIMELINE_RATE.seconds(len(self.clips[cue]))

    def fitted(self, words: Words, room: Fraction) -> Words:
        """Return `words`, or, if they take longer than `room` seconds, at the lowest tempo at which they fit."""
        return self.clips.fitted(words, room)

    def put(self, clip: Clip, at: Fraction, *, gain: float = 1.0, pan: float = 0.0, track: Track = "voice") -> Fraction:
        """Place `clip` at second `at`; return the second at which it ends."""
        self.placements.append(Placement(TIMELINE_RATE.frame(at), clip, gain, pan, track))
        end = at + TIMELINE_RATE.seconds(len(clip))
        self.free_at = max(self.free_at, end)
        if track != "voice":
            self.words_from = max(self.words_from, end + JOIN_SECONDS)
        return end

    def speak(self, words: Words, at: Fraction, pan: float) -> Fraction:
        """Place `words` and their caption at second `at`; return the second at which they end."""
        end = self.put(self.clips[words], at, pan=pan)
        self.voice_until = max(self.voice_until, end)
        text = self.clips.text(words)
        self.marks.append(Mark(TIMELINE_RATE.frame(at), TIMELINE_RATE.frame(end), "caption", text))
        return end

    def sound(self, name: Tone, at: Fraction) -> Fraction:
        """Place the earcon `name` at second `at`; return the second at which it ends."""
        return self.put(tone(name), at, gain=self.tone_gain, track="tone")

    def halfway(self, at: Fraction) -> None:
        """Place the half-way tone and its mark at second `at`."""
        end = self.sound("halfway", at)
        self.marks.append(Mark(TIMELINE_RATE.frame(at), TIMELINE_RATE.frame(end), "tone", "tone halfway"))

    def release(self, gap: Fraction = JOIN_SECONDS) -> None:
        """Speak the release text whose place is open, if there is one, `gap` seconds after its tone."""
        if self.released:
            words, pan, since = self.released
            self.released = None
            self.cues_from = self.speak(words, since + gap, pan) + JOIN_SECONDS

    def heard_from(self, words: Words, since: Fraction) -> tuple[Fraction, Fraction] | None:
        """Return when a listener heard `words` begin and end, at second `since` or later; None if they didn't."""
        first = TIMELINE_RATE.frame(since)
        if first > self.heard_until:
            return None
        found = (frames for frames in self.heard.get(self.clips.text(words), ()) if frames[0] >= first)
        frames = next(found, None)
        return frames and (TIMELINE_RATE.seconds(frames[0]), TIMELINE_RATE.seconds(frames[1]))

    def step(  # noqa: PLR0913 - all that layout knows of a step
        self,
        event: Event,
        verb: str,
        label: str,
        at: Fraction,
        start: Fraction | None = None,
        *,
        lead: int | None = None,
    ) -> None:
        """Mark the step of `event` from second `at` to now; its first cue began at second `start`, or at `at`.

        `lead` is the frame of the last words that lead to it, if there are any.
        """
        self.marks.append(
            Mark(
                TIMELINE_RATE.frame(at),
                TIMELINE_RATE.frame(self.at),
                "step",
                label,
                verb=verb,
                start=TIMELINE_RATE.frame(at if start is None else start),
                lead=lead,
                context=event.context,
                event=self.event,
            )
        )

    def last_spoken(self, words: Words) -> int:
        """Return the frame at which `words` were last placed."""
        text = self.clips.text(words)
        return next(mark.at for mark in reversed(self.marks) if mark.kind == "caption" and mark.label == text)

    def note(self, where: Where, code: str, message: str, severity: Severity = "warning") -> None:
        """Keep a problem that only the lengths of clips show; each problem is kept once."""
        self.problems[Problem(where, code, message, severity)] = None


def finish(builder: TimelineBuilder, plan: Plan, *, wake_up: bool, voice_settings: VoiceSettings = DEFAULT) -> Timeline:
    """Return the timeline of what `builder` has placed."""
    placements = [*_softer_under_words(builder.placements, voice_settings.under_words_db)]
    if not voice_settings.pan:
        placements = [replace(placement, pan=0.0) for placement in placements]
    ends = max([TIMELINE_RATE.frame(builder.at), *(placement.end for placement in placements)])
    tail = TIMELINE_RATE.frame(END_SECONDS) if ends else 0
    if wake_up:
        wakes = _wakes(placements, builder.gates, music=plan.music is not None)
        placements = sorted([*placements, *wakes], key=by_start)
    return Timeline(
        rate=TIMELINE_RATE,
        length=ends + tail,
        placements=tuple(placements),
        lead_in=lead_in(plan, builder.clips, voice_settings),
        gates=tuple(builder.gates),
        marks=tuple(sorted([*_chapters(builder.chapters, ends), *builder.marks], key=by_time)),
        metadata=replace(plan.metadata, safety=tuple(builder.clips.text(words) for words in plan.safety)),
        begins=TIMELINE_RATE.frame(builder.begins),
        bed=_bed(plan.music, builder.clips, placements, ends, voice_settings) if plan.music else None,
        notes=tuple(builder.problems),
        estimated=builder.clips.estimated,
        tail=tail,
    )


def by_start(placement: Placement) -> int:
    """Return the sort key of a placement."""
    return placement.start


def by_time(mark: Mark) -> tuple[int, int, int]:
    """Return the sort key of a mark: its time; a chapter comes before what begins with it."""
    return mark.at, _ORDER[mark.kind], mark.level


def _chapters(begun: Sequence[Mark], length: int) -> Iterable[Mark]:
    ends = [chapter.at for chapter in begun[1:]] + [length]
    for chapter, end in zip(begun, ends, strict=False):
        # If two sections start at the same frame, only the later, inner one becomes a chapter.
        if end > chapter.at:
            yield replace(chapter, end=end)


def _softer_under_words(placements: Sequence[Placement], under_db: float) -> Iterable[Placement]:
    """Yield `placements` by start; tones and sound files under words are softer, by `under_db` more than usual."""
    ordered = sorted(placements, key=by_start)
    voices = [placement for placement in ordered if placement.track == "voice"]
    starts = [voice.start for voice in voices]
    for placement in ordered:
        if placement.track == "voice":
            yield placement
            continue
        # Words follow each other, so the words over it are the last ones that start before its end.
        first = last = bisect_left(starts, placement.end)
        while first and voices[first - 1].end > placement.start:
            first -= 1
        over = voices[first:last]
        yield replace(placement, gain=_gain_under(placement, over, under_db)) if over else placement


def _gain_under(placement: Placement, over: Iterable[Placement], under_db: float) -> float:
    """Return the gain of `placement` under the words `over` it; their sum stays below `_SUM_PEAK`."""
    under_db += TONE_UNDER_WORDS_DB if placement.track == "tone" else _SOUND_UNDER_WORDS_DB
    found = placement.gain * gain(under_db)
    for voice in over:
        start, end = max(voice.start, placement.start), min(voice.end, placement.end)
        words = voice.clip.samples[start - voice.start : end - voice.start]
        sound = placement.clip.samples[start - placement.start : end - placement.start]
        room = (_SUM_PEAK - words * np.sign(sound)) / np.maximum(np.abs(sound), _INAUDIBLE)
        found = min(found, float(room.min()))
    return max(found, 0.0)


def _wakes(placements: Sequence[Placement], gates: Sequence[Gate], *, music: bool) -> Iterable[Placement]:
    """Yield the sounds that wake a headset before the first sound and after long silences; music keeps it awake.

    Gates keep it awake all the time, because a listener who is ready early jumps out of the silence.
    """
    heard = 0
    for placement in placements:
        if not placement.gain:
            continue  # tones that are off wake no headset
        if heard == 0 or (placement.start - heard >= _LONG_SILENCE and not music):
            start = max(0, placement.start - len(wake()))
            yield Placement(start, wake(), track="wake")
            if heard:
                for at in range(heard + _LONG_SILENCE, start - len(wake()), _LONG_SILENCE):
                    if any(gate.start <= at < gate.end for gate in gates):
                        yield Placement(at, wake(), track="wake")
        heard = max(heard, placement.end)


def _bed(
    music: Music, clips: Clips, placements: Sequence[Placement], length: int, voice_settings: VoiceSettings
) -> Bed:
    """Return `music` under the whole timeline: faded in and out, and softer while a voice speaks."""
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
    """Return the highest gain of `clip` beside sounds with a peak of `most`."""
    return (_WHOLE_PEAK - most) / max(_peak(clip), _INAUDIBLE)


def _peak(clip: Clip) -> float:
    return float(np.abs(clip.samples).max(initial=0.0))


def _seamless(clip: Clip) -> Clip:
    """Return `clip` with its end blended into its start, so that it loops without a click."""
    blend = min(_LOOP_BLEND, len(clip) // 2)
    rise = np.linspace(0, 1, blend, endpoint=False, dtype=np.float32)
    looped = clip.samples[: len(clip) - blend].copy()
    looped[:blend] = looped[:blend] * rise + clip.samples[len(clip) - blend :] * (1 - rise)
    return Clip(looped, clip.rate)


def _speeches(placements: Sequence[Placement]) -> list[tuple[int, int]]:
    """Return where a voice speaks; pieces with too short a gap for the music to rise are joined."""
    joined: list[tuple[int, int]] = []
    for placement in placements:
        if placement.track != "voice":
            continue
        if joined and placement.start - joined[-1][1] <= _DUCK_DOWN + _DUCK_UP:
            joined[-1] = (joined[-1][0], max(joined[-1][1], placement.end))
        else:
            joined.append((placement.start, placement.end))
    return joined


def _faded(turns: Sequence[tuple[int, float]], length: int) -> Iterable[tuple[int, float]]:
    """Yield the gains of `turns` multiplied by a fade in and a fade out, with a turn wherever either turns."""

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
