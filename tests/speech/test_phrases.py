"""The phrase book: what the program says itself, as people say it."""

from fractions import Fraction

import pytest
from babel import Locale
from babel.plural import PluralRule
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import UsageError
from voiceguide.plan.model import Phrase, Words
from voiceguide.plan.walk import HALFWAY, count
from voiceguide.speech import phrases
from voiceguide.speech.phrases import Book, languages

ENGLISH = Book("en")


def duration(seconds):
    return Words((Phrase("duration", (("seconds", Fraction(seconds)),)),))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (8, "8 seconds"),
        (1, "1 second"),
        (90, "1 minute 30 seconds"),
        (60, "1 minute"),
        (61, "1 minute 1 second"),
        ("3/2", "1.5 seconds"),
        ("1/2", "0.5 seconds"),
        ("1/3", "0.333 seconds"),
        (10, "10 seconds"),
        (3600, "1 hour"),
        (5405, "1 hour 30 minutes 5 seconds"),
        (7201, "2 hours 1 second"),
        (0, "0 seconds"),
    ],
)
def test_a_duration_reads_as_people_say_it(seconds, said):
    assert ENGLISH.text(duration(seconds)) == said


@given(st.integers(0, 59))
def test_units_and_plurals_are_those_of_cldr(number):
    assert ENGLISH.text(duration(number)) == format_unit(number, "duration-second", "long", locale="en")
    assert ENGLISH.text(duration(number * 60 + 3600)) == " ".join(
        [format_unit(1, "duration-hour", "long", locale="en")]
        + [format_unit(number, "duration-minute", "long", locale="en")] * bool(number)
    )


@pytest.mark.parametrize("language", languages())
def test_every_language_has_cldrs_plural_rules_and_all_of_englishs_phrases(language):
    locale, english = phrases._read(language), phrases._read("en")
    assert PluralRule(locale.plurals).rules == Locale.parse(language).plural_form.rules
    assert locale.phrases.keys() == english.phrases.keys()
    assert locale.sides.keys() == {"left", "right"}
    forms = {"other", *locale.plurals}
    assert all(unit.keys() == forms for unit in locale.units.values())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (count(5), "5"),
        (HALFWAY, "Halfway."),
        (Words((Phrase("breathe-in"),)), "Breathe in."),
        (Words((Phrase("breathe-hold"),)), "Hold."),
        (Words((Phrase("breathe-out"),)), "Breathe out."),
        (Words((Phrase("breathe-rest"),)), "Rest."),
        (Words((Phrase("before-you-start"),)), "Before you start"),
        (Words((Phrase("how-to-answer"),)), "Press any key when you are ready."),
        (Words(("The ", Phrase("side", (("side", "left"),)), " side.")), "The left side."),
        (
            Words(("Round ", Phrase("number", (("number", 2),)), " of ", Phrase("number", (("number", 3),)), ".")),
            "Round 2 of 3.",
        ),
        (Words(("Braces { } and {name} stay.",)), "Braces { } and {name} stay."),
    ],
)
def test_phrases_stand_inside_the_authors_text(words, said):
    assert ENGLISH.text(words) == said


@pytest.mark.parametrize("tag", ["en", "en-GB", "en_us", "EN", "en-Latn-GB"])
def test_a_region_takes_the_phrases_of_its_language(tag):
    assert Book(tag).text(HALFWAY) == "Halfway."


def test_a_language_without_phrases_is_told_which_have_them_but_only_when_one_is_needed():
    german = Book("de")
    assert german.text(Words(("Drücken.",))) == "Drücken."
    with pytest.raises(UsageError, match="'de'") as caught:
        german.text(count(5))
    assert "in: en" in caught.value.hint
