"""The chapters that a player lists: the routine's sections, or each step to do."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from voiceguide.errors import UsageError
from voiceguide.files.filing import CHAPTERINGS, Chaptering
from voiceguide.plan.model import Context, Phrase, Side, Value, Words
from voiceguide.speech.locales import Book
from voiceguide.timeline.model import Timeline

_SHORTEST_SECONDS = 5
"""A shorter chapter joins the one before it, so that the list stays short."""
_MOST_LETTERS = 40
"""The letters of spoken words that a title may add."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled piece `[start, end)` of a file, in frames."""

    start: int
    end: int
    title: str


def chapters(timeline: Timeline, by: Chaptering = "sections") -> list[Chapter]:
    """Return the chapters of `timeline`, without gaps from its start to its end; none if it has nothing to list.

    Words before the first section become a chapter with the routine's title. Silence and the wake-up sound before it
    belong to the first section.
    """
    match by:
        case "none":
            return []
        case "steps":
            return _steps(timeline)
        case "sections":
            return _sections(timeline)
        case _:
            raise UsageError(f"there are no chapters by '{by}'", hint=f"There are: {', '.join(CHAPTERINGS)}.")


def _sections(timeline: Timeline) -> list[Chapter]:
    marks = [mark for mark in timeline.marks if mark.kind == "chapter"]
    if not marks:
        return []
    starts = [(mark.at, mark.label) for mark in marks]
    first = marks[0].at
    if any(mark.kind == "caption" and mark.at < first for mark in timeline.marks):
        starts.insert(0, (0, timeline.metadata.title))
    else:
        starts[0] = (0, marks[0].label)
    return _touching(starts, timeline.ends)


def _touching(starts: Sequence[tuple[int, str]], length: int) -> list[Chapter]:
    ends = [start for start, _ in starts[1:]] + [length]
    # Lists show a title in one line; some end it at a line break.
    return [Chapter(start, end, " ".join(title.split())) for (start, title), end in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chapter before it has a title: it starts at frame `start`; `section` is '' in a routine without sections."""

    start: int
    section: str
    context: Context


def fitting(timeline: Timeline, by: Chaptering, most: int | None) -> tuple[list[Chapter], Chaptering]:
    """Return the chapters of a file that holds `most` of them (None: any number), and what they are.

    They are the sections if there are more steps than that. A file that holds 0 has none.
    """
    if most == 0:
        return [], "none"
    found = chapters(timeline, by)
    if by == "steps" and most is not None and len(found) > most:
        return chapters(timeline, "sections"), "sections"
    return found, by


def _steps(timeline: Timeline) -> list[Chapter]:
    """Return a chapter for each step to do. Equal titles get the first words spoken there as well."""
    sections = _sections(timeline)
    pieces = list(_pieces(timeline, sections or [Chapter(0, timeline.ends, "")]))
    if not sections and len(pieces) < 2:
        return []
    starts = [piece.start for piece in pieces]
    return _touching(list(zip(starts, _titles(timeline, pieces), strict=True)), timeline.ends)


def _pieces(timeline: Timeline, sections: Sequence[Chapter]) -> Iterator[_Piece]:
    shortest = _SHORTEST_SECONDS * timeline.rate.hz
    steps = sorted(_steps_to_do(timeline), key=itemgetter(0))
    starts = [start for start, _ in steps]
    for section in sections:
        inside = steps[bisect_left(starts, section.start) : bisect_left(starts, section.end)]
        latest = _Piece(section.start, section.title, inside[0][1] if inside else Context())
        yield latest
        for start, context in inside[1:]:
            if start - latest.start >= shortest and section.end - start >= shortest:
                latest = _Piece(start, section.title, context)
                yield latest


def _steps_to_do(timeline: Timeline) -> Iterator[tuple[int, Context]]:
    """Yield the frame at which each step to do begins, and its context.

    Words and tones before such a step belong to it, and so does a rest after it.
    """
    borders = {mark.at for mark in timeline.marks if mark.kind == "chapter"}
    begins: int | None = None
    for step in timeline.steps:
        if step.start in borders or step.at in borders:
            begins = None
        facts = step.facts
        if facts.starts_chapter:
            # The rounds of a breath or a pace are its cycles: all of them are one chapter.
            context = replace(step.context, round=None, rounds=None) if facts.look == "phase" else step.context
            yield step.start if begins is None else begins, context
        if facts.word:
            begins = None
        elif begins is None and not facts.is_silence:
            begins = step.start


def _titles(timeline: Timeline, pieces: Sequence[_Piece]) -> list[str]:
    sides: dict[str, set[Side | None]] = {}
    for piece in pieces:
        sides.setdefault(piece.section, set()).add(piece.context.side)
    book = Book(timeline.metadata.language)
    # A section with one side only needs no side in its titles.
    titles = [_title(book, piece, timeline.metadata.title, sided=len(sides[piece.section]) > 1) for piece in pieces]
    times = Counter(titles)
    words = _first_words(timeline, pieces)
    titles = [f"{title}: {words[n]}" if times[title] > 1 and words[n] else title for n, title in enumerate(titles)]
    times, numbers = Counter(titles), Counter[str]()
    for index, title in enumerate(titles):
        if times[title] > 1:
            numbers[title] += 1
            titles[index] = f"{title} ({numbers[title]})"
    return titles


def _title(book: Book, piece: _Piece, whole: str, *, sided: bool) -> str:
    parts = [piece.section] if piece.section else []
    context = piece.context
    if sided and context.side and (side := _phrase(book, f"{context.side}-side")):
        parts.append(f"{side[:1].lower()}{side[1:]}")
    if context.round and context.rounds and context.rounds > 1:
        of = (("round", context.round), ("rounds", context.rounds))
        parts.append(_phrase(book, "round-of", *of) or f"{context.round}/{context.rounds}")
    title = ", ".join(parts) or whole
    return f"{title[:1].upper()}{title[1:]}"


def _phrase(book: Book, key: str, *values: tuple[str, Value]) -> str:
    try:
        return book.text(Words((Phrase(key, values),)))
    except UsageError:
        return ""  # a language that voiceguide has no phrases for


def _first_words(timeline: Timeline, pieces: Sequence[_Piece]) -> list[str]:
    """Return the first sentence spoken in each of `pieces`, shortened; '' if there are only numbers."""
    spoken = [mark for mark in timeline.marks if mark.kind == "caption" and not mark.label.isdecimal()]
    starts = [mark.at for mark in spoken]
    ends = [piece.start for piece in pieces[1:]] + [timeline.ends]
    found = [bisect_left(starts, piece.start) for piece in pieces]
    return [
        _shortened(spoken[index].label) if index < len(spoken) and starts[index] < end else ""
        for index, end in zip(found, ends, strict=True)
    ]


def _shortened(text: str) -> str:
    sentence = " ".join(text.split()).partition(". ")[0].rstrip(".")
    if len(sentence) <= _MOST_LETTERS:
        return sentence
    return f"{sentence[:_MOST_LETTERS].rpartition(' ')[0] or sentence[:_MOST_LETTERS]} ..."
