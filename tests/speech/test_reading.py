"""What is written in figures, and what is odd, as a person reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import FileError
from voiceguide.speech import locales
from voiceguide.speech.clips import is_speakable
from voiceguide.speech.locales import languages, own_lexicon
from voiceguide.speech.reading import Reader


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("en", "Hold for 8 s.", "Hold for 8 seconds."),
        ("en", "30s rest, then 1 min 30 s.", "30 seconds rest, then 1 minute 30 seconds."),
        ("en", "1.5 s", "1.5 seconds"),
        ("en", "3x", "3 times"),
        ("en", "1x", "1 time"),
        ("en", "3 x 10 s", "3 times 10 seconds"),
        ("en", "2-3x a day", "2 to 3 times a day"),
        ("en", "L4/L5", "L4 L5"),
        ("en", "between L4-5 and S1", "between L4 5 and S1"),
        ("en", "1/2 a turn", "one half a turn"),
        ("en", "1 1/2 turns", "1 and a half turns"),
        ("en", "2 1/4 turns", "2 and one quarter turns"),
        ("en", "Wait 1/2 minute.", "Wait half a minute."),
        ("en", "a pain of 3/10", "a pain of 3 out of 10"),
        ("en", "5-10", "5 to 10"),
        ("en", "5–10 s", "5 to 10 seconds"),  # noqa: RUF001 - an en dash, as typographers write it
        ("en", "3-2-1", "3, 2, 1"),
        ("en", "Bend 20-30°.", "Bend 20 to 30 degrees."),
        ("en", "10 cm, 5 kg, 50 %", "10 centimeters, 5 kilograms, 50 percent"),
        ("en", "Roll your IT band, e.g. here.", "Roll your I T band, for example here."),
        ("de", "1 Minute, 2 Minuten, 21 Minuten", "eine Minute, zwei Minuten, einundzwanzig Minuten"),
        ("de", "8 s, ca. 5-10 cm", "acht Sekunden, circa 5 bis 10 Zentimeter"),
        ("fr", "1 seconde, 21 s", "une seconde, vingt-et-une secondes"),
        ("es", "1 minuto, 21 segundos, 1 hora", "un minuto, veintiún segundos, una hora"),
        ("it", "1 minuto, 1 ora, 1 h", "un minuto, un’ora, un’ora"),  # noqa: RUF001
        ("it", "5-10 cm", "tra 5 e 10 centimetri"),
        ("de", "1 1/2 Minuten, 20 1/2 Runden", "eineinhalb Minuten, 20 und ein halb Runden"),
        ("de", "1/2 Minute", "eine halbe Minute"),
        ("fr", "1 1/2 minute, 3 1/2 tours", "une minute et demie, 3 et demi tours"),
        ("pl", "1 minutę, 1 h, 21 s", "jedną minutę, jedną godzinę, dwadzieścia jeden sekund"),
        ("pl", "1 minuta", "jedna minuta"),
        ("pl", "1 1/2 minuty, 1 1/2 obrotu", "półtorej minuty, półtora obrotu"),
        ("pl", "5-10 cm", "od 5 do 10 centymetrów"),
        ("tr", "1 1/2 tur", "1 buçuk tur"),
        ("hi", "1 1/2, 2 1/2, 3 1/2", "डेढ़, ढाई, साढ़े 3"),
        ("pt", "2 horas, 2 minutos", "duas horas, dois minutos"),
        ("pl", "2 minuty, 22 minuty, 5 minut", "dwie minuty, dwadzieścia dwie minuty, pięć minut"),
        ("pl", "2 s, 5 s", "dwie sekundy, pięć sekund"),
        ("nl", "8 s, 5-10", "8 seconden, 5 tot 10"),
        ("tr", "3x, 8 s", "3 kez, 8 saniye"),
        ("hi", "5-10 s", "5 से 10 सेकंड"),
        ("zh", "保持2分钟, 3x, 1/2", "保持两分钟, 3次, 二分之一"),
    ],
)
def test_what_is_written_in_figures_is_read_as_a_person_reads_it(language, written, read):
    assert Reader(language, {}).read(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "8",
        "Round 2 of 3.",
        "In your 50s, or the 1980s.",
        "2026-01-01",
        "It is 7:30.",
        "Call 555-123-4567.",
        "1,000 people",
        "v1.2.3",
        "A B-52, and an x.",
        "and/or",
        "Press {here} or <there> & go.",
        "",
        "...",
    ],
)
def test_what_is_no_figure_of_that_kind_stays_as_it_is(text):
    assert Reader("en", {}).read(text) == text


@pytest.mark.parametrize("language", languages())
def test_every_language_reads_every_number_with_its_units(language):
    reader = Reader(language, {})
    for number in range(1, 101):
        for written in (f"{number} s", f"{number} min", f"{number} h", f"{number}x", f"{number}-{number + 1}"):
            assert reader.read(written) != written


def test_a_lexicon_is_read_whole_word_by_whole_word_and_whatever_the_case():
    reader = Reader("en", {"psoas": "so-as", "psoas major": "so-as may-jor", "C++": "see plus plus"})
    assert reader.read("Psoas, PSOAS MAJOR and iliopsoas; C++.") == "so-as, so-as may-jor and iliopsoas; see plus plus."


def test_a_lexicon_finds_words_where_no_spaces_part_them():
    assert Reader("zh", {"髂": "qià"}).read("按髂腰肌") == "按qià腰肌"


def test_what_a_lexicon_puts_in_is_read_as_figures_are():
    assert Reader("en", {"a bit": "5-10 s"}).read("Hold a bit.") == "Hold 5 to 10 seconds."


def test_a_lexicon_may_replace_a_number_with_its_unit():
    assert Reader("es", {"una hora": "una horita", "2 1/2 horas": "dos horas y media"}).read("1 h, 2 1/2 horas") == (
        "una horita, dos horas y media"
    )


def test_a_given_lexicon_stands_over_the_languages():
    assert Reader("en", {"e.g.": "say"}).read("e.g. now") == "say now"


def test_a_language_without_words_of_its_own_is_read_with_the_lexicon_alone():
    assert Reader("tlh", {"t.ex.": "till exempel"}).read("t.ex. 8 s") == "till exempel 8 s"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The listener's lexicon file, which isn't there yet."""
    path = tmp_path / "lexicon.toml"
    monkeypatch.setattr(locales, "lexicon_file", lambda: path)
    return path


