"""What a step can see while its routine is unrolled: values by name, the loops around it, its chapter and its side."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeVar, cast

from voiceguide.plan.model import Chapter, Context, Phrase, Side, Words
from voiceguide.routine.fields import Spoken
from voiceguide.routine.model import Setting
from voiceguide.routine.values import Insert, Only, Reference, SidedText, Value

_T = TypeVar("_T")

LEAN = 0.35
"""The pan of speech for one side: 5 dB between the ears, and 3 dB softer in the far earbud than in the middle."""


@dataclass(frozen=True, slots=True)
class Loop:
    """One pass of a `repeat` or of `sides`, counted from 0; `side` is the side of a pass of `sides`."""

    kind: Literal["side", "round"]
    index: int
    passes: int
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything outside a step that its meaning depends on.

    `names` are the values of settings, and the names that loops define. `settings` are the routine's own.
    """

    names: Mapping[str, Value]
    chapter: Chapter
    settings: Mapping[str, Setting]
    loops: tuple[Loop, ...] = ()
    context: Context = field(default_factory=Context)

    @property
    def pan(self) -> float:
        """The pan of speech: -1 left, 0 centre, 1 right."""
        return {"left": -LEAN, "right": LEAN, None: 0.0}[self.context.side]

    def on_side(self, side: Side, index: int, passes: int) -> "Scope":
        """Return the scope of one pass of `sides`."""
        return self._inside(Loop("side", index, passes, side), {"side": side}, replace(self.context, side=side))

    def in_round(self, index: int, passes: int) -> "Scope":
        """Return the scope of one pass of a `repeat`, or of one cycle of a pace."""
        bound = {"round": index + 1, "rounds": passes}
        return self._inside(Loop("round", index, passes), bound, replace(self.context, round=index + 1, rounds=passes))

    def _inside(self, loop: Loop, bound: Mapping[str, Value], context: Context) -> "Scope":
        return replace(self, names={**self.names, **bound}, loops=(*self.loops, loop), context=context)

    def value(self, written: _T | Reference) -> _T:
        """Return `written`, or the value that it refers to."""
        return cast("_T", self.names[written.name]) if isinstance(written, Reference) else written

    def limits_of(self, written: object) -> tuple[Fraction | None, Fraction | None]:
        """Return the limits of the duration setting that `written` refers to; None for no limit."""
        setting = self.settings.get(written.name) if isinstance(written, Reference) else None
        if setting is None or setting.kind != "duration":
            return None, None
        return cast("Fraction | None", setting.min), cast("Fraction | None", setting.max)

    def words(self, spoken: Spoken) -> Words:
        """Return `spoken` with a phrase in place of each insert."""
        if isinstance(spoken, SidedText):
            spoken = spoken.right if self.context.side == "right" else spoken.left
        return Words(tuple(self._part(part) for part in spoken.parts))

    def _part(self, part: str | Insert) -> str | Phrase:
        if isinstance(part, str):
            return part
        match self.names[part.name]:
            case "left" | "right" as side:
                return Phrase("side", (("side", side),))
            case Fraction() as seconds:
                return Phrase("duration", (("seconds", seconds),))
            case int(number):
                return Phrase("number", (("number", number),))
            case choice:
                return str(choice)

    def admits(self, conditions: tuple[Only, ...]) -> bool:
        """Return True if all of a step's `only` conditions hold here."""
        return all(self._holds(condition) for condition in conditions)

    def _holds(self, only: Only) -> bool:
        if only.test in ("left", "right"):
            return next(loop.side for loop in reversed(self.loops) if loop.side) == only.test
        if only.test.startswith("<"):
            return self.names[only.test[1:-1]] is True
        loop = next(loop for loop in reversed(self.loops) if only.loop in (None, loop.kind))
        first, last = loop.index == 0, loop.index == loop.passes - 1
        return {"first": first, "later": not first, "last": last, "not last": not last}[only.test]
