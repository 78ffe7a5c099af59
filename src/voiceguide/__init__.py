"""voiceguide plays a written routine as spoken cues, counts and tones.

    from pathlib import Path

    import voiceguide

    plan = voiceguide.compile(voiceguide.load("lower-back"), {"hold": "10 s"})
    voiceguide.export(voiceguide.build_timeline(plan), Path("lower-back.m4a"))

Each name is imported at its first use, so that `import voiceguide` costs nothing.
"""

# Type checkers take this name for true. Importing it from `typing` would take longer than everything else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from voiceguide.audio import Clip
    from voiceguide.errors import (
        DeviceError,
        EngineError,
        FileError,
        Problem,
        RoutineError,
        UsageError,
        VoiceguideError,
    )
    from voiceguide.pipeline import build_timeline, compile, export, load, play
    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Command
    from voiceguide.routine.model import Routine
    from voiceguide.speakers.opening import open_speaker
    from voiceguide.speech.voice_settings import VoiceSettings
    from voiceguide.timeline.layout import estimate
    from voiceguide.timeline.model import Timeline

    __version__: str

__all__ = [
    "Clip",
    "Command",
    "DeviceError",
    "EngineError",
    "FileError",
    "Plan",
    "Problem",
    "Routine",
    "RoutineError",
    "Timeline",
    "UsageError",
    "VoiceSettings",
    "VoiceguideError",
    "build_timeline",
    "compile",
    "estimate",
    "export",
    "load",
    "open_speaker",
    "play",
]

_HOMES = {
    "Clip": "audio",
    "Command": "playback.contracts",
    "VoiceSettings": "speech.voice_settings",
    "Plan": "plan.model",
    "Problem": "errors",
    "Routine": "routine.model",
    "Timeline": "timeline.model",
    "estimate": "timeline.layout",
    "open_speaker": "speakers.opening",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("voiceguide")
    if name not in __all__:
        raise AttributeError(f"module 'voiceguide' has no attribute '{name}'")
    from importlib import import_module

    home = _HOMES.get(name, "errors" if name.endswith("Error") else "pipeline")
    return getattr(import_module(f"voiceguide.{home}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
