"""Voices are listed, heard, fetched and removed, and none that breaks ends the list."""

import json
import queue
import signal
import sys
import wave
from types import SimpleNamespace

import pytest
from file_server import ANNA, publish, serving

from voiceguide import plugins
from voiceguide.cli import voices
from voiceguide.cli.output import JSON_VERSION
from voiceguide.engines import package
from voiceguide.engines.piper import Piper, voices_folder
from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import EngineError, UsageError
from voiceguide.speech.engine import MANY, Quality, Voice
from voiceguide.voices.catalogue import BASE_VARIABLE

MODEL = bytes(range(256)) * 1000


class Speaks(ToneEngine):
    """The tone engine with the voices that a test gives it."""

    told = ()

    def voices(self):
        return list(self.told)

    def speak(self, utterance):  # noqa: ARG002 - an engine's signature
        raise AssertionError("a list loads no voice")


def engine(*told):
    return type("Engine", (Speaks,), {"told": told})


def voice(name, language="en-US", quality=Quality.NATURAL, licence="MIT", how=""):
    return Voice(name, language, quality, licence, installed=not how, how=how)


MANY_VOICES = engine(*(voice(f"{tag}-{n}", tag, Quality.ROBOTIC) for tag in ("de", "fr", "it", "sv") for n in range(4)))


class Broken(Speaks):
    def voices(self):
        raise EngineError("its data is gone", hint="Install it anew.")


class Breaks:
    def __init__(self):
        raise ZeroDivisionError("oh")


@pytest.fixture
def listed(monkeypatch, run):
    """Run `voices WORDS` where these engines are installed."""

    def call(*words, **engines):
        def load(_group, name):
            if name not in engines:
                raise UsageError(f"no '{name}'")
            return engines[name]

        monkeypatch.setattr(plugins, "names", lambda _: sorted(engines))
        monkeypatch.setattr(plugins, "load", load)
        return run("voices", *words)

    return call


@pytest.fixture
def elsewhere(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as here:
        monkeypatch.setenv(BASE_VARIABLE, here.address)
        publish(here, ANNA, MODEL)
        yield here


@pytest.fixture
def asked(monkeypatch):
    """Let the commands believe that somebody can be asked."""
    monkeypatch.setattr(voices, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))


def here(name=ANNA):
    return voices_folder() / f"{name}.onnx"


def test_each_voice_has_a_row_with_its_language_quality_licence_and_how_it_is_got(listed):
    fetch = "voiceguide voices fetch one:bert"
    told = listed(
        one=engine(voice("anna"), voice("bert", "de", Quality.PLAIN, "", fetch)), tone=ToneEngine
    ).stdout.splitlines()
    assert told[:3] == [
        "one",
        "  anna  en-US  natural  MIT       here",
        "  bert  de     plain    not told  to fetch",
    ]
    assert "Fetch one: voiceguide voices fetch ENGINE:NAME" in told
    assert "tone" not in told
    assert not any("--fetchable" in line for line in told)


def test_what_has_no_name_or_speaks_anything_or_is_not_here_says_so(listed):
    told = listed(one=engine(voice("", MANY), voice("anna", how="Plug it in."))).stdout
    assert told.startswith(
        "one\n  (its own)  any    natural  MIT  here\n  anna       en-US  natural  MIT  Plug it in.\n"
    )
    assert "Fetch one" not in told


def test_what_many_voices_have_not_in_common_is_various(listed):
    voices = [voice(f"a{n}", "de", licence=f"L{n % 2}") for n in range(13)]
    assert listed(one=engine(*voices)).stdout.startswith("one\n  13 voices  1 language  natural  various  here\n")


def test_an_engine_is_let_go_of_once_it_has_told_its_voices(listed):
    closed = []

    class Closes(Speaks):
        def close(self):
            closed.append(self)

    listed(one=Closes)
    assert len(closed) == 1


def test_list_is_what_voices_does_without_a_command(listed):
    engines = {"one": engine(voice("anna"), voice("luc", "fr"))}
    assert listed(**engines).stdout == listed("list", **engines).stdout
    assert listed("--language", "fr", **engines).stdout == listed("list", "--language", "fr", **engines).stdout
    assert "Commands:" in listed("--help", **engines).stdout


def test_many_voices_of_an_engine_share_a_row(listed):
    told = listed(many=MANY_VOICES).stdout
    assert told.startswith("many\n  16 voices  4 languages  robotic  MIT  here\n\n")
    assert "See each: voiceguide voices --language de" in told


@pytest.mark.parametrize("words", [["--all"], ["--engine", "many"]])
def test_each_of_many_voices_has_a_row_when_it_is_asked_for(listed, words):
    told = listed(*words, many=MANY_VOICES).stdout
    assert "16 voices" not in told
    assert "See each" not in told
    assert told.count("robotic") == 16


