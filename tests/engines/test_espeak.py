"""eSpeak NG, spoken straight to memory: the same text is the same bytes, and nothing it does ends the program."""

import subprocess
import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from voiceguide.engines import espeak
from voiceguide.engines.espeak import Espeak
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance

pytestmark = pytest.mark.engine

SENTENCE = Utterance("Press on the knot, and breathe on.")


def spoken(utterance):
    return Espeak().speak(utterance).samples


def test_a_text_sounds_the_same_whatever_was_said_before_it():
    alone = spoken(SENTENCE)
    for other in ("One", "Two", "Round 2 of 3."):
        spoken(Utterance(other))
        assert np.array_equal(spoken(SENTENCE), alone)


def test_it_sounds_the_same_in_another_process():
    program = """
        import zlib
        from voiceguide.engines.espeak import Espeak
        from voiceguide.speech.engine import Utterance
        print(zlib.crc32(Espeak().speak(Utterance("Press on the knot, and breathe on.")).samples.tobytes()))
        """
    runs = [
        subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt-BR", "nl", "pl", "tr", "hi", "zh-CN", "nb", "sw"])
def test_it_speaks_a_routines_language(language):
    assert len(spoken(Utterance("1, 2, 3", language))) > 10_000


def test_it_speaks_over_a_hundred_languages_each_voice_under_its_own_name():
    voices = Espeak().voices()
    assert len({voice.language.partition("-")[0] for voice in voices}) > 100
    assert len({voice.name for voice in voices}) == len(voices)


def test_languages_differ_and_so_do_persons():
    german, english, another = (Utterance("Wand", "de"), Utterance("Wand"), Utterance("Wand", voice="en-gb+f2"))
    sounds = [spoken(each) for each in (german, english, another)]
    assert len({each.tobytes() for each in sounds}) == 3


@pytest.mark.parametrize(
    ("utterance", "message", "hint"),
    [
        (Utterance("One", "tlh"), "no voice for 'tlh'", "de"),
        (Utterance("One", voice="xx"), "no voice 'xx'", "en-gb"),
        (Utterance("One", voice="en-gb+nobody"), "no voice variant called 'nobody'", "f2"),
        (Utterance("One", voice="../../../etc/passwd"), "no voice", "en-gb"),
        (Utterance(" \t\n"), "can't read", "words"),
        (Utterance("..."), "can't read", "words"),
    ],
)
def test_what_it_cannot_say_is_an_error_with_the_mend(utterance, message, hint):
    with pytest.raises(EngineError, match=message) as caught:
        spoken(utterance)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "plain"), [("One\x00two\x1b[31m", "One two [31m"), ("[[h@l'oU]]", "[ [h@l'oU] ]"), ("One\ntwo", "One two")]
)
def test_controls_and_markup_are_text(text, plain):
    assert np.array_equal(spoken(Utterance(text)), spoken(Utterance(plain))) or "[[" in text
    assert len(spoken(Utterance(text))) > 10_000


def test_a_long_text_is_spoken_whole():
    assert len(spoken(Utterance("word " * 400))) > 100 * 22_050


def test_data_that_lie_too_deep_for_it_are_found_all_the_same(monkeypatch, tmp_path):
    deep = tmp_path.joinpath(*["a-virtual-environment-that-lies-deep"] * 6)
    deep.mkdir(parents=True)
    near = espeak._data()
    (deep / "espeak-ng-data").symlink_to(near)
    expected = spoken(SENTENCE)
    monkeypatch.setattr(espeak, "_data", lambda: deep / "espeak-ng-data")
    assert np.array_equal(spoken(SENTENCE), expected)


def test_missing_data_are_an_error_and_not_the_end_of_the_program(monkeypatch, tmp_path):
    near = espeak._data()
    (tmp_path / "lang").symlink_to(near / "lang")
    (tmp_path / "voices").symlink_to(near / "voices")
    (tmp_path / "en_dict").symlink_to(near / "en_dict")
    monkeypatch.setattr(espeak, "_data", lambda: tmp_path)
    with pytest.raises(EngineError, match="can't read its data"):
        spoken(SENTENCE)


def test_without_its_package_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(espeak, "folder", lambda _: None)
    (voice,) = Espeak().voices()
    assert (voice.installed, voice.how) == (False, "pip install 'voiceguide[languages]'")
    with pytest.raises(EngineError, match="aren't installed") as caught:
        spoken(SENTENCE)
    assert voice.how in caught.value.hint


def test_ctrl_c_while_it_speaks_is_not_lost(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(espeak.ctypes, "string_at", interrupted)
    with pytest.raises(KeyboardInterrupt):
        spoken(SENTENCE)
    monkeypatch.undo()
    assert len(spoken(replace(SENTENCE, text="One")))
