"""Everything that a plugin author imports for engines, files, speakers and controls.

docs/plugins.md has a section for each of the four, with its contract, its entry point, its check and an example.
"""

from voiceguide.audio import TIMELINE_RATE, Block, Clip, Samples, pcm16
from voiceguide.errors import DeviceError, EngineError, FileError, UsageError, VoiceguideError
from voiceguide.playback.contracts import Command, Control, Now, Sink, Speaker, Writer
from voiceguide.speech.engine import MANY, Engine, Quality, Utterance, Voice
from voiceguide.timeline.model import Timeline
from voiceguide.units import Rate

TYPE_CHECKING = False  # as in voiceguide/__init__.py
if TYPE_CHECKING:
    from voiceguide.files.file import FileSink

__all__ = [
    "MANY",
    "TIMELINE_RATE",
    "Block",
    "Clip",
    "Command",
    "Control",
    "DeviceError",
    "Engine",
    "EngineError",
    "FileError",
    "FileSink",
    "Now",
    "Quality",
    "Rate",
    "Samples",
    "Sink",
    "Speaker",
    "Timeline",
    "UsageError",
    "Utterance",
    "Voice",
    "VoiceguideError",
    "Writer",
    "pcm16",
]


def __getattr__(name: str) -> object:
    if name != "FileSink":
        raise AttributeError(f"module 'voiceguide.plugin' has no attribute '{name}'")
    from voiceguide.files.file import FileSink  # here, because it loads libav, which only files need

    return FileSink
