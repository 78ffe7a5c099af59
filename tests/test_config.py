"""What the listener's config file says, and what is told of a slip in it."""

import os

import pytest

from voiceguide.config import Config, config_file, own_config
from voiceguide.errors import FileError
from voiceguide.speech.voice_settings import OFF_DB, VoiceSettings


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes the config file."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def written(text):
        config_file().parent.mkdir(exist_ok=True)
        config_file().write_bytes(text if isinstance(text, bytes) else text.encode())

    return written


def test_without_a_file_nothing_is_wanted(write):  # noqa: ARG001 - an empty folder
    assert own_config() == Config()
    assert own_config().voice("en") == ""


def test_one_voice_is_for_every_language(write):
    write('voice = "espeak"\nlanguage = "de"\n')
    assert own_config().voice("en") == own_config().voice("pt-BR") == "espeak"
    assert own_config().language == "de"


def test_voices_are_named_by_language_and_a_region_stands_over_its_language(write):
    write('[voice]\nde = "espeak:de"\nen-GB = "piper:alan"\nen = "hibari"\n')
    voices = [own_config().voice(language) for language in ("de-AT", "en-gb", "en-US", "fr")]
    assert voices == ["espeak:de", "piper:alan", "hibari", ""]


def test_how_fast_and_how_loud_stand_in_it(write):
    write('rate = 0.8\nvoice_volume = "-6dB"\ntone_volume = "off"\n')
    assert own_config().voice_settings == VoiceSettings(rate=0.8, voice_db=-6, tone_db=OFF_DB)


@pytest.mark.parametrize(
    ("text", "told", "mend"),
    [
        ("rate = 3", "speech can't be 3 times as fast; a rate lies between 0.5 and 2.", "rate = 0.8"),
        ('rate = "fast"', "'rate' takes a number, not fast", "rate = 0.8"),
        ('voice_volume = "off"', "its volume lies between -30 and 3 dB.", 'voice_volume = "-6dB"'),
        ('tone_volume = "loud"', "'loud' is no volume", 'tone_volume = "off"'),
        ('voise = "espeak"', "has a key 'voise' that means nothing; did you mean 'voice'?", "It has: 'voice', "),
        ("voice = 3", "'voice' takes a text, ENGINE or ENGINE:NAME, not 3", 'voice = "espeak"'),
        ('voice = "espeak de"', "'voice' is 'espeak de': a voice is ENGINE, or ENGINE:NAME", 'voice = "espeak"'),
        ("[voice]\nde = true", "'de' in [voice] takes a text", 'de = "espeak:de"'),
        ('[voice]\nGerman = "espeak"', "[voice] has 'German', which is no language's tag", 'de = "espeak:de"'),
        ('[voice]\npt_BR = "espeak"', "did you mean 'pt-BR'?", 'de = "espeak:de"'),
        ('language = "German"', "'language' has 'German', which is no language's tag", 'language = "de"'),
        ("language = 1", "'language' takes a text, a language's tag, not 1", 'language = "de"'),
        ("voice = espeak", "isn't TOML: Invalid value (at line 1, column 9)", "A line of it: "),
        ("rate = " + "1" * 5000, "isn't TOML: Exceeds the limit", "A line of it"),
        ("rate = " + "[" * 100_000, "isn't TOML: ", "A line of it"),
        (b'voice = "\xff"', "isn't text in UTF-8", "Save it anew as UTF-8."),
    ],
)
def test_a_slip_is_told_with_the_file_and_the_mend(write, text, told, mend):
    write(text)
    with pytest.raises(FileError) as slip:
        own_config()
    assert slip.value.message.startswith(str(config_file()))
    assert told in slip.value.message
    assert mend in slip.value.hint


def test_a_pipe_in_its_place_keeps_nobody_waiting(write):
    write("")
    config_file().unlink()
    os.mkfifo(config_file())
    with pytest.raises(FileError, match=r"can't read .*config\.toml: it isn't a file"):
        own_config()


def test_a_file_that_can_not_be_read_is_told(write):
    write("")
    config_file().unlink()
    config_file().mkdir()
    with pytest.raises(FileError, match=r"can't read .*config\.toml: is a directory"):
        own_config()
