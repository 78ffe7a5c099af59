"""The page's own words: whole in every language, and English where there are none."""

import re

import pytest

from voiceguide.phone.programme import direction, read, texts
from voiceguide.speech.locales import languages


@pytest.mark.parametrize("language", read())
def test_a_language_has_every_word_of_english_and_fills_in_the_same(language):
    own, english = read()[language], read()["en"]
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[key])), key


def test_a_page_speaks_every_language_that_voiceguide_has_words_in():
    assert sorted(read()) == languages()


@pytest.mark.parametrize(("wanted", "found"), [("de-AT", "de"), ("DE", "de"), ("fr_CA", "fr"), ("tlh", "en")])
def test_a_region_speaks_its_language_and_a_stranger_english(wanted, found):
    assert texts(wanted)["language"] == found


@pytest.mark.parametrize("language", ["he", "fa-IR", "ur", "ku-Arab", "yi"])
def test_languages_that_run_to_the_left(language):
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "zh-Hant", "", "tlh-x-none", "not a tag"])
def test_all_others_run_to_the_right(language):
    assert direction(language) == "ltr"
