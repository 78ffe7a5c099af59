"""The worker process of the system engine: pyttsx3 speaks one utterance to a sound file, and may crash doing so.

Standard input is the utterance as JSON: `text`, `language`, `voice` and `words_a_minute`; `path`, where the sound goes;
and `limit_seconds`, after which the worker ends itself. With the argument `voices`, the worker writes the name and the
language of each voice to standard output instead, `[[NAME, LANGUAGE], ...]`. After an error, standard output is
`{"error": ..., "hint": ...}`, and the exit code is 1.
"""

import ctypes
import faulthandler
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voiceguide.errors import EngineError

_NO_VOICE_HINT = {
    "linux": "Install one: sudo apt-get install espeak-ng, or: pip install espeakng-loader",
    "darwin": "Add one in System Settings, Accessibility, Spoken Content.",
    "win32": "Add one in Settings, Time & language, Speech.",
}.get(sys.platform, "Install espeak-ng.")

_TRY_SECONDS = 0.005
_HELD_LONG = 3  # successful tries in a row
_MOST_TRIES = 200


def main() -> int:
    """Speak the utterance on standard input; return the exit code."""
    # pyttsx3 and its libraries print to standard output, so the report is written to a copy of it.
    report = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        if sys.argv[1:] == ["voices"]:
            json.dump(_voices(), report)
            report.close()
        else:
            task = json.load(sys.stdin)
            # Ends this process wherever it hangs, even if its parent is gone.
            faulthandler.dump_traceback_later(task["limit_seconds"], exit=True)
            _speak(task)
    except EngineError as error:
        json.dump({"error": error.message, "hint": error.hint}, report)
        report.close()
        return 1
    return 0


def _speak(task: dict[str, Any]) -> None:
    engine = _engine(Path(task["path"]).parent)
    voice = pick(engine.getProperty("voices"), engine.getProperty("voice"), task["voice"], task["language"])
    ended: list[object] = []
    engine.connect("finished-utterance", lambda **_: ended.append(None))
    engine.connect("error", lambda exception, **_: ended.append(exception))
    _settle(engine, voice, task["words_a_minute"])
    engine.save_to_file(task["text"], task["path"])
    engine.runAndWait()
    # eSpeak and NSSpeech still write after runAndWait() has returned. SAPI has finished, but may not say so.
    while not ended and sys.platform != "win32":
        time.sleep(0.01)
    if any(ended):
        raise EngineError(f"the system's voice failed: {next(filter(None, ended))}")


def _voices() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
        voices = _engine(Path(folder)).getProperty("voices")
    return [(str(voice.id), language) for voice in voices for language in sorted(_languages(voice))[:1]]


def _settle(engine: Any, voice: str, words_a_minute: int) -> None:
    """Set the voice and the tempo of `engine` until they hold: eSpeak loses a setting while it handles another."""
    engine.proxy.setBusy(False)  # otherwise pyttsx3 sets them only in its run loop
    engine.setProperty("voice", voice)
    held = 0
    for _ in range(_MOST_TRIES):
        if engine.getProperty("rate") == words_a_minute:
            held += 1
        else:
            held = 0
            engine.setProperty("rate", words_a_minute)
        if held == _HELD_LONG:
            break
        time.sleep(_TRY_SECONDS)
    engine.proxy.setBusy(True)


def _engine(folder: Path) -> Any:
    import pyttsx3

    try:
        return pyttsx3.init()
    except Exception as error:  # each platform's driver raises the exceptions of its own libraries
        if not _bring_espeak(folder):
            raise EngineError("this computer has no voice of its own", hint=_NO_VOICE_HINT) from error
        return pyttsx3.init()


def _bring_espeak(folder: Path) -> bool:
    """Load the eSpeak of the espeakng-loader package, so that pyttsx3 finds it. Return False if it isn't installed."""
    try:
        import espeakng_loader
    except ImportError:
        return False
    ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
    # eSpeak cuts paths after 159 bytes, and the path of a virtual environment may be longer.
    link = folder / "espeak-ng-data"
    link.symlink_to(espeakng_loader.get_data_path())
    os.environ["ESPEAK_DATA_PATH"] = str(link)
    return True


def pick(voices: Sequence[Any], default: str, wanted: str, language: str) -> str:
    """Return the id of the voice `wanted`, an id, a name or a language; or of the best voice for `language`.

    `default` is the id of the system's default voice, which is used if it speaks the language. Raise `EngineError`
    that lists the voices.
    """
    tag = language.casefold()
    exact = [str(voice.id) for voice in voices if tag in _languages(voice)]
    near = [str(voice.id) for voice in voices if _main(tag) in map(_main, _languages(voice))]
    if wanted:
        for voice in voices:
            if wanted.casefold() in {str(voice.id).casefold(), str(voice.name).casefold(), *_languages(voice)}:
                return str(voice.id)
        raise EngineError(
            f"the system has no voice '{wanted}'", hint=f"Its voices for '{language}': {', '.join(near)}."
        )
    for fitting in (exact, near):
        if fitting:
            return default if default in fitting else fitting[0]
    known = sorted({_main(spoken) for voice in voices for spoken in _languages(voice)})
    raise EngineError(f"the system has no voice for '{language}'", hint=f"Its voices speak: {', '.join(known)}.")


def _languages(voice: Any) -> set[str]:
    return {str(language).casefold().replace("_", "-") for language in voice.languages}


def _main(tag: str) -> str:
    return tag.partition("-")[0]


if __name__ == "__main__":
    sys.exit(main())
