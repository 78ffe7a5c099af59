"""Where a command takes ROUTINE: what is said when it is missing, and what Tab offers."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from voiceguide import paths
from voiceguide.cli.frame import COMMANDS, voiceguide
from voiceguide.config import config_file

BUILT_IN = ["box-breathing", "hip-stretch", "lower-back", "lower-back-first-time", "lower-back-short"]
PLAYING = ["play", "export", "share", "show", "remind"]


@pytest.fixture
def own():
    """Put a routine file of that name among the listener's own."""

    def put(name, text="routine: ["):
        folder = paths.data_folder() / "routines"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")

    return put


@pytest.mark.parametrize("command", [*PLAYING, "check"])
def test_a_command_without_its_routine_names_those_that_are_here_and_an_example(run, own, command):
    own("mine")
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Missing argument" in result.stderr
    assert f"Choose one: {', '.join([*BUILT_IN, 'mine'])}. A file is fine, too." in result.stderr
    assert f"For example: voiceguide {command} " in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        "play --",
        "play --rate 1.1",
        "play --set",
        "play --set hold=9s",
        "play --language",
        "play --language de",
        "play --hold 10s",
        "play --hold=10s",
        "play --rate fast",
        "play -q --lines",
        "export --captions",
        "export --captions vtt,srt",
        "export -o",
        "export -o x.mp3 --",
        "share --feed",
        "share --for",
        "show --json --voice none",
        "remind --at 07:30",
        "remind --every",
        "check --speech",
    ],
)
def test_options_alone_are_told_which_routines_there_are(run, words):
    result = run(*words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Choose one: {', '.join(BUILT_IN)}." in result.stderr


@pytest.mark.parametrize("command", [*PLAYING, "check"])
@pytest.mark.parametrize("words", [[""], ["--", ""], [" "]])
def test_an_empty_name_is_told_which_routines_there_are(run, command, words):
    result = run(command, *(["--at", "07:30"] if command == "remind" else []), *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"the name of the routine is empty\nKnown: {', '.join(BUILT_IN)}." in result.stderr


def test_of_many_routines_a_message_names_twenty_the_built_in_ones_among_them(run, own):
    for number in range(100):
        own(f"a{number:02}")
    for words in (["play"], ["play", "a9z"]):
        shown = run(*words).stderr
        assert f"{BUILT_IN[-1]}, a00" in shown
        assert "a14 and 85 more, which 'voiceguide list' shows." in shown
        assert "a15" not in shown


def test_a_slip_beside_a_routine_names_no_other_routines(run):
    assert "box-breathing" not in run("play", "lower-back", "--set").stderr


def tab(shell, words, at, **options):
    """Return the exit code, the offers and what is written beside them, of Tab as `shell` asks for it."""
    asked = {"_VOICEGUIDE_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    command = [sys.executable, "-m", "voiceguide"]
    pipes = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": 60}
    told = subprocess.run(command, check=False, env=os.environ | asked, **(pipes | options))
    return told.returncode, told.stdout, told.stderr


@pytest.mark.parametrize(
    ("shell", "words", "at", "shown"),
    [
        ("bash", "voiceguide play ", 2, "plain,lower-back-short\nplain,mine\n"),
        ("bash", "voiceguide play --rate 1.1 mi", 4, "file,mi\nplain,mine\n"),
        ("zsh", "voiceguide export lower-back mi", 3, "file\nmi\n_\nplain\nmine\n_\n"),
        ("fish", "voiceguide share lower-back hip-stretch mi", "mi", "file,mi\nplain,mine\n"),
    ],
)
def test_tab_completes_the_names_of_routines_in_every_shell(own, shell, words, at, shown):
    own("mine")
    code, offers, beside = tab(shell, words, at)
    assert (code, beside) == (0, "")
    assert offers.endswith(shown)


@pytest.mark.needs("bash")
def test_in_bash_tab_completes_a_routine():
    told = subprocess.run([sys.executable, "-m", "voiceguide", "completion", "bash"], capture_output=True, check=True)
    Path("completion").write_bytes(told.stdout)
    program = Path("voiceguide").resolve()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m voiceguide "$@"\n')
    program.chmod(0o755)
    asked = (
        "source completion; compopt() { :; }; COMP_WORDS=(voiceguide play box); COMP_CWORD=2;"
        f'_voiceguide_completion "{program}"; echo "${{COMPREPLY[@]}}"'
    )
    shown = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert (shown.stdout, shown.stderr) == ("box-breathing\n", "")


@pytest.mark.parametrize(
    ("shell", "words", "at"),
    [
        ("bash", "voiceguide play ", "here"),
        ("fish", "voiceguide play", " "),
        ("bash", "voiceguide play \udcff", 2),
        ("tcsh", "voiceguide play ", 2),
    ],
)
def test_what_a_shell_asks_for_wrongly_writes_nothing_into_its_prompt(shell, words, at):
    assert tab(shell, words, at) == (1, "", "")


def test_tab_never_reads_the_routine_that_would_be_typed_in():
    own_end, other_end = os.pipe()  # nothing ever comes, and it stays open
    try:
        code, offers, beside = tab("bash", "voiceguide play - --li", 3, stdin=own_end)
        assert (code, offers, beside) == (0, "plain,--listen\nplain,--lines\n", "")
    finally:
        os.close(own_end)
        os.close(other_end)


class Asked(ShellComplete):
    """A shell that asks for whatever words it is given."""

    name = "asked"
    source_template = ""

    def __init__(self):
        super().__init__(voiceguide, {}, "voiceguide", "_VOICEGUIDE_COMPLETE")

    def offers(self, *words):
        """Return what is offered for the last of `words`."""
        return [item.value for item in self.get_completions(list(words[:-1]), words[-1])]


@pytest.fixture
def broken(own):
    """Break the listener's config, and put routines around that can't be read."""
    config_file().parent.mkdir(parents=True)
    config_file().write_text("rate = [", "utf-8")
    own("mine")
    own("broken", "routine: 1\nsteps: [")
    own("two\nlines")
    Path("bad.yaml").write_bytes(b"\xff\xfe")
    Path("folder.yaml").mkdir()


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    "words",
    [
        "play",
        "export",
        "export lower-back",
        "export lower-back gone",
        "share bad.yaml hip-stretch",
        "share broken",
        "show --json --rate 2",
        "remind --at 07:30",
        "play --set hold=9s",
        "play --rate fast",
        "export --captions",
        "export --captions vtt",
        "export --captions all -o .mp3 box-breathing",
        "check",
        "check bad.yaml",
        "play --",
    ],
)
def test_tab_offers_routines_whatever_stands_before_and_is_broken_around(words):
    assert Asked().offers(*words.split(), "low") == ["low", *(name for name in BUILT_IN if name.startswith("low"))]
    offers = Asked().offers(*words.split(), "")
    assert [name for name in offers if name in ("mine", "broken")] == ["broken", "mine"]
    assert not any("\n" in offer for offer in offers)


def test_tab_offers_the_settings_of_a_routine_given_before():
    assert Asked().offers("play", "lower-back", "--ho") == ["--hold"]
    assert Asked().offers("export", "--set", "hold=9s", "--rounds", "2", "lower-back", "--ho") == ["--hold"]


WORDS = """
    lower-back hip-stretch gone broken bad.yaml folder.yaml / . - -- --- = --= --set --set= --set=hold=5s hold=5s bad
    --language de xx --rate 1.1 fast --hold --hold=5s 5s --captions all -o .mp3 --voice none nope:x hibari: --mono
    --debug --help -h -q -qo --no- --no-safety --side left --at --every list fetch preview remove clear ' " \\ * ä \x07
"""


@pytest.mark.usefixtures("broken")
def test_no_line_makes_tab_fail_or_write_into_the_prompt(capsys):
    chance = random.Random(1)
    commands = [name for section in COMMANDS.values() for name in section]
    others = [*WORDS.split(), "", " ", "a" * 300, "\udcff"]
    for _ in range(400):
        words = [chance.choice(commands), *chance.choices(others, k=chance.randrange(1, 6))]
        try:
            Asked().offers(*words)
        except Exception as error:
            raise AssertionError(words) from error
    assert capsys.readouterr() == ("", "")
