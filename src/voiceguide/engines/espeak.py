"""The eSpeak NG engine: over a hundred languages, through the library in the espeakng-loader package.

The sound of the library depends on everything it said before, and it can't be reset. So the engine loads it again for
each utterance, which takes 4 ms, and the same text always gives the same bytes.
"""

import _ctypes  # the only way to unload a library
import ctypes
import functools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from voiceguide.audio import Clip
from voiceguide.engines.package import absent, espeak_data, folder, install, version
from voiceguide.errors import EngineError
from voiceguide.speech.engine import MANY, Quality, Utterance, Voice, best
from voiceguide.speech.mastering import at_rate
from voiceguide.units import Rate

# eSpeak counts otherwise: it then speaks the five English routines at 144 words a minute, hibari at 148. Words in a
# small room are spoken at up to 162, which is 197 words a minute.
_WORDS_A_MINUTE = 120
_LICENCE = "GPL-3.0-or-later"
_EXTRA = "languages"

_NEEDED = ("phontab", "phonindex", "phondata", "intonations")

# From espeak-ng/speak_lib.h.
_RETRIEVAL = 1  # espeak_AUDIO_OUTPUT: pass on the samples, and return when all are made
_NO_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: otherwise missing data ends the process
_UTF8 = 1  # espeakCHARS_UTF8; without espeakSSML and espeakPHONEMES a text is never markup
_RATE = 1  # espeakRATE, in words a minute

_ONE_AT_A_TIME = threading.Lock()
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """Over a hundred languages, robotic. Licence: GPL-3.0-or-later.

    `pip install 'voiceguide[languages]'`, 21 MB.

    Each voice is named by its language; `+f2` after it makes it another person's.
    """

    name = "espeak"

    def __init__(self) -> None:
        self.version = f"{version('espeakng-loader')} at {_WORDS_A_MINUTE}, even to 1 %"

    def voices(self) -> list[Voice]:
        """Return a voice for each language and accent; one that isn't installed if the package is missing."""
        data = _data()
        if not data:
            return [Voice("", MANY, Quality.ROBOTIC, _LICENCE, installed=False, how=install(_EXTRA))]
        return [Voice(tag, tag, Quality.ROBOTIC, _LICENCE) for tag in _files(data)]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, 22,050 frames a second.

        Raise `EngineError` for a language or a voice that eSpeak doesn't have, or a text without sound.
        """
        data, package = _data(), folder("espeakng_loader")
        if not data or not package:
            raise absent(self.name, _EXTRA)
        voice = self._chosen(utterance, data)
        # eSpeak ends at a NUL, and some other control characters are commands to it.
        text = re.sub(r"[\x00-\x1f\x7f]", " ", utterance.text)

        def speak(rate: float) -> Clip:
            pace = round(_WORDS_A_MINUTE * rate)
            with _ONE_AT_A_TIME, _library(package, data) as library:
                sound, hz = _synthesised(library, text, voice, pace)
            samples = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32_768)
            if not text.strip() or not samples.any():
                raise EngineError(f"the espeak voice can't read '{utterance.text}'", hint="Put it in words.")
            return Clip(samples, Rate(hz))

        # At 324 words a minute, a word may last only two thirds of what it should.
        return at_rate(speak, utterance.rate, utterance.faster)

    def close(self) -> None:
        """Do nothing: `speak` unloads the library."""

    def _chosen(self, utterance: Utterance, data: Path) -> str:
        """Return the voice to speak with, as the library names it: by its file."""
        files = _files(data)
        if not utterance.voice:
            found = best(self.voices(), utterance.language)
            if not found:
                known = ", ".join(sorted({tag.partition("-")[0] for tag in files}))
                raise EngineError(f"espeak has no voice for '{utterance.language}'", hint=f"It speaks: {known}.")
            return files[found.name]
        tag, plus, person = utterance.voice.partition("+")
        if tag.lower() not in files:
            raise EngineError(f"espeak has no voice '{utterance.voice}'", hint=f"It has: {', '.join(sorted(files))}.")
        people = sorted(path.name for path in (data / "voices" / "!v").iterdir())
        if plus and person not in people:
            raise EngineError(f"espeak has no voice variant called '{person}'", hint=f"It knows: {', '.join(people)}.")
        return files[tag.lower()] + plus + person


def _data() -> Path | None:
    package = folder("espeakng_loader")
    return package / "espeak-ng-data" if package else None


@functools.cache
def _files(data: Path) -> dict[str, str]:
    """Return the file of each voice in eSpeak's `data` by its language tag, the most common accents first."""
    described = sorted(each for path in (data / "lang").rglob("*") if path.is_file() for each in _described(path, data))
    files: dict[str, str] = {}
    for _, tag, file in described:
        files.setdefault(tag, file)
    return files


