"""The phrase book: what the program says itself, as people say it."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel import Locale
from babel.plural import PluralRule
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import FileError, UsageError
from voiceguide.plan.model import HALFWAY, Phrase, Words, count
from voiceguide.speech import locales
from voiceguide.speech.locales import Book, languages, mistakes

ENGLISH = Book("en")
GOLDEN = Path(__file__).with_name("phrases.txt")


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
def test_every_language_has_cldrs_plural_rules_and_all_of_englishs_parts(language):
    content, english = locales._builtin(language), locales._builtin("en")
    assert mistakes(content, english) == []
    assert content.keys() == english.keys()
    assert content["shown"].keys() == english["shown"].keys()
    ours, cldrs = PluralRule(content["plurals"]), Locale.parse(language).plural_form
    assert ours.tags == cldrs.tags
    # Rules that mean the same may be written in more than one way.
    numbers = [*range(1_000), *(Decimal(f"{whole}.{part}") for whole in range(12) for part in (0, 1, 5, 25)), 10**6]
    assert [ours(number) for number in numbers] == [cldrs(number) for number in numbers]
    assert content["point"] == Locale.parse(language).number_symbols["latn"]["decimal"]


def filled(key, number):
    """Return the phrase `key` with `number` in each of its places."""
    return Words((Phrase(key, tuple((place, number) for place in ("number", "round", "rounds"))),))


@pytest.mark.parametrize("language", languages())
def test_every_phrase_of_every_language_can_be_said_with_the_numbers_from_1_to_100(language):
    book = Book(language)
    for number in range(1, 101):
        for key in locales.find(language).phrases:
            said = book.text(filled(key, number))
            assert said
            assert not set(said) & set("{}<>")
        for seconds in (number, number * 60, number * 3600):
            assert not set(book.text(duration(seconds))) & set("{}<>")


# CLDR's 秒钟 is for a duration alone; after minutes people say 秒.
@pytest.mark.parametrize("language", [language for language in languages() if language != "zh"])
def test_units_and_plurals_are_those_of_cldr_in_every_language_but_chinese(language):
    for unit, seconds, numbers in (("second", 1, 60), ("minute", 60, 60), ("hour", 3600, 25)):
        if (language, unit) == ("nl", "hour"):
            continue  # Dutch hours have no plural in CLDR, and Babel falls back to a symbol
        for number in range(1, numbers):
            cldr = format_unit(number, f"duration-{unit}", "long", locale=language).replace("\u00a0", " ")
            if language == "pl":  # a duration is the object of its sentence: "Trzymaj 1 minutę."
                cldr = re.sub("a$", "ę", cldr)
            assert Book(language).text(duration(number * seconds)) == cldr


def golden(language):
    """Return what every key of a language says, and its durations with the numbers that tell plurals apart."""
    book, found = Book(language), locales.find(language)
    lines = [f"[{language}]"]
    lines += [" | ".join(book.text(duration(number * unit)) for number in (1, 2, 5, 21)) for unit in (1, 60, 3600)]
    lines.append(" | ".join(found.counted(found.reading["times"], Decimal(number)) for number in (1, 2, 5, 21)))
    lines.append(f"{book.text(duration(90))} | {book.text(duration('3/2'))}")
    lines.append(" | ".join(book.text(Words((Phrase("side", (("side", side),)),))) for side in ("left", "right")))
    lines += [f"{key}: {book.text(filled(key, 21))}" for key in found.phrases]
    return "\n".join(lines)


def test_every_language_says_what_somebody_has_looked_at():
    # After a change that is meant: python -m pytest tests/speech/test_phrases.py, and copy what differs.
    assert "\n\n".join(map(golden, languages())) + "\n" == GOLDEN.read_text("utf-8")


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
    klingon = Book("tlh")
    assert klingon.text(Words(("Tryck.",))) == "Tryck."
    with pytest.raises(UsageError, match="'tlh'") as caught:
        klingon.text(count(5))
    assert f"in: {', '.join(languages())}" in caught.value.hint


def test_a_routines_own_phrases_stand_in_place_of_the_languages():
    book = Book("de", {"halfway": "Die Mitte."})
    assert book.text(HALFWAY) == "Die Mitte."
    assert book.text(duration(1)) == "1 Sekunde"


def test_a_routines_own_phrases_are_enough_in_a_language_without_any():
    assert Book("tlh", {"halfway": "Halvvägs."}).text(HALFWAY) == "Halvvägs."


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that puts a locale file among the listener's own."""
    monkeypatch.setattr(locales, "own_folder", lambda: tmp_path)

    def put(tag, text):
        path = tmp_path / f"{tag}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_a_listeners_own_locale_file_needs_only_what_it_changes(own):
    own("de-CH", '[phrases]\nhalfway = "Hälfte."\n')
    assert Book("de-CH").text(HALFWAY) == "Hälfte."
    assert Book("de-CH").text(duration(2)) == "2 Sekunden"
    assert Book("de").text(HALFWAY) == "Die Hälfte ist geschafft."


