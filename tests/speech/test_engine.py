"""The voice that speaks a routine's language best."""

import pytest

from voiceguide.speech.engine import MANY, Quality, Voice, best

NATURAL, PLAIN = Quality.NATURAL, Quality.PLAIN


def voice(name, language, quality=PLAIN, *, installed=True):
    return Voice(name, language, quality, "", installed=installed, how="" if installed else "wish")


VOICES = [
    voice("any", MANY, NATURAL),
    voice("oxford", "en-GB"),
    voice("boston", "en_US", NATURAL),
    voice("paris", "fr-FR"),
    voice("berlin", "de"),
    voice("wien", "de-AT", NATURAL, installed=False),
    voice("beijing", "cmn"),
    voice("oslo", "nb"),
]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "boston"),
        ("en-GB", "oxford"),
        ("EN_us", "boston"),
        ("en-AU", "boston"),
        ("fr", "paris"),
        ("fr-CA", "paris"),
        ("de-AT", "berlin"),
        ("zh-CN", "beijing"),
        ("no", "oslo"),
        ("nb-NO", "oslo"),
        ("sw", "any"),
    ],
)
def test_the_nearest_accent_comes_first_then_the_better_voice_and_only_what_is_here(language, name):
    assert best(VOICES, language).name == name


def test_of_equals_the_first_is_taken():
    assert best([voice("a", "it"), voice("b", "it")], "it").name == "a"


def test_nobody_speaks_a_language_that_nobody_speaks():
    assert best(VOICES[1:], "sw") is None
