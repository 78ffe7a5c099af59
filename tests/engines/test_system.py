"""The computer's own voices, behind workers that behave as badly as real ones have."""

import contextlib
import os
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import pytest

from voiceguide.engines.system import System, plain
from voiceguide.engines.worker import pick
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance

WAV = (
    "import json, os, signal, sys, time, wave\n"
    "task = json.load(sys.stdin)\n"
    "with wave.open(task['path'], 'wb') as file:\n"
    "    file.setnchannels(1)\n"
    "    file.setsampwidth(2)\n"
    "    file.setframerate(22050)\n"
    "    file.writeframes(b'\\x00\\x40' * 22050)\n"
)


def system(program, **more):
    return System(worker=(sys.executable, "-c", textwrap.dedent(program)), **more)


def test_what_the_worker_wrote_is_the_clip():
    clip = system(WAV).speak(Utterance("One"))
    assert (len(clip), clip.rate.hz) == (22050, 22050)


def test_the_worker_is_told_text_language_voice_and_tempo_through_standard_input():
    said = "task['text'] == 'Größe' and task['language'] == 'de' and task['voice'] == 'anna'"
    program = WAV + f"assert {said} and task['words_a_minute'] in (60, 120)\n"
    assert len(system(program).speak(Utterance("Größe", "de", "anna", 0.5)))


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (WAV + "os.kill(os.getpid(), signal.SIGSEGV)", "the system's voice crashed at 'One'"),
        ("raise ZeroDivisionError", "the system's voice crashed at 'One'"),
        ("", "gave no sound for 'One'"),
        (WAV + "open(task['path'], 'wb').close()", "gave no sound for 'One'"),
        (WAV + "os.truncate(task['path'], 1000)", "gave no sound for 'One'"),
        (WAV + "open(task['path'], 'wb').write(b'hello' * 100)", "gave no sound for 'One'"),
        (WAV + "open(task['path'], 'wb').write(b'RIFF' + bytes(100))", "gave no sound for 'One'"),
        ('print(\'{"error": "no luck", "hint": "try"}\'); raise SystemExit(1)', "no luck"),
    ],
    ids=["crash", "exception", "no file", "empty file", "cut file", "another file", "no sound", "its own report"],
)
def test_a_worker_that_fails_is_an_error_with_a_hint(program, message):
    with pytest.raises(EngineError, match=message) as caught:
        system(program).speak(Utterance("One"))
    assert caught.value.hint


