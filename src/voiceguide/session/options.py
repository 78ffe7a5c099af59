"""The options of a session: what is spoken and how, and the devices, the screen and the controls that it uses."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from voiceguide import pipeline
from voiceguide.speech.voice_settings import VoiceSettings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from voiceguide.files.filing import Progress
    from voiceguide.plan.model import Plan
    from voiceguide.plan.waiting import Answers
    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechOptions:
    """How a routine sounds, as a session, a file or a page.

    `voice` is as in `voiceguide.build_timeline`. `rate` is the speed of speech, 0.5 to 2; the volumes are in decibels.
    `safety` speaks the safety texts first, `wake_up` plays the faint sound that wakes Bluetooth headphones, `music`
    plays the routine's music, `pan` lets the words for a side lean to it.
    """

    voice: str = ""
    rate: float = 1.0
    voice_volume: float = 0.0
    tone_volume: float = 0.0
    safety: bool = True
    wake_up: bool = True
    music: bool = True
    pan: bool = True

    @property
    def voice_settings(self) -> VoiceSettings:
        """The speed of speech, the volumes, and where words sound."""
        return VoiceSettings(rate=self.rate, voice_db=self.voice_volume, tone_db=self.tone_volume, pan=self.pan)

    def compile(self, routine: Routine, settings: Mapping[str, str] | None = None) -> Plan:
        """Return the plan of `routine` with `settings`, as `voiceguide.compile` does."""
        return pipeline.compile(routine, settings, safety=self.safety, music=self.music)

    def build_timeline(self, plan: Plan, progress: Progress | None = None) -> Timeline:
        """Return the timeline of `plan`, as `voiceguide.build_timeline` does."""
        return pipeline.build_timeline(
            plan, self.voice, voice_settings=self.voice_settings, wake_up=self.wake_up, progress=progress
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions(SpeechOptions):
    """How a session sounds and waits. The journal keeps these options, so that `resume` continues the same session.

    With `patient` a wait asks again until the listener answers. With `auto` the session asks for no answers. With
    `wait_each` it waits before each hold.
    """

    patient: bool = False
    auto: bool = False
    wait_each: bool = False

    def compile(
        self, routine: Routine, settings: Mapping[str, str] | None = None, answers: Answers | None = None
    ) -> Plan:
        """Return the plan of `routine`, as `voiceguide.compile` does."""
        return pipeline.compile(
            routine,
            settings,
            safety=self.safety,
            music=self.music,
            answers=answers,
            patient=self.patient,
            wait_each=self.wait_each,
        )

    def to_text(self) -> dict[str, str]:
        """Return each option by name, as text for the journal."""
        return {name: value if isinstance(value, str) else str(value).lower() for name, value in asdict(self).items()}

    @classmethod
    def from_text(cls, written: Mapping[str, str]) -> Self:
        """Return the options that `to_text` wrote. A missing or unreadable one keeps its default."""
        defaults = {field.name: field.default for field in fields(cls)}
        values: dict[str, Any] = {
            name: _value(text, defaults[name]) for name, text in written.items() if name in defaults
        }
        return cls(**values)


def _value(text: str, default: object) -> object:
    """Return the value of `text`, of the same type as `default`; `default` if `text` isn't a number where one goes."""
    if isinstance(default, bool):
        return text == "true"
    if isinstance(default, float):
        try:
            return float(text)
        except ValueError:
            return default
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class IOOptions:
    """The devices, the screen and the controls of a session. They change nothing of what it says.

    `speaker`, `device` and `latency` are those of `voiceguide.open_speaker`. `start_in` counts down so many seconds
    before the start. `listen` obeys spoken commands; a `microphone` turns `listen` on. `quiet` shows nothing, `lines`
    prints whole lines for screen readers, `reduced_motion` moves only numbers. `ask_pain` asks before and after the
    session how strong the pain is. `controls` are the names of more controls, besides the keys.
    """

    speaker: str | None = None
    device: str | None = None
    latency: Fraction | float | None = None
    start_in: Fraction | float | None = None
    listen: bool = False
    microphone: str | None = None
    quiet: bool = False
    lines: bool = False
    reduced_motion: bool = False
    ask_pain: bool = False
    controls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "listen", self.listen or self.microphone is not None)
