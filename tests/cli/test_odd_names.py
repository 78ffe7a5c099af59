"""Routines whose file names are no UTF-8, or hold what a terminal would obey."""

import json
import os
import subprocess
import sys

import pytest
from instant_speaker import InstantSpeaker

from voiceguide.messages import command_line
from voiceguide.session import blocks
from voiceguide.speakers import opening

pytestmark = pytest.mark.needs("file names of any bytes")

ROUTINE = "routine: 1\ntitle: Odd\nsteps:\n  - hold: 3 s\n  - say: Done.\n"
NAMES = {
    "no UTF-8": b"bad\xff",
    "no UTF-8 and as long as a name can be": b"\xff" * 250,
    "a line break and a tab": b"two\nlines\tand a tab",
    "what sets a terminal's title": b"\x1b]0;mine\x07\x1b[2J",
    "the same in one byte": "\x9b2J".encode(),
    "a turn of direction": "a\u202egnp".encode(),
    "a dash first": b"-x",
    "what a shell would run": b"a 'b' \"c\" $(d) `e` \\f %s #g",
    "an emoji": "\N{FLEXED BICEPS}".encode(),
}
OBEYED = ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e", "\udcff")


@pytest.fixture(params=NAMES)
def source(request):
    """Write a routine with an odd name, here; return how a command line names it."""
    name = os.fsdecode(NAMES[request.param]) + ".yaml"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - an odd name, as the system takes it
        file.write(ROUTINE)
    return name


def shown(result, code=0):
    """Return what was printed, which obeys nobody."""
    assert result.exit_code == code, result.output
    assert not any(mark in result.output for mark in OBEYED)
    result.output.encode()
    return result.output


def named(source, *options):
    return [*options, "--", source]


@pytest.mark.parametrize("words", [["check"], ["check", "--json"], ["show", "--voice", "none"]])
def test_it_is_read(source, run, words):
    shown(run(*words, *named(source)))


def test_it_is_put_into_a_calendar_and_into_files(source, run):
    shown(run("remind", *named(source, "--at", "07:30")))
    shown(run("export", *named(source, "--voice", "none", "-o", ".wav", "-o", ".html", "--captions", "all")))
    made = {os.path.splitext(name)[1] for name in os.listdir()}  # noqa: PTH122, PTH208 - odd names
    assert made == {".yaml", ".ics", ".wav", ".html", ".vtt", ".srt", ".lrc", ".json"}


def test_it_is_shared(source, run):
    shown(run("share", *named(source, "--voice", "none", "--address", "127.0.0.1", "--for", "100ms", "--no-qr")))


def test_it_is_listed(source, run, home):
    folder = home / "data" / "voiceguide" / "routines"
    folder.mkdir(parents=True)
    os.rename(source, folder / source)  # noqa: PTH104 - an odd name, as the system takes it
    shown(run("list"))
    assert source.removesuffix(".yaml") in [
        each["name"] for each in json.loads(shown(run("list", "--json")))["routines"]
    ]


def test_a_problem_in_it_is_told(source, run):
    with open(source, "a", encoding="utf-8") as file:  # noqa: PTH123 - as above
        file.write("  - holt: 3 s\n")
    assert "holt" in shown(run("check", *named(source)), code=3)


def test_a_session_of_it_is_kept_and_can_be_resumed(source, run, monkeypatch):
    monkeypatch.setattr(blocks, "keep_awake", lambda blocks: blocks)
    speaker = InstantSpeaker(stops=60)
    monkeypatch.setattr(opening, "open_speaker", lambda *_, **__: speaker)
    monkeypatch.setattr("voiceguide.records.record.LEAST_SECONDS", 0)
    result = run("play", *named(source, "--voice", "none", "--lines"))
    assert "To go on from there: voiceguide resume" in shown(result, code=130)
    assert "can't be" not in result.output
    assert "Hold 3 s" in shown(run("resume", "--where"))
    assert json.loads(shown(run("resume", "--json")))["session"]["source"].endswith(source)
    speaker.stops = 140  # after the lead-in of the hold
    assert "Going on where you were: Hold 3 s" in shown(run("resume", "--lines"), code=130)
    shown(run("history"))
    assert len(json.loads(shown(run("history", "--json")))["sessions"]) == 2
    shown(run("history", "--csv"))


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "ascii"},
    ],
)
def test_a_terminal_that_knows_ascii_alone_is_printed_to(environment):
    with open(os.fsdecode(b"bad\xff.yaml"), "w", encoding="utf-8") as file:  # noqa: PTH123 - as above
        file.write(ROUTINE)
    for words in (["check"], ["show", "--voice", "none"], ["remind", "--at", "07:30"], ["export", "--voice", "none"]):
        command = [sys.executable, "-m", "voiceguide", *words, b"bad\xff.yaml"]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=True)
        assert done.stderr == b""
        assert "Odd" in done.stdout.decode() or "bad" in done.stdout.decode()


def test_what_is_to_be_typed_names_the_file_itself(source):
    words = command_line("check", source, {}).removeprefix("voiceguide ")
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {words}"], capture_output=True, check=True)
    assert done.stdout.split(b"\0")[:-1] == [os.fsencode(word) for word in words_of(source)]


def words_of(source):
    return ["check", "--", source] if source.startswith("-") else ["check", source]


@pytest.mark.parametrize(
    "words",
    [
        ("play", "lower-back", "--latency", "x\x1b[2J"),
        ("history", "--since", "\x1b]0;mine\x07"),
        ("play", "\u202elmay.exe"),
        ("\x1b[2J",),
    ],
)
def test_what_was_mistyped_is_quoted_without_what_a_terminal_would_obey(run, words):
    result = run(*words)
    assert result.exit_code == 2
    assert not {"\x1b", "\x07", "\u202e"} & {*result.stderr}
