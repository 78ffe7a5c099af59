"""What a person should see of a session: a few words and numbers, independent of the terminal."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal, Self, assert_never

from voiceguide.plan.model import Context
from voiceguide.playback.contracts import Answered, Command, Now, Observer
from voiceguide.routine.model import Look
from voiceguide.timeline.model import Mark, Timeline
from voiceguide.timeline.shown import Shown, small

Kind = Look | Literal["pause"]

_SENTENCE_END = re.compile("(?<=[.!?;:\u0964])\\s+|(?<=[\u3002\uff01\uff1f])\\s*(?=.)")
"""Where a sentence ends: also at a danda, and at full stops of Chinese, which no space follows."""
_SHORTEST_COUNTED = 2
"""A phase of fewer seconds shows no number, because there is no time to read it."""
_OBEYED = {
    Command.READY: "did-ready",
    Command.RESUME: "did-resume",
    Command.TOGGLE: "did-resume",
    Command.NEXT: "did-next",
    Command.BACK: "did-back",
    Command.AGAIN: "did-again",
    Command.SKIP_SIDE: "did-skip-side",
}
"""The words that are shown for commands that the session obeys without a spoken answer."""


@dataclass(frozen=True, slots=True)
class Hints:
    """How a listener can answer, as parts of sentences without a full stop; '' if they can't.

    `answer` says what ends a wait, such as 'any key goes on', `resume` what ends a pause, and `keys` lists every key.
    """

    answer: str = ""
    resume: str = ""
    keys: str = ""


class Screen(Observer):
    """Shows a session inside its `with` block. This one shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None: ...

    def see(self, now: Now) -> None:
        """Show what the listener hears now."""

    def tell(self, text: str) -> None:
        """Show `text`, a message of another part: about a recognised word, for example, or a sound device."""

    def count(self, seconds: int) -> None:
        """Show that the session starts in `seconds`; called whenever the number changes."""


@dataclass(frozen=True, slots=True)
class View:
    """What a person sees, whatever the size of the terminal.

    `word` is what the listener does now. If `word` is speech of several sentences, `sentence` is the one being spoken;
    otherwise `speech` is the latest speech. `seconds` are the seconds left, rounded up, or the seconds so far if the
    voice counts up, or None. `place` says where in the routine this is: 'Left side, round 1 of 2'; `badge` says it in
    few letters, readable from far away: 'Left 1/2'. `passed` and `total` are whole seconds, without the safety texts at
    the start.
    """

    kind: Kind
    title: str
    word: str
    chapter: str = ""
    sentence: str = ""
    speech: str = ""
    seconds: int | None = None
    place: str = ""
    next: str = ""
    passed: int = 0
    total: int = 0
    message: str = ""
    safety: tuple[str, ...] = ()
    badge: str = ""


