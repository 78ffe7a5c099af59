"""What only shows in a process of its own: what is imported, signals, pipes, exit codes."""

import signal
import subprocess
import sys
from pathlib import Path

import deadline
import pytest

HEAVY = {"numpy", "pydantic", "ruamel", "av", "importlib.metadata", "hibari", "onnxruntime", "sounddevice", "miniaudio"}
LOUD = {"hibari", "onnxruntime", "pyttsx3", "sounddevice", "miniaudio", "simpleaudio", "av", "wakepy"}

LONG = """\
routine: 1
title: Long
steps:
  - repeat: 1000
    steps:
      - say: Press.
      - hold: 12 s
"""


def imported(home, *words):
    """Return every module that `voiceguide WORDS` has imported when it is done."""
    told = home / "modules"
    program = (
        "import atexit, pathlib, sys\n"
        f"atexit.register(lambda: pathlib.Path({str(told)!r}).write_text(' '.join(sys.modules)))\n"
        "from voiceguide.__main__ import main\n"
        "main()\n"
    )
    subprocess.run([sys.executable, "-c", program, *words], stdout=subprocess.DEVNULL, check=True)
    return set(told.read_text().split())


@pytest.mark.parametrize("words", [["--help"], ["completion", "fish"]])
def test_help_imports_nothing_heavy(home, words):
    found = imported(home, *words)
    assert "click" in found
    assert not found & HEAVY


@pytest.mark.parametrize("words", [["check", "lower-back"], ["list"], ["show", "--help"], ["voices"]])
def test_what_only_reads_starts_no_engine_and_no_sound(home, words):
    assert not imported(home, *words) & LOUD


@pytest.mark.engine
def test_a_cached_english_routine_imports_no_voice_and_no_engine_but_the_one_that_spoke_it(home):
    Path("short.yaml").write_text("routine: 1\ntitle: Short\nsteps:\n  - hold: 4 s\n")
    first, second = imported(home, "show", "short.yaml"), imported(home, "show", "short.yaml")
    assert "onnxruntime" in first
    engines = {name for name in second if name.startswith("voiceguide.engines.")}
    assert engines == {"voiceguide.engines.hibari", "voiceguide.engines.package"}
    assert not second & {*LOUD, "logging", "difflib"}


def test_a_reader_that_has_seen_enough_is_no_error(start):
    program = start("schema")
    program.stdout.close()
    assert program.stderr.read() == ""
    program.wait()


@pytest.mark.needs("/dev/full")
@pytest.mark.parametrize("words", [("completion", "fish"), ("list",), ("--help",), ("--version",), ("play", "--help")])
def test_a_full_disk_is_said_in_one_line(start, words):
    with Path("/dev/full").open("w") as full:
        program = start(*words, stdout=full)
        assert program.communicate()[1] == "Error: no space left on device\n"
        assert program.returncode == 1


def test_a_closed_standard_output_is_no_traceback():
    command = ["sh", "-c", f"{sys.executable} -m voiceguide --help >&-"]
    assert "Traceback" not in subprocess.run(command, capture_output=True, text=True, check=False).stderr


def stopped(start, number):
    """Send signal `number` to an export once it writes; return its exit code, its output, and what lies here."""
    Path("long.yaml").write_text(LONG)
    program = start("export", "long.yaml", "--voice", "tone", "-o", "long.flac")
    deadline.until(lambda: program.poll() is not None or any(map(written, Path().glob(".long*"))), "a half file")
    program.send_signal(number)
    return program.wait(), program.stdout.read(), program.stderr.read(), sorted(path.name for path in Path().iterdir())


def written(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:  # it only tried whether a file can be written here
        return 0


def test_ctrl_c_leaves_no_half_file_no_traceback_and_exits_130(start):
    assert stopped(start, signal.SIGINT) == (130, "", "\n", ["long.yaml"])


def while_importing(name, does):
    """Run `voiceguide list`, which `does` something to itself when it is about to import `name`."""
    program = f"""
import os, signal, sys
sys.argv = ["voiceguide", "list"]
class Now:
    def __del__(self):
        raise KeyboardInterrupt
    def find_spec(name, *_):
        if name == {name!r}:
            {does}
sys.meta_path.insert(0, Now)
from voiceguide.__main__ import main
main()
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["voiceguide.cli", "click", "voiceguide.cli.frame", "voiceguide.cli.list", "ruamel"])
def test_ctrl_c_while_a_command_is_imported_says_nothing_of_python(name):
    ended = while_importing(name, "os.kill(os.getpid(), signal.SIGINT)")
    assert ended.returncode in (130, -signal.SIGINT)
    assert (ended.stdout, ended.stderr.strip()) == ("", "")


def test_ctrl_c_that_python_would_print_and_forget_is_ctrl_c():
    ended = while_importing("voiceguide.cli.list", "Now()")
    assert (ended.returncode, ended.stdout, ended.stderr.strip()) == (130, "", "")


def test_the_package_alone_imports_nothing():
    program = "import sys; before = set(sys.modules); import voiceguide; print(*set(sys.modules) - before)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "voiceguide\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_terminated_export_leaves_no_half_file(start, number):
    assert stopped(start, number) == (128 + number, "", "", ["long.yaml"])


def test_an_export_under_nohup_outlives_its_terminal(start):
    Path("short.yaml").write_text("routine: 1\ntitle: Short\nsteps:\n  - hold: 4 s\n")
    program = start("export", "short.yaml", "--voice", "tone", preexec_fn=ignore_hangups)
    while program.poll() is None:
        program.send_signal(signal.SIGHUP)
    assert program.returncode == 0


def ignore_hangups():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


@pytest.mark.parametrize("words", [["play", "no-such-routine"], ["show", "lower-back", "--hold", "1 h"], ["bogus"], []])
def test_a_slip_on_the_command_line_exits_2(start, words):
    program = start(*words)
    assert program.communicate()[0] == ""
    assert program.returncode == 2


def test_what_stands_in_the_file_exits_3(start):
    Path("bad.yaml").write_text("routine: 1\ntitle: Bad\nsteps:\n  - hold: 8\n")
    for command in ("play", "show", "export", "check"):
        program = start(command, "bad.yaml")
        out, err = program.communicate()
        assert program.returncode == 3
        assert "bad.yaml:4:11:" in out + err


def test_a_file_that_cannot_be_opened_exits_1(start):
    program = start("show", "gone.yaml")
    assert "gone.yaml" in program.communicate()[1]
    assert program.returncode == 1


@pytest.mark.parametrize("words", [("list",), ("check", "lower-back"), ("show", "box-breathing"), ("show", "-")])
@pytest.mark.parametrize("closed", ["2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_terminal_and_no_error(words, closed):
    command = [sys.executable, "-m", "voiceguide", *words]
    ended = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == (3 if "-" in words else 0)
    assert "unforeseen" not in ended.stderr
    assert (ended.stdout == "") == (">&- 2" in closed or "-" in words)


def test_a_ctrl_c_that_nothing_caught_prints_nothing_and_other_errors_print_all(capsys):
    from voiceguide.__main__ import _print_uncaught

    for error in (KeyboardInterrupt(), ValueError("broken")):
        _print_uncaught(type(error), error, None)
    assert capsys.readouterr().err == "ValueError: broken\n"


def test_an_error_in_what_goes_away_is_one_line_in_the_log(caplog):
    from types import SimpleNamespace

    from voiceguide.__main__ import _raise_again

    _raise_again(SimpleNamespace(exc_type=ValueError, exc_value=ValueError("broken")))
    assert caplog.messages == ["ValueError: broken"]
