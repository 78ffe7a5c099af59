"""A timeline that commands change while it plays: longer or shorter holds, slower or faster speech, other settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Clip
from voiceguide.background import Task
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.messages import trouble
from voiceguide.plan.edit import FASTEST, SLOWEST, TEMPO_STEP, at_tempo, with_duration
from voiceguide.plan.model import Hold, Phrase, Words, count
from voiceguide.playback.contracts import Answer, Command
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.changes import LayoutInput, first_unsaid, lay_out_again, longer, shorter, taken_over
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.tones import tone
from voiceguide.units import gain
from voiceguide.voices import narrator

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from voiceguide.plan.model import Plan
    from voiceguide.speech.clips import Clips
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]
    Speak = Callable[[Plan, Iterable[Words], Progress | None], Clips]

_JOIN_SECONDS = 5.0
_SPARE_SECONDS = 60
"""How much longer a hold may become if its author set no limit."""


def prepare_session(  # noqa: PLR0913 - as many choices as `build_timeline` has, and who is told
    plan: Plan,
    voice: str = "",
    *,
    voice_settings: VoiceSettings = DEFAULT,
    wake_up: bool = True,
    progress: Progress | None = None,
    tell: Callable[[str], object],
) -> Live:
    """Speak `plan`; return the timeline that a session plays and its commands change.

    `tell` shows a line if a change fails. The other arguments and the errors are those of
    `voiceguide.build_timeline`.
    """
    voiced = narrator.Narrator(narrator.requested_voice(plan, voice), voice_settings)
    return Live(
        plan,
        voiced.speak,
        voiced.speak_in_process,
        voice_settings=voice_settings,
        wake_up=wake_up,
        progress=progress,
        tell=tell,
    )


class Live:
    """The timeline of a live session, and how commands change it: the `Changes` of `perform`.

    `speak` makes the clips of a plan, and of words besides, as `voice_settings` say; it calls `progress` as it makes
    the first. `speak_beside` does the same in the background while the session plays; it is `speak` if None. `timeline`
    is the one that the session begins with, `replies` the sound of each answer. `tell` shows a line if a change fails.
    """

    def __init__(  # noqa: PLR0913 - as many choices as `prepare_session` has
        self,
        plan: Plan,
        speak: Speak,
        speak_beside: Speak | None = None,
        *,
        tell: Callable[[str], object],
        voice_settings: VoiceSettings = DEFAULT,
        wake_up: bool = True,
        progress: Progress | None = None,
    ) -> None:
        self._tell = tell
        self._speak = speak_beside or speak
        self._clips = clips = speak(plan, (*_ANSWERS.values(), *_spare_counts(plan)), progress)
        self._layout_input = LayoutInput(plan, clips, wake_up, voice_settings)
        self.timeline = lay_out(plan, clips, wake_up=wake_up, voice_settings=voice_settings)
        self.replies: Mapping[Answer, Clip] = {
            answer: _reply(words, clips, voice_settings) for answer, words in _ANSWERS.items()
        }
        self._tempo = self._spoken_tempo = Fraction(1)
        self._compiled: Plan | None = None
        self._making: Task[_Spoken] | None = None
        self._changed_at = 0

    def ask(self, timeline: Timeline, command: Command, here: int, kept: int) -> tuple[Timeline, Answer] | None:
        """Return `timeline` as `command` changes it, and the answer; see `Changes`."""
        match command:
            case Command.LONGER | Command.SHORTER:
                change = longer if command is Command.LONGER else shorter
                plan, phrase = change(self._layout_input.plan, timeline, here, kept)
                changed = self._laid_out_anew(timeline, plan, kept)
                return (changed, Answer(phrase)) if changed else (timeline, Answer.NOT_HERE)
            case Command.SLOWER:
                return timeline, self._go_over_to(self._tempo - TEMPO_STEP, Answer.SLOWER)
            case Command.FASTER:
                return timeline, self._go_over_to(self._tempo + TEMPO_STEP, Answer.FASTER)
            case _:
                return None

    def rearrange(self, plan: Plan) -> None:
        """Change to `plan`, the same routine compiled with other settings, from the next step on.

        The voice speaks its words in the background while the session plays.
        """
        self._compiled = plan
        self._make()

    def made(self, timeline: Timeline, kept: int) -> Timeline | None:
        """Return `timeline` at the tempo or with the settings last asked for, once spoken; see `Changes`."""
        if self._making and not self._making.running:
            made, self._making = self._making.result, None
            return self._gone_over(made or _Spoken(), timeline, kept)
        if kept < self._changed_at:
            # If the listener goes back to before a change, each hold is counted for its present length.
            return self._laid_out_anew(timeline, self._layout_input.plan, kept, again=True)
        return None

    def close(self) -> None:
        """Stop speaking in the background: a voice that still speaks when the program ends can crash it."""
        if self._making:
            self._making.stop(_JOIN_SECONDS)

    def _gone_over(self, made: _Spoken, timeline: Timeline, kept: int) -> Timeline | None:
        compiled, self._compiled = self._compiled, None
        if made.clips:
            self._clips = replace(self._clips, made={**self._clips.made, **made.clips.made})
            self._layout_input = replace(self._layout_input, clips=self._clips)
            for plan in self._plans(compiled, timeline, kept):
                if changed := self._laid_out_anew(timeline, plan, kept):
                    self._spoken_tempo = self._tempo
                    return changed
        self._tempo = self._spoken_tempo
        what = "The settings stay as they are" if compiled else "The speech stays as it is"
        self._tell(f"{what}: {made.trouble or 'there is no room for the change'}.")
        return None

    def _plans(self, compiled: Plan | None, timeline: Timeline, kept: int) -> Iterator[Plan]:
        plan = self._layout_input.plan
        if compiled:
            yield from taken_over(plan, timeline, at_tempo(compiled, self._tempo, 0), kept)
        else:
            yield at_tempo(plan, self._tempo, first_unsaid(plan, timeline, kept))

    def _laid_out_anew(self, timeline: Timeline, plan: Plan, kept: int, *, again: bool = False) -> Timeline | None:
        """Return `timeline`, laid out again from frame `kept` on as `plan` says; None if there is no room for it."""
        if plan == self._layout_input.plan and not again:
            return timeline
        layout_input = replace(self._layout_input, plan=plan)
        try:
            changed = lay_out_again(timeline, layout_input, kept)
        except (RoutineError, KeyError):  # what stands inside has no room, or a count was never spoken
            return None
        if changed:
            self._layout_input, self._changed_at = layout_input, kept
        return changed

    def _go_over_to(self, tempo: Fraction, answer: Answer) -> Answer:
        if not (SLOWEST <= tempo <= FASTEST and self._layout_input.voice_settings.can_be(tempo)):
            return Answer.SLOWEST if answer is Answer.SLOWER else Answer.FASTEST
        self._tempo = tempo
        self._make()
        return answer

    def _make(self) -> None:
        # Speaking takes a second or two, and the sound device can't wait, so a thread does it.
        # It speaks the whole plan: the listener may go back before it is done.
        self.close()
        plan = at_tempo(self._compiled or self._layout_input.plan, self._tempo, 0)
        self._making = Task(partial(_spoken, self._speak, plan), name="voiceguide-speak")
        self._making.start()


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The clips of a changed plan, or None and in `trouble` why there are none."""

    clips: Clips | None = None
    trouble: str = ""


