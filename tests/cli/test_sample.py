"""What a voice is judged by is said in its language."""

import pytest

from voiceguide import plugins
from voiceguide.engines.tone import ToneEngine
from voiceguide.speech.engine import MANY, Quality, Voice
from voiceguide.speech.locales import Book, languages
from voiceguide.voices.offers import language_of, sample


def read(language):
    book = Book(language)
    return [book.text(event.words) for event in sample(language).events]


def test_it_is_two_sentences_and_a_count():
    assert read("en-GB") == [
        "Press any key when you are ready.",
        "8 seconds.",
        "3",
        "2",
        "1",
        "Breathe out.",
    ]


@pytest.mark.parametrize("language", languages())
def test_every_language_of_the_program_has_one(language):
    assert len(read(language)) == 6
    assert sample(language).metadata.language == language


def test_a_language_without_words_of_its_own_has_the_count():
    assert read("sw") == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("voice", "language"),
    [("hibari:emma", "en-GB"), ("espeak:de", "de"), ("espeak", "en"), ("tone", "en"), ("hibari:nobody", "en")],
)
def test_a_named_voice_speaks_its_own_language(voice, language):
    assert language_of(voice) == language


def test_a_named_voice_of_many_languages_speaks_english(monkeypatch):
    class Many(ToneEngine):
        def voices(self):
            return [Voice("anna", MANY, Quality.PLAIN, "")]

    monkeypatch.setattr(plugins, "load", lambda *_: Many)
    assert language_of("many:anna") == "en"
