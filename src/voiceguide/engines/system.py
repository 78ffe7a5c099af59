"""The engine of the computer's own voices (SAPI5, NSSpeech, eSpeak): pyttsx3 speaks each clip in a new process.

pyttsx3 loses queued clips, hangs in its second run loop, and can crash its process. A new process takes 0.2 s for a
clip, only once because of the cache, and protects the session from all that.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Literal

from voiceguide.audio import Clip
from voiceguide.errors import EngineError, FileError
from voiceguide.speech.engine import MANY, Quality, Utterance, Voice
from voiceguide.speech.mastering import at_rate

_WORKER = (sys.executable, "-P", "-m", "voiceguide.engines.worker")
# eSpeak counts otherwise: it then speaks the five English routines at 144 words a minute, hibari at 148. Words in a
# small room are spoken at up to 162, which is 197 words a minute.
_WORDS_A_MINUTE = 120
_START_SECONDS = 20.0
_SECONDS_A_CHARACTER = 0.1  # more than speaking takes
_HINT = "Try it in other words, or another voice: --voice hibari"


class System:
    """The languages that your computer speaks, plain, on Linux robotic. Licence: your system's.

    Your system's settings; on Linux a package such as `espeak-ng`.

    `worker` is the command that speaks one utterance; it may take `start_seconds` besides the time for the text. The
    same text may sound different after an update of the system, because the voices have no version.
    """

    name = "system"

    def __init__(self, worker: Sequence[str] = _WORKER, start_seconds: float = _START_SECONDS) -> None:
        self.version = f"{metadata.version('pyttsx3')} {sys.platform} at {_WORDS_A_MINUTE}, even to 1 %"
        self._worker = worker
        self._start_seconds = start_seconds

    def voices(self) -> list[Voice]:
        """Return the voices of the system. A process asks for them, which takes half a second."""
        try:
            returncode, report = _worked([*self._worker, "voices"], b"", self._start_seconds)
            answer = json.loads(report)
        except (subprocess.TimeoutExpired, OSError, ValueError):
            return [_none("Find out why: voiceguide doctor")]
        if returncode:
            return [_none(answer["hint"])]
        quality = Quality.ROBOTIC if sys.platform == "linux" else Quality.PLAIN
        return [Voice(name, language, quality, "") for name, language in answer]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance` at the voice's own sample rate.

        Raise `EngineError` if there is no such voice, or if it crashes twice, hangs, or writes no complete file.
        """
        if not utterance.text.strip():
            raise EngineError("there is nothing to say")
        # Systems take words a minute only roughly: SAPI has 21 tempos.
        return at_rate(lambda rate: self._spoken(replace(utterance, rate=rate)), utterance.rate, utterance.faster)

    def close(self) -> None:
        """Do nothing: each process ends with its clip."""

    def _spoken(self, utterance: Utterance) -> Clip:
        from voiceguide.speech.decode import decode  # a session whose clips are all cached doesn't need it

        with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
            path = Path(folder, "speech.wav")
            self._run(utterance, path)
            with contextlib.suppress(FileError):
                if _is_whole(path):
                    return decode(path)
        raise EngineError(f"the system's voice gave no sound for '{_start(utterance)}'", hint=_HINT)

    def _run(self, utterance: Utterance, path: Path) -> None:
        limit_seconds = self._start_seconds + _SECONDS_A_CHARACTER * len(utterance.text)
        task = json.dumps(
            {
                "text": plain(utterance.text),
                "language": utterance.language,
                "voice": utterance.voice,
                "words_a_minute": round(_WORDS_A_MINUTE * utterance.rate),
                "path": str(path),
                "limit_seconds": limit_seconds,
            }
        ).encode()
        try:
            returncode, report = _worked(self._worker, task, limit_seconds)
            if returncode and not report:
                # Something else may have ended the worker, such as a lack of memory. A second crash is due to the text.
                for left in path.parent.iterdir():
                    left.unlink()
                returncode, report = _worked(self._worker, task, limit_seconds)
        except subprocess.TimeoutExpired as error:
            message = f"the system's voice took more than {limit_seconds:.0f} s for '{_start(utterance)}'"
            raise EngineError(message, hint=_HINT) from error
        except OSError as error:
            raise EngineError(f"the system's voice can't be started: {error}") from error
        if returncode:
            raise _failure(report, utterance)


def _worked(command: Sequence[str], task: bytes, limit_seconds: float) -> tuple[int, bytes]:
    """Run the worker; return its exit code and its report. The worker has ended when this returns or raises."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    # In a session of its own: Ctrl-C and Ctrl-Backslash reach only this process, which ends the worker.
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, start_new_session=True) as worker:  # noqa: S603
        try:
            report, _ = worker.communicate(task, timeout=limit_seconds)
        finally:
            # subprocess.run() would leave a zombie after Ctrl-C.
            worker.kill()
            worker.wait()
    return worker.returncode, report


def plain(text: str, platform: str = sys.platform) -> str:
    """Return `text` without what `platform` takes for a command: "[[slnc 5000]]" on macOS, "<" for SAPI."""
    text = text.encode("utf-8", "replace").decode().replace("[[", "[ [")
    return text.replace("<", "\u2039") if platform == "win32" else text


def _none(how: str) -> Voice:
    return Voice("", MANY, Quality.ROBOTIC, "", installed=False, how=how)


def _failure(report: bytes, utterance: Utterance) -> EngineError:
    try:
        answer = json.loads(report)
    except ValueError:
        return EngineError(f"the system's voice crashed at '{_start(utterance)}'", hint=_HINT)
    return EngineError(answer["error"], hint=answer["hint"])


def _is_whole(path: Path) -> bool:
    """Return True if `path` is a WAV or AIFF file as long as its header says, so that it is completely written."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    order: dict[bytes, Literal["little", "big"]] = {b"RIFF": "little", b"FORM": "big"}
    kind, size = content[:4], content[4:8]
    return kind in order and len(content) >= 8 + int.from_bytes(size, order[kind])


def _start(utterance: Utterance) -> str:
    return utterance.text if len(utterance.text) <= 40 else f"{utterance.text[:40]}..."