def test_a_language_shows_who_speaks_it_the_fittest_first(listed):
    told = listed(
        "--language",
        "en-GB",
        one=engine(voice("us"), voice("any", MANY), voice("gb", "en-GB", how="Get it."), voice("en", "en")),
        two=engine(voice("de", "de")),
    ).stdout
    rows = [line.split()[0] for line in told.partition("\n\n")[0].splitlines()]
    assert rows == ["one", "en", "us", "any", "gb", "two", "none"]


def test_an_engine_that_breaks_is_a_row_with_its_reason(listed):
    done = listed(a=Breaks, b=Broken, c=engine(voice("anna")))
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "a\n  doesn't work: ZeroDivisionError: oh\nb\n  doesn't work: its data is gone\n  Install it anew.\nc\n  anna  "
    )


@pytest.mark.parametrize("language", [(), ("--language", "de")])
def test_the_list_fits_eighty_columns(listed, language):
    long = voice("en_GB-northern_english_male-medium", "de", licence="Attribution-NonCommercial 4.0 International")
    long_how = voice("anna", "de", how="pip install 'voiceguide[piper]'")
    told = listed(*language, one=engine(long, long_how), two=MANY_VOICES).stdout
    assert max(len(line) for line in told.splitlines()) <= 80
    assert "Attribution-NonComm…" in told


def test_json_lists_everything_known_of_each(listed):
    told = json.loads(listed("--json", one=engine(voice("anna"), voice("", MANY)), two=Broken).stdout)
    assert told["version"] == JSON_VERSION
    assert told["engines"] == [
        {"name": "one", "trouble": "", "hint": ""},
        {"name": "two", "trouble": "its data is gone", "hint": "Install it anew."},
    ]
    assert [each["voice"] for each in told["voices"]] == ["one:anna", "one"]
    assert told["voices"][0] == {
        "engine": "one",
        "name": "anna",
        "voice": "one:anna",
        "language": "en-US",
        "quality": "natural",
        "licence": "MIT",
        "installed": True,
        "how": "",
        "size_bytes": None,
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--engine", "two"], "no engine is called 'two'"),
        (["--language", "German!"], "'German!' isn't a language tag"),
        (["lsit"], "No such command 'lsit'"),
    ],
)
def test_what_can_not_be_listed_is_told(listed, words, told):
    done = listed(*words, one=engine(voice("anna")))
    assert done.exit_code == 2
    assert told in done.stderr


def test_the_real_engines_are_listed_without_loading_one(run):
    told = run("voices").stdout
    assert "  heart   en-US  natural  Apache-2.0  here" in told
    assert "  en_US-joe-medium  en-US  natural  CC0-1.0  here" in told
    assert "espeak\n  1" in told


def test_what_can_be_fetched_is_listed_with_its_size(listed, elsewhere):
    told = listed("--fetchable", "--language", "de", piper=Piper).stdout
    assert f"  {ANNA}  de-DE  natural  not told  to fetch, 256 kB\n" in told
    assert len(elsewhere.asked) == 1


@pytest.mark.usefixtures("elsewhere")
def test_what_was_fetched_is_listed_once(listed, run):
    run("voices", "fetch", ANNA)
    told = listed("--fetchable", piper=Piper).stdout
    assert told.count(f"  {ANNA}  ") == 1
    assert "Piper has more" not in told
    assert "Piper has more" in listed(piper=Piper).stdout


def test_a_repository_that_can_not_be_asked_hides_none_that_is_here(listed, elsewhere):
    del elsewhere.files["/voices.json"]
    done = listed("--fetchable", piper=Piper)
    assert done.exit_code == 0
    assert "  en_US-joe-medium  en-US  natural  CC0-1.0  here\n  doesn't work: http" in done.stdout
    assert "/voices.json doesn't exist" in done.stdout


@pytest.mark.parametrize(("words", "seconds"), [(("tone",), 6), (("tone", "--language", "sw"), 3)])
def test_a_preview_is_written_to_a_file(run, tmp_path, words, seconds):
    path = tmp_path / "heard.wav"
    done = run("voices", "preview", *words, "-o", str(path))
    assert done.stdout == f"Wrote {path}.\n"
    with wave.open(str(path)) as file:
        assert seconds < file.getnframes() / file.getframerate() < seconds + 5


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nobody"], 2, "no engine is called 'nobody'"),
        (["tone:fred"], 1, "no voice 'fred'"),
        (["tone", "--language", "German!"], 2, "'German!' isn't a language tag"),
        (["nobody", "-o", "a.doc"], 2, "can't tell what kind of file 'a.doc' is"),
    ],
)
def test_what_can_not_be_heard_is_told(run, words, code, told):
    done = run("voices", "preview", *words)
    assert done.exit_code == code
    assert told in done.stderr


