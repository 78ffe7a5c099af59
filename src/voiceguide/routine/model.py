"""A routine as its author wrote it, checked: one class for each verb of the format.

References and inserts still stand in it: `plan` gives them their values.
"""

from __future__ import annotations
# CONTRACT SKETCH: attribute names other rooms rely on. The reader's author turns these into pydantic models.

class Setting:      default: Value; min: Value|None; max: Value|None; choices: tuple[str,...]; help: str; kind: Literal["duration","count","choice","switch"]; where: Where

Spoken = Text | SidedText

class Step:         where: Where; only: tuple[Only, ...]; say: Spoken | None   # say: spoken before the step
class SayStep(Step):     say: Spoken; then: Fraction | Reference (default 1/2); pan: Literal["left","centre","right"] | None
class HoldStep(Step):    hold: Fraction|Reference; count: Literal["down","up","none"] | int | Reference (default "down"); halfway: bool|Reference; release: Spoken|None; steps: tuple[Step,...]
class RestStep(Step):    rest: Fraction|Reference; count (default "none"); steps
class PaceStep(Step):    pace: tuple[tuple[Text, Fraction|Reference], ...]; times: int|Fraction|Reference (default 1)
class BreatheStep(Step): breathe: tuple[tuple[Literal["in","hold","out","rest"], Fraction|Reference], ...]  (in that order, absent and zero ones left out unless references); times
class PauseStep(Step):   pause: Fraction|Reference
class WaitStep(Step):    wait: Literal["ready"]; at_most: Fraction|Reference; remind: Remind | None    # Remind: every: Fraction|Reference; say: tuple[Spoken, ...]
class ToneStep(Step):    tone: Literal["start","release","tick","halfway","switch","done"]
class PlayStep(Step):    play: str (as written); path: str (resolved, absolute); level: int|Fraction (dB, default 0)
class RepeatStep(Step):  repeat: int|Reference; steps; between
class SidesStep(Step):   sides: tuple["left"|"right", ...] | Reference   ('both' becomes ('left', 'right')); steps; between
class SectionStep(Step): section: Spoken     # may hold inserts
class IncludeStep(Step): include: str; set: Mapping[str, Value | Reference]; routine: Routine (read, or None when it could not be)

class Routine:      title: str; summary: str; language: str ("en"); safety: tuple[Text,...]; sources, tags: tuple[str,...]; picture: str|None (absolute path);
                    music: Music|None  (path: str absolute, level: dB default -20); settings: Mapping[str, Setting]; steps: tuple[Step,...]; file: str; name: str; where: Where
