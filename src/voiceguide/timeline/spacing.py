"""Where the cues of a hold or a rest go: with the widest gaps and the calmest words that cost nothing.

The length of a hold and the seconds of its numbers are fixed; everything else flows around them. `arrange` tries one
way after the other: first with full gaps, then with smaller ones, then with some words faster. It takes the first way
on which no more is lost than on the tightest one.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple, assert_never

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import HALFWAY, Hold, Pause, Play, Say, Sounded, Tone, Words, count
from voiceguide.speech.clips import FASTER, LEAST_SHARE
from voiceguide.timeline.builder import JOIN_SECONDS, RELEASE_JOIN_SECONDS, ZERO, Released, TimelineBuilder
from voiceguide.timeline.tones import tone

_GAPS = tuple(Fraction(quarters, 4) for quarters in (4, 3, 2, 1, 0))
"""The shares of the gaps that are tried, before any words are faster."""
_FASTEST = FASTER[-1]
_HOPED = _FASTEST / LEAST_SHARE
"""How much faster words may turn out: voices don't keep to a tempo exactly."""
_FRAME = TIMELINE_RATE.seconds(1)
_HALVINGS = 8
"""How often the search for the lowest tempo halves its interval: then it is exact to a thousandth."""

Taken = list[tuple[Fraction, Fraction]]
"""When something sounds inside a hold: half-open pairs of seconds, sorted."""


class Number(NamedTuple):
    """A counted number: `words` `offset` seconds before the end or after the start; `fits` if its second has room."""

    offset: Fraction
    words: Words
    length: Fraction
    fits: bool


