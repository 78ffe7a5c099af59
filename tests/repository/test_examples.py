"""The example packages are installed beside voiceguide, keep their contracts, and work by their names."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import wave
from pathlib import Path

import av
import deadline
import pytest
from pages import ROOT, blocks

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/pyproject.toml"))
NAMES = [example.name for example in EXAMPLES]

SHOWN = blocks(ROOT / "docs" / "plugins.md", "python")
"""What the page about plugins shows: a module of each example, and after it how to check it."""

ROUTINE = """\
routine: 1
title: A short one
steps:
  - wait: ready
    at_most: 10 min
  - say: Press and hold.
  - hold: 3 s
  - wait: ready
    at_most: 10 min
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Install every example into a folder of its own, from the checkout alone."""
    site = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", site, *EXAMPLES], check=True)
    return site


@pytest.fixture
def beside(site, monkeypatch, tmp_path):
    """Stand in an empty folder of a listener's who has the examples installed."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]))
    for kind in ("CACHE", "DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    Path("short.yaml").write_text(ROUTINE)


def voiceguide(*words):
    """Run `voiceguide WORDS`; return what it printed."""
    command = [sys.executable, "-m", "voiceguide", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def test_there_is_one_example_for_each_kind_of_plugin():
    projects = [tomllib.loads((example / "pyproject.toml").read_text("utf-8"))["project"] for example in EXAMPLES]
    groups = sorted(group for project in projects for group in project["entry-points"])
    assert groups == ["voiceguide.controls", "voiceguide.engines", "voiceguide.sinks", "voiceguide.speakers"]


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_imports_of_voiceguide_the_plugin_module_only(example):
    (module,) = example.glob("*.py")
    nodes = [*ast.walk(ast.parse(module.read_text("utf-8")))]
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert {name for name in imported if name.startswith("voiceguide")} == {"voiceguide.plugin"}


def test_the_page_about_plugins_shows_every_example():
    modules = {path.read_text("utf-8") for example in EXAMPLES for path in example.glob("*.py")}
    assert {block.text for block in SHOWN[::2]} == modules


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_says_what_it_is_and_how_to_use_it(example):
    text = (example / "README.md").read_text("utf-8")
    assert "pip install .\n" in text
    assert len(text.splitlines()) <= 25


@pytest.mark.engine
@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("check", SHOWN[1::2], ids=lambda block: re.search("check_[a-z]+", block.text)[0])
def test_an_example_keeps_its_contract_as_the_page_about_plugins_checks_it(check):
    subprocess.run([sys.executable, "-c", check.text], check=True, timeout=60)


@pytest.mark.engine
@pytest.mark.usefixtures("beside")
def test_doctor_lists_the_examples():
    os.mkfifo("voiceguide.pipe")
    found = json.loads(voiceguide("doctor", "--json"))
    working = {
        each["name"] for kind in ("engines", "files", "speakers", "controls") for each in found[kind] if each["works"]
    }
    assert working >= {"hum", "au", "muted", "pipe"}


@pytest.mark.engine
@pytest.mark.usefixtures("beside")
def test_a_routine_is_spoken_by_the_example_voice_into_the_example_file():
    voiceguide("export", "lower-back-short", "--voice", "hum", "-o", "a.au", "-o", "a.wav")
    with av.open("a.au") as container, wave.open("a.wav") as wav:
        (stream,) = container.streams
        frames = b"".join(frame.to_ndarray().tobytes() for frame in container.decode(stream))
        assert (stream.rate, stream.channels) == (wav.getframerate(), wav.getnchannels())
        assert frames == wav.readframes(wav.getnframes())


def say(command):
    """Write `command` to the pipe; fail where no session reads it."""
    pipe = os.open("voiceguide.pipe", os.O_WRONLY | os.O_NONBLOCK)
    os.write(pipe, f"{command}\n".encode())
    os.close(pipe)


@pytest.mark.engine
@pytest.mark.usefixtures("beside")
def test_a_session_on_the_example_speaker_obeys_the_example_control():
    os.mkfifo("voiceguide.pipe")
    command = ["play", "short.yaml", "--voice", "hum", "--speaker", "muted", "--control", "pipe", "--lines"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen([sys.executable, "-m", "voiceguide", *command], **pipes) as session:
        shown = ""

        def until(text):
            nonlocal shown
            while text not in shown:
                shown += deadline.read(session.stdout.fileno(), f"{text!r} after {shown!r}").decode()

        try:
            until("Wait up to 10 min.")
            say("dance")
            until("The pipe takes no command 'dance'.")
            say("ready")
            until("Hold 3 s.")
            say("stop")
            assert session.wait(deadline.SECONDS) == 0
        finally:
            session.kill()


@pytest.mark.usefixtures("beside")
def test_an_example_control_without_its_device_says_what_to_do():
    command = [sys.executable, "-m", "voiceguide", "play", "short.yaml", "--speaker", "muted", "--control", "pipe"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert ended.returncode == 1
    assert ended.stderr == "Error: there is no named pipe voiceguide.pipe\nMake it: mkfifo voiceguide.pipe\n"