def test_a_listeners_lexicon_goes_by_language(own):
    assert own_lexicon("en") == {}
    own.write_text('[en]\npsoas = "so-as"\nlever = "lever"\n[en-GB]\nlever = "leever"\n[de]\npsoas = "Pso-as"\n')
    assert own_lexicon("en-US") == {"psoas": "so-as", "lever": "lever"}
    assert own_lexicon("en-gb") == {"psoas": "so-as", "lever": "leever"}


@pytest.mark.parametrize(
    ("text", "told"),
    [('psoas = "so-as"', "stands under no language"), ("[en]\npsoas = 5", "takes a text"), ("[en", "isn't TOML")],
)
def test_a_slip_in_a_lexicon_is_told_with_its_file(own, text, told):
    own.write_text(text)
    with pytest.raises(FileError, match=told) as caught:
        own_lexicon("en")
    assert str(own) in caught.value.message


@given(
    st.sampled_from(languages()),
    st.text("0123456789 .,-/x:%°smhinkgLSМинут分秒een", max_size=40) | st.text(max_size=40),  # noqa: RUF001
    st.sampled_from(["", " s", " Minuten", " segundos", " minuty", "分钟"]),
)
def test_any_text_can_be_read(language, text, unit):
    read = Reader(language, {}).read(text + unit)
    assert isinstance(read, str)
    assert is_speakable(read) or not is_speakable(text + unit)


def test_a_number_too_large_to_spell_stays_a_figure():
    assert Reader("de", {}).read(f"{'9' * 500} Sekunden") == f"{'9' * 500} Sekunden"