def test_a_listeners_own_file_can_bring_a_new_language(own):
    english = (locales.BUILTIN / "en.toml").read_text("utf-8")
    own("tlh", english.replace('"Halfway."', '"Halvvägs."'))
    assert Book("tlh-x-none").text(HALFWAY) == "Halvvägs."
    assert "tlh" in languages()


def test_everything_that_is_wrong_with_a_locale_file_is_told_at_once(own):
    english = (locales.BUILTIN / "en.toml").read_text("utf-8")
    wrong = [
        ('halfway = "Halfway."\n', ""),
        ('paused = "Paused."', "paused = 5"),
        ('slower = "The voice is slower."', 'slowr = "Slower."'),
        ('one = "i = 1 and v = 0"', 'one = "exactly one"'),
        ('one = "{number} hour"', 'one = "one hour"'),
        ('{ one = "{number} minute", other', "{ other"),
        ('left = "left"', 'left = "{side"'),
        ('of = "{part} out of {whole}"', 'of = "{part} of {all}"'),
        ('half = "{whole} and a half"', 'half = "one and a half"'),
        ('section-line = "Section: {title}."', 'section-line = "Section."'),
    ]
    for before, after in wrong:
        assert before in english
        english = english.replace(before, after)
    path = own("tlh", english)
    with pytest.raises(FileError) as caught:
        Book("tlh").text(HALFWAY)
    assert caught.value.message.replace(f"{path}: ", "").splitlines() == [
        "[plurals] 'one' is 'exactly one': that is no rule of CLDR's, such as 'i = 1 and v = 0'",
        "[units] 'hour' one is 'one hour': it takes '{number}'",
        "[units] 'minute' lacks 'one'",
        "[sides] 'left' is '{side': a brace is missing; what is filled in stands in { }",
        "[phrases] lacks 'halfway'",
        "[phrases] lacks 'slower'",
        "[phrases] has a key 'slowr' that means nothing; did you mean 'slower'?",
        "[phrases] 'paused' takes a text",
        "[shown] 'section-line' is 'Section.': it takes '{title}'",
        "[reading] 'half' is 'one and a half': it takes '{whole}'",
        "[reading] 'of' is '{part} of {all}': it takes '{part}' and '{whole}'",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('phrases = "none"', "'phrases' takes keys and values"),
        ("point = 5", "'point' takes a text"),
        ("[frases]", "the file has a key 'frases' that means nothing; did you mean 'phrases'?"),
        ('[reading]\nagree = { minute = "female" }', "'agree' takes units and genders"),
        ('[lexicon]\npsoas = ""', "[lexicon] 'psoas' takes a text"),
        ("[phrases", "isn't TOML"),
    ],
)
def test_a_slip_in_a_locale_file_is_told_with_the_file(own, text, told):
    path = own("de", text)
    with pytest.raises(FileError) as caught:
        Book("de").text(HALFWAY)
    assert str(path) in caught.value.message
    assert told in caught.value.message
