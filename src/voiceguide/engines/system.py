"""Text -> speech through the computer's own voices (SAPI5, NSSpeech, eSpeak), each clip in a process of its own.

pyttsx3 loses queued clips, hangs in its second run loop and can take the whole process down with it; a fresh process
costs 0.2 s a clip, once, and can do none of that to a session.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path

from voiceguide.audio import Clip
from voiceguide.errors import EngineError, FileError
from voiceguide.speech.engine import MANY, Quality, Utterance, Voice
from voiceguide.speech.mastering import at_rate

_WORKER = (sys.executable, "-P", "-m", "voiceguide.engines.worker")
_WORDS_A_MINUTE = 162  # at which eSpeak takes as long over a routine's texts as hibari does
_START_SECONDS = 20.0
_SECONDS_A_CHARACTER = 0.1  # more than it takes to say it aloud
_HINT = "Try it in other words, or another voice: --voice hibari"


class System:
    """The computer's own voices.

    `worker` is the program that speaks one utterance, `start_seconds` how long it may take beyond the text itself.
    The same text may sound different after the system was updated: its voices tell no version.
    """

    name = "system"

    def __init__(self, worker: Sequence[str] = _WORKER, start_seconds: float = _START_SECONDS) -> None:
        self.version = f"{metadata.version('pyttsx3')} {sys.platform} at {_WORDS_A_MINUTE}, even to 1 %"
        self._worker = worker
        self._start_seconds = start_seconds

    def voices(self) -> list[Voice]:
        """Return the voices that the system tells of: a process asks it, which takes half a second."""
        try:
            returncode, report = self._worked([*self._worker, "voices"], b"", self._start_seconds)
            told = json.loads(report)
        except (subprocess.TimeoutExpired, OSError, ValueError):
            return [_none("Find out why: voiceguide doctor")]
        if returncode:
            return [_none(told["hint"])]
        quality = Quality.ROBOTIC if sys.platform == "linux" else Quality.PLAIN
        return [Voice(name, language, quality, "") for name, language in told]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, at the voice's own rate.

        Raise `EngineError` when there is no such voice, or when it crashes twice, hangs, or writes no whole file.
        """
        if not utterance.text.strip():
            raise EngineError("there is nothing to say")
        # What a system makes of words a minute is its own affair: SAPI knows only 21 tempos.
        return at_rate(lambda rate: self._spoken(replace(utterance, rate=rate)), utterance.rate)

    def close(self) -> None:
        """Do nothing: each process ended with its clip."""

    def _spoken(self, utterance: Utterance) -> Clip:
        from voiceguide.speech.decode import decode  # here: a session spoken from the cache decodes nothing

        with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
            path = Path(folder, "speech.wav")
            self._run(utterance, path)
            if not _is_whole(path):
                raise EngineError(f"the system's voice gave no sound for '{_start(utterance)}'", hint=_HINT)
            try:
                return decode(path)
            except FileError as error:
                raise EngineError(f"the system's voice gave no sound for '{_start(utterance)}'", hint=_HINT) from error

    def _run(self, utterance: Utterance, path: Path) -> None:
        limit_seconds = self._start_seconds + _SECONDS_A_CHARACTER * len(utterance.text)
        task = {
            "text": plain(utterance.text),
            "language": utterance.language,
            "voice": utterance.voice,
            "words_a_minute": round(_WORDS_A_MINUTE * utterance.rate),
            "path": str(path),
            "limit_seconds": limit_seconds,
        }
        try:
            returncode, report = self._worked(self._worker, json.dumps(task).encode(), limit_seconds)
            if returncode and not report:
                # It may have been chance: somebody ended the worker, or memory ran out. What crashes again is the text.
                for left in path.parent.iterdir():
                    left.unlink()
                returncode, report = self._worked(self._worker, json.dumps(task).encode(), limit_seconds)
        except subprocess.TimeoutExpired as error:
            message = f"the system's voice took more than {limit_seconds:.0f} s for '{_start(utterance)}'"
            raise EngineError(message, hint=_HINT) from error
        except OSError as error:
            raise EngineError(f"the system's voice can't be started: {error}") from error
        if returncode:
            raise _failure(report, utterance)

    @staticmethod
    def _worked(worker_program: Sequence[str], task: bytes, limit_seconds: float) -> tuple[int, bytes]:
        """Run the worker; return its exit code and its report. It is gone when this ends, Ctrl-C or not."""
        pipe = subprocess.PIPE
        with subprocess.Popen(  # noqa: S603 - our own
            worker_program,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C and Ctrl-Backslash are for the program, which ends the worker
        ) as worker:
            try:
                report, _ = worker.communicate(task, timeout=limit_seconds)
            finally:
                # subprocess.run() would leave a zombie after Ctrl-C.
                worker.kill()
                worker.wait()
        return worker.returncode, report


def plain(text: str, platform: str = sys.platform) -> str:
    """Return `text` as `platform` reads it out: "[[slnc 5000]]" would hush a Mac, and SAPI takes "<" for markup."""
    text = text.encode("utf-8", "replace").decode().replace("[[", "[ [")
    return text.replace("<", "\u2039") if platform == "win32" else text


def _none(how: str) -> Voice:
    return Voice("", MANY, Quality.ROBOTIC, "", installed=False, how=how)


def _failure(report: bytes, utterance: Utterance) -> EngineError:
    try:
        told = json.loads(report)
    except ValueError:
        return EngineError(f"the system's voice crashed at '{_start(utterance)}'", hint=_HINT)
    return EngineError(told["error"], hint=told["hint"])


def _is_whole(path: Path) -> bool:
    """Return whether `path` is a WAV or AIFF file as long as its header says: not cut, and not still being written."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    size = content[4:8]
    said = {b"RIFF": int.from_bytes(size, "little"), b"FORM": int.from_bytes(size, "big")}.get(content[:4])
    return said is not None and len(content) >= 8 + said


def _start(utterance: Utterance) -> str:
    return utterance.text if len(utterance.text) <= 40 else f"{utterance.text[:40]}..."