class Course:
    """A timeline with its marks sorted by kind, so that `look` is fast."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._shown = Shown(timeline.metadata.language)
        self._steps = [mark for mark in timeline.marks if mark.kind == "step"]
        self._doings = [mark for mark in self._steps if mark.facts.word]
        self._chapters = [mark for mark in timeline.marks if mark.kind == "chapter"]
        captions = [mark for mark in timeline.marks if mark.kind == "caption"]
        self._words = [mark for mark in captions if not mark.label.isdecimal()]
        self._counts = [mark for mark in captions if mark.label.isdecimal()]
        self._unspoken_safety = timeline.safety is None

    def look(self, now: Now, *, live: bool = False, still: bool = False) -> View:
        """Return what to show of `now`.

        `live` is True if the listener can answer a wait. With `still`, the time that has passed grows step by step.
        """
        hz, begins = self.timeline.rate.hz, self.timeline.begins
        step = self._coming_hold(now.at) if now.leading_in else self._step(now.at)
        chapter = _last(self._chapters, step.at if step and now.leading_in else now.at)
        words = _last(self._words, now.at)
        kind, word, speech, seconds = self._doing(now, step, words, live=live)
        passed = min(step.at if still and step else now.at, now.at)
        context = _context(step, now.at) if step else Context()
        return View(
            kind=kind,
            title=self.timeline.metadata.title,
            word=word,
            chapter=chapter.label if chapter else "",
            sentence=_sentence(words, now.at) if words and word == words.label else "",
            speech=speech,
            seconds=seconds,
            place=self._shown.place(context),
            badge=self._shown.badge(context),
            next=self._next(now, step, chapter),
            passed=max(0, passed - begins) // hz,
            total=-(-(self.timeline.ends - begins) // hz),
            safety=self._safety(now.at),
        )

    def _coming_hold(self, at: int) -> Mark | None:
        """Return the hold that a lead-in before frame `at` leads to."""
        return next((hold for hold in self.timeline.holds if at < hold.end), None)

    def _step(self, at: int) -> Mark | None:
        """Return the step at frame `at`, or the next step if its own words are being spoken."""
        begun, coming = _last(self._steps, at), _first_after(self._steps, at)
        if coming and coming.start <= at and (begun is None or begun.end <= at):
            return coming
        return begun

    def _doing(
        self, now: Now, step: Mark | None, spoken: Mark | None, *, live: bool
    ) -> tuple[Kind, str, str, int | None]:
        """Return the kind of what the listener does, the word for it, the latest speech about it, and its seconds."""
        words = spoken.label if spoken else ""
        if now.paused:
            return "pause", self._shown["paused"], words, None
        if now.leading_in:
            return "words", self.timeline.lead_in.text, "", None
        if now.waiting and live:
            return (
                "wait",
                self._shown["ready-question"],
                words,
                self._left(max(now.at, now.waiting.start), now.waiting.end),
            )
        if step and step.at <= now.at < step.end:
            facts, word = step.facts, self._shown.word(step.verb)
            match facts.look:
                case "hold" | "rest":
                    inside = words if spoken and spoken.at >= step.at else ""
                    return facts.look, word, inside, self._number(step, now.at)
                case "wait":
                    return "wait", word, words, self._left(now.at, step.end)
                case "phase":
                    return "phase", words, "", self._phase(step, now.at)
                case "words":
                    return "words", word or words, "", None
                case _:
                    assert_never(facts.look)
        return "words", words, "", None

    def _left(self, at: int, end: int) -> int:
        return max(-(-(end - at) // self.timeline.rate.hz), 0)

    def _number(self, hold: Mark, at: int) -> int:
        """Return the seconds left of `hold`, or those passed if the voice counts up."""
        hz = self.timeline.rate.hz
        counted = _first_after(self._counts, hold.at)
        if counted and counted.at < hold.end and round((hold.end - counted.at) / hz) != int(counted.label):
            return (at - hold.at) // hz
        return self._left(at, hold.end)

    def _phase(self, step: Mark, at: int) -> int | None:
        """Return the seconds left of the phase, such as a breath in; None if the phase is too short."""
        begun, coming = _last(self._words, at), _first_after(self._words, at)
        begin = max(begun.at, step.at) if begun else step.at
        end = min(coming.at, step.end) if coming else step.end
        return self._left(at, end) if end - begin >= _SHORTEST_COUNTED * self.timeline.rate.hz else None

    def _next(self, now: Now, step: Mark | None, chapter: Mark | None) -> str:
        """Return what the listener does next, with its chapter if that changes; the hold itself in a lead-in to it."""
        # The wait has begun once the listener may answer, even before its first frame is heard.
        at = max(now.at, now.waiting.start) if now.waiting else now.at
        doing = step if now.leading_in else _first_after(self._doings, at)
        if doing is None:
            return ""
        there, label = _last(self._chapters, doing.at), self._shown.step(self.timeline, doing)
        return f"{there.label}: {small(label)}" if there and there is not chapter else label

    def _safety(self, at: int) -> tuple[str, ...]:
        """Return the safety texts until the first step with something to do, if they aren't spoken."""
        begun = self._doings and at >= self._doings[0].at
        return self.timeline.metadata.safety if self._unspoken_safety and not begun else ()


def _last(marks: list[Mark], at: int) -> Mark | None:
    """Return the last of `marks` that began at or before frame `at`."""
    index = bisect_right(marks, at, key=lambda mark: mark.at)
    return marks[index - 1] if index else None


def _first_after(marks: list[Mark], at: int) -> Mark | None:
    """Return the first of `marks` that begins after frame `at`."""
    index = bisect_right(marks, at, key=lambda mark: mark.at)
    return marks[index] if index < len(marks) else None


def _context(step: Mark, at: int) -> Context:
    """Return where `step` stands at frame `at`: each cycle of a pace or a breath is a round."""
    context = step.context
    if step.facts.look != "phase" or context.round is None or context.rounds is None:
        return context
    passed = max(at - step.at, 0) * context.rounds // max(step.end - step.at, 1)
    return replace(context, round=min(passed + 1, context.rounds))


def _sentence(words: Mark, at: int) -> str:
    """Return the sentence of `words` that is spoken at frame `at`, estimated from the number of letters before it."""
    sentences = _SENTENCE_END.split(words.label)
    if len(sentences) == 1:
        return ""
    letters = len(words.label) * (at - words.at) / max(words.end - words.at, 1)
    begins = accumulate((len(sentence) + 1 for sentence in sentences[:-1]), initial=0)
    return next(sentence for begin, sentence in reversed([*zip(begins, sentences, strict=True)]) if begin <= letters)


def understood(answered: Answered, shown: Shown) -> str:
    """Return the spoken answer; without one, a few words for the command, or ''."""
    if answered.answer is not None:
        return shown.phrase(answered.answer.value)
    key = _OBEYED.get(answered.command)
    return shown[key] if key else ""