def _spoken(speak: Speak, plan: Plan, stop: threading.Event) -> _Spoken:
    """Speak `plan` in a background thread. After `stop` is set, end with the clip that is being spoken."""

    def go_on(_done: int, _total: int) -> None:
        if stop.is_set():
            raise _StoppedError

    try:
        return _Spoken(speak(plan, tuple(_spare_counts(plan)), go_on))
    except _StoppedError:
        return _Spoken()
    except Exception as error:  # noqa: BLE001 - the session goes on as it was
        return _Spoken(trouble=trouble(error))


class _StoppedError(Exception):
    """The session no longer needs what is being spoken."""


_ANSWERS = {answer: Words((Phrase(answer.value),)) for answer in Answer}


def _reply(words: Words, clips: Clips, voice_settings: VoiceSettings) -> Clip:
    """Return the sound of an answer: its words, or a tone as loud as them if the language has none."""
    try:
        return clips[words]
    except VoiceguideError:
        tick = tone("tick")
        return Clip(tick.samples * np.float32(gain(voice_settings.voice_db)), tick.rate)


def _spare_counts(plan: Plan) -> Iterator[Words]:
    """Yield the numbers that holds may count once they are longer."""
    holds = (event for event in plan.events if isinstance(event, Hold))
    longest = (with_duration(hold, hold.longest or hold.seconds + _SPARE_SECONDS) for hold in holds)
    yield from map(count, sorted({number for hold in longest for _, number in hold.numbers}))