@pytest.fixture
def crashes(tmp_path):
    """Count how often a worker was started that crashes; `worker(TIMES)` crashes so often, then speaks."""
    noted = tmp_path / "crashes"
    noted.write_text("")
    program = (
        "import pathlib\n"
        f"noted = pathlib.Path({str(noted)!r})\n"
        "noted.write_text(noted.read_text() + '.')\n"
        "if len(noted.read_text()) <= TIMES:\n"
        "    open(task['path'], 'wb').write(b'RIFF')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    lines = WAV.split("with", 1)
    return SimpleNamespace(
        worker=lambda times: system(lines[0] + program.replace("TIMES", str(times)) + "with" + lines[1]),
        count=lambda: len(noted.read_text()),
    )


def test_a_worker_that_is_killed_gets_a_successor(crashes):
    assert len(crashes.worker(1).speak(Utterance("One"))) == 22050
    assert crashes.count() == 2


def test_a_second_crash_at_the_same_text_is_the_end(crashes):
    with pytest.raises(EngineError, match="crashed at 'One'"):
        crashes.worker(2).speak(Utterance("One"))
    assert crashes.count() == 2


def test_what_a_worker_reports_is_believed_at_once(tmp_path):
    noted = tmp_path / "asked"
    noted.write_text("")
    program = f"""
        import pathlib
        noted = pathlib.Path({str(noted)!r})
        noted.write_text(noted.read_text() + ".")
        print('{{"error": "no luck", "hint": "try"}}')
        raise SystemExit(1)
        """
    with pytest.raises(EngineError, match="no luck"):
        system(program).speak(Utterance("One"))
    assert noted.read_text() == "."


def test_a_worker_that_hangs_is_killed_when_its_time_is_up(tmp_path):
    noted = tmp_path / "pid"
    program = f"import os, pathlib, time; pathlib.Path({str(noted)!r}).write_text(str(os.getpid())); time.sleep(600)"
    with pytest.raises(EngineError, match="took more than"):
        system(program, start_seconds=1.0).speak(Utterance("One"))
    with pytest.raises(ProcessLookupError):  # neither running nor a zombie
        os.kill(int(noted.read_text()), 0)


def test_ctrl_c_leaves_no_worker_behind(tmp_path):
    noted = tmp_path / "pid"
    worker = f"import os, pathlib, time; pathlib.Path({str(noted)!r}).write_text(str(os.getpid())); time.sleep(600)"
    program = f"""
        import os, pathlib, signal, sys, threading, time
        from voiceguide.engines.system import System
        from voiceguide.speech.engine import Utterance
        def interrupt():
            while not (os.path.exists({str(noted)!r}) and pathlib.Path({str(noted)!r}).read_text()):
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=interrupt, daemon=True).start()
        try:
            System(worker=(sys.executable, "-c", {worker!r})).speak(Utterance("One"))
        except KeyboardInterrupt:
            sys.exit(130)
        """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], timeout=60, check=False)
    assert ended.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def test_a_worker_that_is_not_there_is_an_error():
    with pytest.raises(EngineError, match="can't be started"):
        System(worker=("/nonexistent/speaker",)).speak(Utterance("One"))


VOICES = [
    SimpleNamespace(id="gmw/de", name="German", languages=["de"]),
    SimpleNamespace(id="gmw/en", name="English (Great Britain)", languages=["en_GB"]),
    SimpleNamespace(id="gmw/en-us", name="English (America)", languages=["en-US"]),
]


@pytest.mark.parametrize(
    ("wanted", "language", "picked"),
    [
        ("", "en", "gmw/en-us"),
        ("", "en-GB", "gmw/en"),
        ("", "en-AU", "gmw/en-us"),
        ("", "de-AT", "gmw/de"),
        ("GMW/EN", "en", "gmw/en"),
        ("german", "en", "gmw/de"),
        ("en-gb", "en", "gmw/en"),
    ],
)
def test_a_voice_is_found_by_id_name_or_language_and_else_fits_the_routine(wanted, language, picked):
    assert pick(VOICES, "gmw/en-us", wanted, language) == picked


def test_an_unknown_voice_or_language_names_the_known():
    with pytest.raises(EngineError, match="no voice 'fred'") as caught:
        pick(VOICES, "gmw/en", "fred", "en")
    assert caught.value.hint == "Its voices for 'en': gmw/en, gmw/en-us."
    with pytest.raises(EngineError, match="no voice for 'fr'") as caught:
        pick(VOICES, "gmw/en", "", "fr")
    assert caught.value.hint == "Its voices speak: de, en."


@pytest.mark.engine
def test_the_same_text_is_spoken_at_the_same_tempo_every_time():
    """pyttsx3 hands eSpeak its tempo while it is busy with another, and eSpeak loses one in twenty."""
    lengths = {len(System().speak(Utterance("Breathe in."))) for _ in range(12)}
    assert len(lengths) == 1


@pytest.mark.engine
def test_a_text_that_crashes_espeak_or_not_leaves_the_next_one_alone():
    engine = System()
    with contextlib.suppress(EngineError):
        engine.speak(Utterance("a" * 20_000))
    assert len(engine.speak(Utterance("One")))


@pytest.mark.parametrize(
    ("platform", "heard"),
    [("darwin", "[ [slnc 5000]] <b>One"), ("win32", "[ [slnc 5000]] \u2039b>One"), ("linux", "[ [slnc 5000]] <b>One")],
)
def test_no_systems_own_commands_are_obeyed(platform, heard):
    assert plain("[[slnc 5000]] <b>One", platform) == heard