class Loss(NamedTuple):
    """What a way to lay out a hold costs; less is better, and the first field counts most.

    `over` is the time by which words inside are too long, `late` that by which a release text from before is too long,
    and `extra` that by which a rest's own text makes it longer. `over_start` is True if a release text that began
    before the hold lasts into it.
    """

    over: Fraction
    late: Fraction
    extra: Fraction
    ticks: int
    lead_follows: bool
    halfway_unsaid: bool
    over_start: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What is fixed about a hold: it starts at second `start`, and its tone has rung out at `rung`.

    `released` is the release text of the hold before. A rest may speak `leads`, the words of the next step.
    """

    builder: TimelineBuilder
    hold: Hold
    start: Fraction
    rung: Fraction
    released: Released | None
    leads: Sequence[Say]
    numbers: Sequence[Number]

    def says(self) -> list[Say]:
        """Return all words that flow, in the order in which they are heard."""
        hold, released = self.hold, self.released
        own = [Say(where=hold.where, words=hold.own_say, then=ZERO, pan=hold.pan)] if hold.own_say else []
        first = [Say(where=hold.where, words=released.words, then=ZERO, pan=released.pan)] if released else []
        return [*first, *own, *(step for step in hold.inside if isinstance(step, Say)), *self.leads]

    @property
    def begin(self) -> Fraction:
        """The second from which words may sound that lie in this hold."""
        return self.released.since if self.released else self.start

    def shape(self) -> object:
        """Return all that the choice of a way depends on, except for what was heard; passes of a loop share it."""
        hold, builder = self.hold, self.builder
        return (
            (self.rung - self.start, self.released and self.start - self.begin),
            (hold.seconds, hold.down, hold.halfway, hold.own_say is not None, tuple(self.numbers)),
            tuple((say.words, say.then) for say in self.says()),
            tuple(_kind(builder, step) for step in hold.inside),
        )


@dataclass(slots=True)
class Arrangement:
    """One way to lay out a hold with the words `says`, and the share `gaps` of all gaps; it ends at second `end`.

    `cues` flow. `counted` are the numbers, with True if they are spoken. `halfway` is the word at half-way, if it has
    room. `led` is the second at which the words of the next step begin, if they are inside.
    """

    given: Given
    says: Sequence[Say]
    gaps: Fraction
    end: Fraction
    words_from: Fraction
    """The second from which words may start: a gap after the last tone or release text."""
    spoken_until: Fraction
    busy_until: Fraction
    """The second at which the last cue ends that isn't a number or half-way."""
    taken: Taken
    cues: list[tuple[Fraction, Say | Sounded | Play]] = field(default_factory=list)
    counted: list[tuple[Fraction, Number, bool]] = field(default_factory=list)
    halfway: tuple[Fraction, Words] | None = None
    led: Fraction | None = None
    over: Fraction = ZERO
    late: Fraction = ZERO
    over_start: bool = False

    @property
    def loss(self) -> Loss:
        """What this way costs."""
        hold = self.given.hold
        return Loss(
            over=self.over,
            late=self.late,
            extra=self.end - self.given.start - hold.seconds,
            ticks=sum(not spoken for *_, spoken in self.counted),
            lead_follows=bool(self.given.leads) and self.led is None,
            halfway_unsaid=hold.halfway and self.halfway is None,
            over_start=self.over_start,
        )

    @property
    def _first(self) -> Fraction:
        """The second of the first number, or the end if there are none."""
        return self.counted[0][0] if self.counted else self.end

    @property
    def _join(self) -> Fraction:
        return JOIN_SECONDS * self.gaps

    def release(self, say: Say, length: Fraction, since: Fraction) -> None:
        """Speak the release text of the hold before, whose tone has rung out at second `since`."""
        begin = since + RELEASE_JOIN_SECONDS + (JOIN_SECONDS - RELEASE_JOIN_SECONDS) * self.gaps
        end = self._speak(say, begin, length)
        self.late = max(ZERO, end - self.end)
        self.over_start = since < self.given.start < end
        self.words_from = max(self.words_from, end + self._join)

    def say_own(self, say: Say, length: Fraction) -> None:
        """Speak a rest's own text; the rest ends later if the text needs it."""
        end = self._speak(say, self.words_from, length)
        self.end = max(self.end, end)
        self.words_from = end + self._join

    def count(self) -> None:
        """Place the numbers. One that is too long for its second, or that would meet other words, isn't spoken."""
        # Numbers never meet one another, because each ends before the next one.
        down, before = self.given.hold.down, [*self.taken]
        for number in self.given.numbers:
            at = self.end - number.offset if down else self.given.start + number.offset
            spoken = number.fits and _free(before, at, number.length)
            self.counted.append((at, number, spoken))
            insort(self.taken, (at, at + (number.length if spoken else ring("tick"))))

    def halve(self) -> None:
        """Keep the exact middle for the half-way tone, and place its word after it if it ends before the numbers."""
        middle = self.given.start + self.given.hold.seconds / 2
        rung = middle + ring("halfway")
        if rung <= self._first:
            # A tone among the numbers takes no room from the words there: it is softer under them.
            insort(self.taken, (middle, rung))
        soonest = rung + RELEASE_JOIN_SECONDS
        words = self.given.builder.fitted(HALFWAY, self._first - soonest)
        length = self.given.builder.length(words)
        for at in (max(soonest, min(rung + JOIN_SECONDS, self._first - length)), soonest):
            if at + length <= self._first and _free(self.taken, at, length):
                insort(self.taken, (at, at + length))
                self.halfway = (at, words)
                return

    def run_inside(self, flow: Iterator[tuple[Say, Fraction]]) -> None:
        """Place the hold's own steps from its start; `flow` has their words, with lengths."""
        at = self.given.start
        for step in self.given.hold.inside:
            if isinstance(step, Pause):
                at += step.seconds
                self.over = max(self.over, at - self.end)
                continue
            cue, length = next(flow) if isinstance(step, Say) else (step, _length(self.given.builder, step))
            soonest = max(at, self.words_from) if isinstance(cue, Say) else at
            begin = _earliest(self.taken, length, soonest, self.end)
            if begin is None:
                self.over = max(self.over, _lacking(self.taken, length, soonest, self.end))
            elif isinstance(cue, Say):
                at = self._speak(cue, begin, length) + cue.then
            else:
                at = self._put(cue, begin, begin + length)
                self.words_from = at + self._join

    def lead(self, leads: Sequence[tuple[Say, Fraction]]) -> None:
        """Speak `leads`, with their lengths, so that they end before the first number or the end, if they fit."""
        last, _ = leads[-1]
        length = sum((length + say.then for say, length in leads), ZERO) - last.then
        at = self._first - last.then * self.gaps - length
        begun, over = self.given.builder.heard_from(leads[0][0].words, self.spoken_until) or (at, at)
        # If the rest became longer, they are said once more, but not over themselves.
        heard = over if abs(at - begun) > _FRAME else at
        if at < max(self.words_from, self.spoken_until + self._join, self.busy_until, heard):
            return
        self.led = at
        for say, length in leads:
            self.cues.append((at, say))
            at += length + say.then

    def _speak(self, say: Say, at: Fraction, length: Fraction) -> Fraction:
        """Place `say`, or leave it where the listener has heard it begin; return the second at which it ends."""
        begin, end = self.given.builder.heard_from(say.words, self.spoken_until) or (at, at + length)
        self.spoken_until = max(self.spoken_until, end)
        return self._put(say, begin, end)

    def _put(self, cue: Say | Sounded | Play, begin: Fraction, end: Fraction) -> Fraction:
        self.cues.append((begin, cue))
        insort(self.taken, (begin, end))
        self.busy_until = max(self.busy_until, end)
        return end


