"""A timeline that commands change while it plays: longer or shorter holds, slower or faster speech."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from voiceguide.background import Task
from voiceguide.errors import RoutineError
from voiceguide.messages import trouble
from voiceguide.plan.edit import FASTEST, SLOWEST, TEMPO_STEP, at_tempo, with_duration
from voiceguide.plan.model import Hold, Phrase, Say, Words, count
from voiceguide.playback.contracts import Answer, Command
from voiceguide.speech.clips import fastest
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.changes import LayoutInput, first_unsaid, lay_out_again, longer, shorter
from voiceguide.timeline.layout import speak_and_lay_out, speak_to_fit
from voiceguide.timeline.lead_in import needed, sounded

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from voiceguide.audio import Clip
    from voiceguide.plan.model import Plan
    from voiceguide.speech.clips import Clips
    from voiceguide.timeline.layout import Progress, Speak
    from voiceguide.timeline.model import Timeline

_JOIN_SECONDS = 5.0
_SPARE_SECONDS = 60
"""How much longer a hold may become if its author set no limit."""


class Live:
    """The timeline of a live session, and how commands change it: the `Changes` of `perform`.

    `speak` makes the clips of a plan and of extra words, as `voice_settings` say; it calls `progress` as it makes the
    first ones. `speak_in_process` does the same in another process while the session plays; `speak` does it if None.
    `timeline` is the one that the session begins with. `replies` are the sounds of the answers. `tell` shows a line if
    a change fails.
    """

    def __init__(  # noqa: PLR0913 - as many choices as `build_timeline` has, and two more
        self,
        plan: Plan,
        speak: Speak,
        speak_in_process: Speak | None = None,
        *,
        tell: Callable[[str], object],
        voice_settings: VoiceSettings = DEFAULT,
        wake_up: bool = True,
        progress: Progress | None = None,
    ) -> None:
        self._tell = tell
        self._speak = speak_in_process or speak
        extra = (*_ANSWERS.values(), *needed(plan), *_spare(plan))
        clips, self.timeline = speak_and_lay_out(
            plan, speak, extra, progress, wake_up=wake_up, voice_settings=voice_settings
        )
        self._clips = clips
        self._layout_input = LayoutInput(plan, clips, wake_up, voice_settings)
        self.replies: Mapping[Answer, Clip] = {
            answer: sounded(words, clips, voice_settings) for answer, words in _ANSWERS.items()
        }
        self._tempo = self._spoken_tempo = Fraction(1)
        self._making: Task[tuple[Clips | None, str]] | None = None
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
                return timeline, self._speak_at(self._tempo - TEMPO_STEP, Answer.SLOWER)
            case Command.FASTER:
                return timeline, self._speak_at(self._tempo + TEMPO_STEP, Answer.FASTER)
            case _:
                return None

    def made(self, timeline: Timeline, kept: int) -> Timeline | None:
        """Return `timeline` at the tempo last asked for, once it is spoken; see `Changes`."""
        if self._making and not self._making.running:
            (clips, why), self._making = self._making.result or (None, ""), None
            return self._at_new_tempo(clips, why, timeline, kept)
        if kept < self._changed_at:
            # If the listener goes back to before a change, each hold is counted for its present length.
            return self._laid_out_anew(timeline, self._layout_input.plan, kept, again=True)
        return None

    def close(self) -> None:
        """Stop speaking in the background: a voice that still speaks when the program ends can crash it."""
        if self._making:
            self._making.stop(_JOIN_SECONDS)

    def _at_new_tempo(self, clips: Clips | None, why: str, timeline: Timeline, kept: int) -> Timeline | None:
        """Return `timeline` with the new `clips`; None if there are none, because of `why`, or no room for them."""
        if clips:
            plan = self._layout_input.plan
            self._clips = replace(self._clips, made={**self._clips.made, **clips.made})
            self._layout_input = replace(self._layout_input, clips=self._clips)
            plan = at_tempo(plan, self._tempo, first_unsaid(plan, timeline, kept))
            if changed := self._laid_out_anew(timeline, plan, kept):
                self._spoken_tempo = self._tempo
                return changed
        self._tempo = self._spoken_tempo
        self._tell(f"The speech stays as it is: {why or 'there is no room for the change'}.")
        return None

    def _laid_out_anew(self, timeline: Timeline, plan: Plan, kept: int, *, again: bool = False) -> Timeline | None:
        """Return `timeline`, laid out again from frame `kept` on as `plan` says; None if there is no room for it."""
        if plan == self._layout_input.plan and not again:
            return timeline
        layout_input = replace(self._layout_input, plan=plan)
        try:
            changed = lay_out_again(timeline, layout_input, kept)
        except (RoutineError, KeyError):  # a cue has no room, or a number was never spoken
            return None
        if changed:
            self._layout_input, self._changed_at = layout_input, kept
        return changed

    def _speak_at(self, tempo: Fraction, answer: Answer) -> Answer:
        """Begin to speak the plan at `tempo`; return `answer`, or which end of the range `tempo` is beyond."""
        if not (SLOWEST <= tempo <= FASTEST and self._layout_input.voice_settings.can_be(tempo)):
            return Answer.SLOWEST if answer is Answer.SLOWER else Answer.FASTEST
        self._tempo = tempo
        # Speaking takes a second or two, and the sound device can't wait, so a thread does it.
        # It speaks the whole plan: the listener may go back before it is done.
        self.close()
        plan = at_tempo(self._layout_input.plan, tempo, 0)
        self._making = Task(partial(_spoken, self._speak, plan), name="voiceguide-speak")
        self._making.start()
        return answer


def _spoken(speak: Speak, plan: Plan, stop: threading.Event) -> tuple[Clips | None, str]:
    """Return the clips of `plan`, or None and why there are none. It runs in a background thread.

    After `stop` is set, it ends with the clip that is being spoken.
    """

    def go_on(_done: int, _total: int) -> None:
        if stop.is_set():
            raise _StoppedError

    try:
        return speak_to_fit(plan, speak, _spare(plan), go_on), ""
    except Exception as error:  # noqa: BLE001 - the session goes on as it was
        return None, trouble(error)


class _StoppedError(Exception):
    """The session no longer needs what is being spoken."""


_ANSWERS = {answer: Words((Phrase(answer.value),)) for answer in Answer}


def _spare(plan: Plan) -> tuple[Words, ...]:
    """Return what holds need once they are longer or shorter: more numbers, and the words inside them at their fastest.

    The sound can't wait for a voice, so it is spoken before.
    """
    holds = [event for event in plan.events if isinstance(event, Hold)]
    inside = (step.words for hold in holds for step in hold.inside if isinstance(step, Say))
    return (*_spare_counts(holds), *map(fastest, dict.fromkeys(inside)))


def _spare_counts(holds: Sequence[Hold]) -> Iterator[Words]:
    """Yield the numbers that holds may count once they are longer."""
    longest = (with_duration(hold, hold.longest or hold.seconds + _SPARE_SECONDS) for hold in holds)
    yield from map(count, sorted({number for hold in longest for _, number in hold.numbers}))