def _described(path: Path, data: Path) -> Iterator[tuple[int, str, str]]:
    """Yield the rank, the tag and the name of the voice in the file at `path`; nothing if its dictionary is missing.

    The file names its language first. A later line `language en 2` says that it fits 'en' too; a lower number is
    better.
    """
    lines = re.findall(r"^(language|dictionary)\s+(\S+)[ \t]*(\d*)", path.read_text("utf-8"), re.MULTILINE)
    tags = [(tag.lower(), int(rank or 5)) for key, tag, rank in lines if key == "language"]
    if not tags:
        return
    first = tags[0][0]
    dictionary = next((name for key, name, _ in lines if key == "dictionary"), first.partition("-")[0])
    if (data / f"{dictionary}_dict").exists():
        rank = min((rank for tag, rank in tags if "-" not in tag), default=5)
        yield rank, first, path.relative_to(data / "lang").as_posix()


@contextmanager
def _library(package: Path, data: Path) -> Iterator[Any]:
    """Load and initialize the library, and unload it afterwards."""
    if not all((data / name).is_file() for name in _NEEDED):
        raise _damaged()  # without them the library can neither speak nor be unloaded
    (path,) = [path for path in package.iterdir() if path.suffix in (".so", ".dylib", ".dll")]
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise EngineError(f"espeak can't start: {error}", hint=f"Install it anew: {install(_EXTRA)}") from error
    if library.espeak_Initialize(_RETRIEVAL, 0, bytes(espeak_data(data)), _NO_EXIT) <= 0:
        raise _damaged()  # it stays in memory, because its threads may still run
    try:
        yield library
    finally:
        library.espeak_Terminate()  # waits for its thread
        unload = getattr(_ctypes, "dlclose", None) or _ctypes.FreeLibrary  # type: ignore[attr-defined] # Windows only
        unload(library._handle)  # noqa: SLF001 - ctypes has no public name for it


def _damaged() -> EngineError:
    return EngineError("espeak can't read its data", hint=f"Install it anew: {install(_EXTRA)}")


def _synthesised(library: Any, text: str, voice: str, words_a_minute: int) -> tuple[bytes, int]:
    """Return 16-bit samples, and their rate in Hz."""
    sound = bytearray()
    stopped: list[BaseException] = []

    def keep(samples: Any, count: int, _events: object) -> int:
        # An exception in a callback is lost, Ctrl-C too.
        try:
            if count > 0:
                sound.extend(ctypes.string_at(samples, 2 * count))
        except BaseException as error:  # noqa: BLE001 - raised again below
            stopped.append(error)
        return len(stopped)

    callback = _Callback(keep)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()):
        raise EngineError(f"espeak can't load its voice '{voice}'", hint=f"Install it anew: {install(_EXTRA)}")
    library.espeak_SetParameter(_RATE, words_a_minute, 0)
    content = text.encode("utf-8", "replace")
    library.espeak_Synth(content, ctypes.c_size_t(len(content) + 1), 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    if stopped:
        raise stopped[0]
    return bytes(sound), int(library.espeak_ng_GetSampleRate())