def arrange(given: Given) -> Arrangement:
    """Return the calmest way to lay out a hold on which no more is lost than on the tightest."""
    builder = given.builder
    if TIMELINE_RATE.frame(given.begin) <= builder.heard_until:
        return _found(given)
    shape = given.shape()
    if known := builder.arranged.get(shape):
        gaps, spoken = known
        says = [replace(say, words=words) for say, words in zip(given.says(), spoken, strict=True)]
        return _arranged(given, says, [builder.length(words) for words in spoken], gaps)
    found = _found(given)
    builder.arranged[shape] = found.gaps, [say.words for say in found.says]
    return found


def _found(given: Given) -> Arrangement:
    """Try one way after the other."""
    says = given.says()
    lengths = [given.builder.length(say.words) for say in says]
    hoped = _arranged(given, says, [length / _HOPED for length in lengths], ZERO).loss
    tried = []
    for found in _calmer(given, says, lengths, hopeless=hoped.over > 0):
        if found.loss <= hoped:
            return found
        tried.append(found)
    return min(tried, key=cost)


def cost(found: Arrangement) -> Loss:
    """Return what `found` costs."""
    return found.loss


def _calmer(given: Given, says: Sequence[Say], lengths: Sequence[Fraction], *, hopeless: bool) -> Iterator[Arrangement]:
    """Yield the ways to lay out a hold, the calmest first.

    If it is `hopeless` that all words fit, this doesn't search for the few that must be faster: it takes long.
    """
    for gaps in _GAPS:
        yield _arranged(given, says, lengths, gaps)
    for most in () if hopeless else (_HOPED, _FASTEST):
        yield _tight(given, _faster(given, says, lengths, most))
    # Clips at the highest tempo may be longer than `_FASTEST` says, so the two ways before may not be the tightest.
    yield _tightest(given, says)


def _tightest(given: Given, says: Sequence[Say]) -> Arrangement:
    """Return the hold with all of `says` at their fastest, and without gaps."""
    return _tight(given, [replace(say, words=given.builder.clips.fastest(say.words)) for say in says])


def _tight(given: Given, says: Sequence[Say]) -> Arrangement:
    """Return the hold with `says` as long as their clips, and without gaps."""
    return _arranged(given, says, [given.builder.length(say.words) for say in says], ZERO)


