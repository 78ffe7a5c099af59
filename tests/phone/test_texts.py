"""The page's own words: those of the routine's language, and what its scripts and its HTML take."""

import re

import pytest

from voiceguide.phone.html import FOLDER, SCRIPTS
from voiceguide.phone.programme import direction, texts
from voiceguide.speech.locales import languages
from voiceguide.timeline.shown import Shown


@pytest.mark.parametrize("language", languages())
def test_a_page_has_all_words_that_it_shows(language):
    html = (FOLDER / "page.html").read_text("utf-8")
    code = "".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    taken = set(re.findall(r"\{\{text ([a-z-]+)\}\}", html))
    taken |= set(re.findall(r"#texts\.([a-z]+)", code)) | set(re.findall(r'#texts\["([a-z-]+)"\]', code))
    assert {"ready", "no-script", "done", "ready-question", "paused-let-go"} <= taken
    assert taken <= texts(Shown(language)).keys()


@pytest.mark.parametrize(("wanted", "found"), [("de-AT", "de"), ("DE", "de"), ("fr_CA", "fr"), ("tlh", "en")])
def test_a_region_speaks_its_language_and_a_stranger_english(wanted, found):
    assert Shown(wanted).tag == found


@pytest.mark.parametrize("language", ["he", "fa-IR", "ur", "ku-Arab", "yi"])
def test_languages_that_run_to_the_left(language):
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "zh-Hant", "", "tlh-x-none", "not a tag"])
def test_all_others_run_to_the_right(language):
    assert direction(language) == "ltr"