@pytest.mark.usefixtures("elsewhere")
def test_a_voice_is_fetched_with_its_size_and_licence_told_first(run):
    done = run("voices", "fetch", f"piper:{ANNA}")
    assert done.exit_code == 0
    told = done.stdout.splitlines()
    assert told[0] == f"piper:{ANNA}: de-DE, 256 kB. Licence: CC0-1.0."
    assert told[1].startswith("From http://127.0.0.1")
    assert told[2] == f"It is here now, in {voices_folder()}."
    assert here().read_bytes() == MODEL
    assert run("voices", "fetch", ANNA).stdout == f"piper:{ANNA} is here already.\n"


@pytest.mark.usefixtures("elsewhere")
def test_a_voice_that_nothing_here_speaks_says_what_to_install(run, monkeypatch):
    told = run("voices", "fetch", ANNA).stdout
    assert told.endswith(f"Hear it: voiceguide voices preview piper:{ANNA}\n")
    here().unlink()
    monkeypatch.setattr(package, "folder", lambda _: None)
    assert run("voices", "fetch", ANNA).stdout.endswith("speaks it: pip install 'voiceguide[piper]'\n")


@pytest.mark.usefixtures("elsewhere", "asked")
@pytest.mark.parametrize(("answer", "fetched"), [("y\n", True), ("\n", True), ("n\n", False)])
def test_somebody_at_a_terminal_is_asked_first(run, answer, fetched):
    done = run("voices", "fetch", ANNA, input=answer)
    assert done.exit_code == 0
    assert here().exists() is fetched
    assert ("Nothing is fetched." in done.stdout) is not fetched


@pytest.mark.usefixtures("elsewhere", "asked")
def test_yes_is_an_answer_in_advance(run):
    assert "Fetch it?" not in run("voices", "fetch", ANNA, "--yes").stdout
    assert "Remove" not in run("voices", "remove", ANNA, "--yes").stdout.replace("Removed", "")
    assert not here().exists()


def test_one_that_broke_off_says_so_and_goes_on(run, elsewhere):
    elsewhere.cut = 100_000
    done = run("voices", "fetch", ANNA)
    assert done.exit_code == 1
    assert "broke off after 100,000 of 256,000 bytes\nRepeat the command: it goes on from there." in done.stderr
    elsewhere.cut = None
    assert "some of which is here already" in run("voices", "fetch", ANNA).stdout
    assert here().read_bytes() == MODEL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_says_that_what_has_come_is_kept(start, run, elsewhere):
    elsewhere.cut = 100_000
    started = queue.Queue()

    def stop():
        program = started.get()
        program.send_signal(signal.SIGINT)
        program.wait()

    elsewhere.then = stop
    program = start("voices", "fetch", ANNA)
    started.put(program)
    _, told = program.communicate()
    assert program.returncode == 130
    assert "Stopped. What has come is kept: the same command goes on from there." in told
    assert not here().exists()
    elsewhere.cut = None
    assert run("voices", "fetch", ANNA).exit_code == 0
    assert here().read_bytes() == MODEL


def test_offline_says_what_from_where_and_the_mend(run, monkeypatch):
    with serving() as gone:
        monkeypatch.setenv(BASE_VARIABLE, gone.address)
    done = run("voices", "fetch", f"piper:{ANNA}")
    assert done.exit_code == 1
    assert (
        f"can't reach {gone.address[7:]} for {gone.address}/voices.json: connection refused\nGo online" in done.stderr
    )


@pytest.mark.usefixtures("elsewhere")
def test_a_fetched_voice_is_removed_and_what_that_frees_is_said(run):
    run("voices", "fetch", ANNA)
    done = run("voices", "remove", f"piper:{ANNA}")
    assert done.stdout == f"Removed piper:{ANNA}: 256 kB freed.\n"
    assert list(voices_folder().iterdir()) == []
    assert run("voices", "remove", ANNA).exit_code == 2


def test_a_part_that_came_is_removed_too(run, elsewhere):
    elsewhere.cut = 100_000
    run("voices", "fetch", ANNA)
    assert run("voices", "remove", ANNA).stdout == f"Removed piper:{ANNA}: 100 kB freed.\n"
    assert list(voices_folder().iterdir()) == []


@pytest.mark.usefixtures("elsewhere", "asked")
def test_a_no_removes_nothing(run):
    run("voices", "fetch", ANNA, "--yes")
    assert "Nothing is removed." in run("voices", "remove", ANNA, input="n\n").stdout
    assert here().exists()


def test_a_packaged_voice_is_not_removed_and_says_how_it_came(run):
    done = run("voices", "remove", "hibari:heart")
    assert done.exit_code == 2
    assert "it comes with the package hibari-tts\nTo be rid of it" in done.stderr
