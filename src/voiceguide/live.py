"""A plan and its clips -> what a live session plays: its timeline, and what lays that out anew when a listener asks."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.plan.change import FASTEST, SLOWEST, TEMPO_STEP, at_tempo
from voiceguide.plan.model import Hold, Phrase, Words
from voiceguide.plan.walk import count
from voiceguide.playback.changes import first_unsaid, longer, shorter
from voiceguide.playback.contracts import Answer, Command
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.relay import Relaid, Score, relaid
from voiceguide.timeline.tones import tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from voiceguide.audio import Clip
    from voiceguide.plan.model import Plan
    from voiceguide.speech.clips import Clips
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]
    Speak = Callable[[Plan, Iterable[Words], Progress | None], Clips]

_SPARE_SECONDS = 60
"""How much longer a hold that counts up may become when its author set no limit."""


class Live:
    """What a live session is played from; `Changes` for `perform`.

    `speak` makes the clips of a plan, and of words besides; `progress` is told how far it is with the first ones.
    `timeline` is the one that the session begins with, `replies` what each answer sounds like. `tell` is given a line
    where a change asked for fails: print it, or set what shows it.
    """

    def __init__(
        self,
        plan: Plan,
        speak: Speak,
        *,
        wake_up: bool = True,
        progress: Progress | None = None,
    ) -> None:
        self.tell: Callable[[str], object] = print
        self._speak = speak
        self._clips = clips = speak(plan, (*_ANSWERS.values(), *_spare_counts(plan)), progress)
        self._score = Score(plan, clips, wake_up)
        self.timeline = lay_out(plan, clips, wake_up=wake_up)
        self.replies: Mapping[Answer, Clip] = {answer: _reply(words, clips) for answer, words in _ANSWERS.items()}
        self._tempo = Fraction(1)
        self._making: _Making | None = None
        self._back: Relaid | None = None

    def ask(self, timeline: Timeline, command: Command, here: int, kept: int) -> tuple[Timeline, Answer] | None:
        """Return `timeline` as `command` changes it, and the answer; see `Changes`."""
        match command:
            case Command.LONGER | Command.SHORTER:
                change = longer if command is Command.LONGER else shorter
                plan, answer = change(self._score.plan, timeline, here, kept)
                return self._lay_out_anew(timeline, plan, answer, kept)
            case Command.SLOWER:
                return timeline, self._go_over_to(max(self._tempo - TEMPO_STEP, SLOWEST), timeline, kept, Answer.SLOWER)
            case Command.FASTER:
                return timeline, self._go_over_to(min(self._tempo + TEMPO_STEP, FASTEST), timeline, kept, Answer.FASTER)
            case _:
                return None

    def made(self, timeline: Timeline, kept: int) -> Timeline | None:
        """Return `timeline` at the tempo last asked for, once its words are spoken; see `Changes`.

        Return it as if it had always been as it is now, too, once the listener has gone back before the last change.
        """
        if self._back and kept <= self._back.alike:
            timeline, self._back = self._back.anew, None
            return timeline
        making = self._making
        if making is None or making.is_alive():
            return None
        self._making = None
        if making.clips is None:
            self.tell(f"The speech stays as it is: {making.trouble}.")
            return None
        self._clips = replace(self._clips, made={**self._clips.made, **making.clips.made})
        plan = self._score.plan
        self._score = replace(self._score, clips=self._clips)
        slowed = at_tempo(plan, making.tempo, first_unsaid(plan, timeline, kept))
        return self._lay_out_anew(timeline, slowed, Answer.NOT_HERE, kept)[0]

    def _lay_out_anew(self, timeline: Timeline, plan: Plan, answer: Answer, kept: int) -> tuple[Timeline, Answer]:
        if plan == self._score.plan:
            return timeline, answer
        score = replace(self._score, plan=plan)
        try:
            changed = relaid(timeline, score, kept)
        except (RoutineError, KeyError):  # what stands inside has no room, or a count was never spoken
            return timeline, Answer.NOT_HERE
        self._score = score
        self._back = changed if changed.alike < kept else None
        return changed.timeline, answer

    def _go_over_to(self, tempo: Fraction, timeline: Timeline, kept: int, answer: Answer) -> Answer:
        if tempo == self._tempo:
            return Answer.SLOWEST if answer is Answer.SLOWER else Answer.FASTEST
        self._tempo = tempo
        plan = self._score.plan
        # Speaking takes a second or two: meanwhile the session goes on, and the device waits for nobody.
        self._making = _Making(self._speak, at_tempo(plan, tempo, first_unsaid(plan, timeline, kept)), tempo)
        self._making.start()
        return answer


class _Making(threading.Thread):
    """Speaks `plan` beside a session; then `clips` are its clips, or None with the `trouble` in words."""

    def __init__(self, speak: Speak, plan: Plan, tempo: Fraction) -> None:
        super().__init__(name="voiceguide-speak", daemon=True)
        self.tempo = tempo
        self.clips: Clips | None = None
        self.trouble = ""
        self._speak = speak
        self._plan = plan

    def run(self) -> None:
        try:
            self.clips = self._speak(self._plan, (), None)
        except VoiceguideError as error:
            self.trouble = error.message


_ANSWERS = {answer: Words((Phrase(answer.value),)) for answer in Answer}


def _reply(words: Words, clips: Clips) -> Clip:
    """Return the sound of an answer; in a language that has no words for it, a tone."""
    try:
        return clips[words]
    except VoiceguideError:
        return tone("tick")


def _spare_counts(plan: Plan) -> Iterator[Words]:
    """Yield the numbers that holds which count up may come to when they are made longer."""
    up = [event for event in plan.events if isinstance(event, Hold) and event.numbers and not event.down]
    highest = max((math.ceil(hold.longest or hold.seconds + _SPARE_SECONDS) for hold in up), default=0)
    yield from (count(number) for number in range(1, highest))
