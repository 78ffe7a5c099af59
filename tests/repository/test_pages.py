"""What the pages promise: links lead somewhere, commands and programs run, routines are right, made pages are fresh."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pages import PAGES, ROOT, blocks, name

import voiceguide

SHELL = ("sh", "console")
BIN = Path(sys.executable).parent
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture
def silent(monkeypatch, tmp_path):
    """Stand in an empty folder of a machine without a sound device; return what runs a line of shell there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")

    def run(line):
        return subprocess.run(
            ["bash", "-c", line], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )

    return run


def commands(page):
    for block in blocks(page, *SHELL):
        lines = block.text.splitlines()
        yield from (line.removeprefix("$ ") for line in lines if block.language == "sh" or line.startswith("$ "))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE) if anchor else []
        slugs = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
        assert not anchor or anchor in slugs, target


@pytest.mark.engine
@pytest.mark.parametrize("page", [page for page in PAGES if any(commands(page))], ids=name)
def test_every_command_on_a_page_runs_as_written(page, silent):
    for block in blocks(page, "yaml"):
        if saved := re.match(r"\s*Save it as `([\w.-]+)`", block.after):
            Path(saved[1]).write_text(block.text, "utf-8")
    for line in commands(page):
        program, *words = line.split()
        if program.startswith(("scripts/", ".venv/")):
            script = words[0] if program.startswith(".venv/") else program
            assert os.access(ROOT / script, os.X_OK), line
            continue
        ended = silent(line)
        if words[:1] == ["play"]:
            assert ended.returncode == 1
            assert f"voiceguide export {words[1]}" in ended.stderr
        else:
            assert ended.returncode == 0, f"{line}\n{ended.stderr}"


def whole(text):
    """Return a routine around a few steps; a text that is whole as it is."""
    return text if text.startswith("routine:") else f"routine: 1\ntitle: A piece\nsteps:\n{text}"


# The page of problems shows what is wrong; the table it is made from has tests of its own.
RIGHT = [page for page in PAGES if blocks(page, "yaml") and page.name != "errors.md"]


@pytest.mark.parametrize("page", RIGHT, ids=name)
def test_every_routine_on_a_page_is_right(page, tmp_path):
    for block in blocks(page, "yaml"):
        path = tmp_path / "routine.yaml"
        path.write_text(whole(block.text), "utf-8")
        routine = voiceguide.load(str(path))
        assert not routine.warnings, block.text
        assert voiceguide.estimate(voiceguide.compile(routine)).length, block.text


@pytest.mark.engine
def test_the_readmes_program_writes_what_it_says(silent, tmp_path):
    program, _ = blocks(ROOT / "README.md", "python")
    (tmp_path / "program.py").write_text(program.text)
    ended = silent("python program.py")
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) == len(list(tmp_path.glob("*.m4a"))) == 3


@pytest.mark.engine
@pytest.mark.parametrize("script", ["docs", "picture", "build-audio"])
def test_what_is_made_is_as_fresh_as_what_it_is_made_of(script):
    command = [sys.executable, ROOT / "scripts" / script, "--check"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