def _faster(given: Given, says: Sequence[Say], lengths: Sequence[Fraction], most: Fraction) -> list[Say]:
    """Return `says` with as few of them faster as possible, and these just as much as they need, up to `most`."""

    def loss(faster: Iterable[int], factor: Fraction) -> Loss:
        tried = [length / factor if index in faster else length for index, length in enumerate(lengths)]
        return _arranged(given, says, tried, ZERO).loss

    faster = set(range(len(says)))
    least = loss(faster, most)
    for index in range(len(says)):
        if loss(faster - {index}, most) <= least:
            faster.remove(index)
    low, high = Fraction(1), most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if loss(faster, middle) <= least else (middle, high)
    return [
        replace(say, words=given.builder.fitted(say.words, length / high + _FRAME)) if index in faster else say
        for index, (say, length) in enumerate(zip(says, lengths, strict=True))
    ]


def _arranged(given: Given, says: Sequence[Say], lengths: Sequence[Fraction], gaps: Fraction) -> Arrangement:
    """Return the hold with `says`, which sound for `lengths`, and the share `gaps` of all gaps."""
    start, hold = given.start, given.hold
    words_from = given.rung + JOIN_SECONDS * gaps
    found = Arrangement(
        given, says, gaps, start + hold.seconds, words_from, given.begin, given.rung, [(start, given.rung)]
    )
    flow = zip(says, lengths, strict=True)
    if given.released:
        found.release(*next(flow), given.released.since)
    if hold.own_say:
        found.say_own(*next(flow))
    found.count()
    if hold.halfway:
        found.halve()
    found.run_inside(flow)
    if given.leads:
        found.lead(list(flow))
    return found


def numbers(builder: TimelineBuilder, hold: Hold, *, fastest: bool = False) -> list[Number]:
    """Return the numbers that `hold` counts, each as much faster as its second needs, or all at their `fastest`."""
    offsets = [offset for offset, _ in hold.numbers]
    found = []
    for (offset, number), until in zip(hold.numbers, [*offsets[1:], ZERO if hold.down else hold.seconds], strict=False):
        room = abs(until - offset)
        usual = count(number)
        words = builder.clips.fastest(usual) if fastest else builder.fitted(usual, room)
        length = builder.length(words)
        found.append(Number(offset, words, length, length <= room))
    return found


def ring(name: Tone) -> Fraction:
    """Return the exact seconds that the tone `name` sounds."""
    return TIMELINE_RATE.seconds(len(tone(name)))


def _kind(builder: TimelineBuilder, step: Say | Pause | Sounded | Play) -> object:
    """Return what the place of other steps depends on: that `step` is words, or how long it lasts."""
    match step:
        case Say():
            return Say
        case Pause(seconds=seconds):
            return Pause, seconds
        case Sounded() | Play():
            return Sounded, _length(builder, step)
        case _:
            assert_never(step)


def _length(builder: TimelineBuilder, step: Sounded | Play) -> Fraction:
    match step:
        case Play(sound=sound):
            return builder.length(sound)
        case Sounded(tone=name):
            return ring(name)
        case _:
            assert_never(step)


def _earliest(taken: Taken, length: Fraction, begin: Fraction, end: Fraction) -> Fraction | None:
    """Return the first second from `begin` on where `length` fits before `end` without meeting `taken`, or None."""
    start = begin
    for busy, free in taken:
        if start < free and busy < start + length:
            start = free
    return start if start + length <= end else None


def _free(taken: Taken, at: Fraction, length: Fraction) -> bool:
    return _earliest(taken, length, at, at + length) is not None


def _lacking(taken: Taken, length: Fraction, at: Fraction, end: Fraction) -> Fraction:
    """Return how many seconds the widest gap between `at` and `end` is too short for `length`."""
    widest, begin = ZERO, at
    for busy, free in [*taken, (end, end)]:
        widest = max(widest, min(busy, end) - begin)
        begin = max(begin, free)
    return length - widest
