"""What a person should see of a session: a few words and numbers, independent of the terminal."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, Self, assert_never

from voiceguide.errors import UsageError
from voiceguide.plan.model import Context, Phrase, Words
from voiceguide.playback.contracts import Answered, Command, Now, Observer
from voiceguide.routine.model import Look
from voiceguide.speech.locales import Book
from voiceguide.timeline.model import Mark, Timeline

Kind = Look | Literal["pause"]

_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
_SHORTEST_COUNTED = 2
"""A phase of fewer seconds shows no number, because there is no time to read it."""
_OBEYED = {
    Command.READY: "Ready.",
    Command.RESUME: "On we go.",
    Command.TOGGLE: "On we go.",
    Command.NEXT: "Next step.",
    Command.BACK: "Previous step.",
    Command.AGAIN: "Again.",
    Command.SKIP_SIDE: "Other side.",
}
"""What to show for commands that the session obeys without a spoken answer."""


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
    voice counts up, or None. `passed` and `total` are whole seconds, without the safety texts at the start.
    """

    kind: Kind
    title: str
    word: str
    chapter: str = ""
    sentence: str = ""
    speech: str = ""
    seconds: int | None = None
    context: Context = field(default_factory=Context)
    next: str = ""
    passed: int = 0
    total: int = 0
    message: str = ""
    safety: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where in the routine this is, in words: 'Left side, round 1 of 2'."""
        return place(self.context)

    @property
    def badge(self) -> str:
        """The same in few letters, readable from far away: 'Left 1/2'."""
        side = self.context.side.capitalize() if self.context.side else ""
        return f"{side} {self.context.round}/{self.context.rounds}".strip() if self.context.round else side


class Course:
    """A timeline with its marks sorted by kind, so that `look` is fast."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
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
        step = self._step(now.at)
        chapter = _last(self._chapters, now.at)
        words = _last(self._words, now.at)
        kind, word, speech, seconds = self._doing(now, step, words, live=live)
        passed = min(step.at if still and step else now.at, now.at)
        return View(
            kind=kind,
            title=self.timeline.metadata.title,
            word=word,
            chapter=chapter.label if chapter else "",
            sentence=_sentence(words, now.at) if words and word == words.label else "",
            speech=speech,
            seconds=seconds,
            context=step.context if step else Context(),
            # The wait has begun once the listener may answer, even before its first frame is heard.
            next=self._next(max(now.at, now.waiting.start) if now.waiting else now.at, chapter),
            passed=max(0, passed - begins) // hz,
            total=-(-(self.timeline.ends - begins) // hz),
            safety=self._safety(now.at),
        )

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
            return "pause", "Paused", words, None
        if now.waiting and live:
            return "wait", "Ready?", words, self._left(max(now.at, now.waiting.start), now.waiting.end)
        if step and step.at <= now.at < step.end:
            facts = step.facts
            match facts.look:
                case "hold" | "rest":
                    inside = words if spoken and spoken.at >= step.at else ""
                    return facts.look, facts.word, inside, self._number(step, now.at)
                case "wait":
                    return "wait", facts.word, words, self._left(now.at, step.end)
                case "phase":
                    return "phase", words, "", self._phase(step, now.at)
                case "words":
                    return "words", facts.word or words, "", None
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

    def _next(self, at: int, chapter: Mark | None) -> str:
        """Return what the listener does next, with its chapter if that changes."""
        doing = _first_after(self._doings, at)
        if doing is None:
            return ""
        there = _last(self._chapters, doing.at)
        return f"{there.label}: {doing.label}" if there and there is not chapter else capital(doing.label)

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


def _sentence(words: Mark, at: int) -> str:
    """Return the sentence of `words` that is spoken at frame `at`, estimated from the number of letters before it."""
    sentences = _SENTENCE_END.split(words.label)
    if len(sentences) == 1:
        return ""
    letters = len(words.label) * (at - words.at) / max(words.end - words.at, 1)
    begins = accumulate((len(sentence) + 1 for sentence in sentences[:-1]), initial=0)
    return next(sentence for begin, sentence in reversed([*zip(begins, sentences, strict=True)]) if begin <= letters)


def understood(answered: Answered, language: str) -> str:
    """Return the spoken answer in `language`; without one, a few words for the command, or ''."""
    if answered.answer is None:
        return _OBEYED.get(answered.command, "")
    words = Words((Phrase(answered.answer.value),))
    try:
        return Book(language).text(words)
    except UsageError:  # voiceguide has no phrases in this language
        return Book().text(words)


def place(context: Context) -> str:
    """Return side and round in words: 'Left side, round 1 of 2'; '' if there is neither."""
    side = f"{context.side} side" if context.side else ""
    of = f"round {context.round} of {context.rounds}" if context.round else ""
    return capital(", ".join(part for part in (side, of) if part))


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"
