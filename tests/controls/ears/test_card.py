"""The model card, docs/ears.md: what it says of the head is what the head says of itself."""

import re
from importlib import resources

import pytest
from pages import PAGES, ROOT, name

from voiceguide.controls.ears.head import shipped
from voiceguide.controls.ears.words import WORDS, best_words

CARD = (ROOT / "docs/ears.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def head():
    return shipped()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_has_a_figure_that_was_never_filled_in(page):
    assert re.findall(r"@[A-Z_]+@", page.read_text(encoding="utf-8")) == []


def test_the_card_says_how_large_the_head_is_and_from_where_on_it_lets_a_command_through(head):
    file = resources.files("voiceguide.controls.ears") / "heads" / "en.npz"
    megabytes = len(file.read_bytes()) / 1e6
    assert f"how likely each of {len(head.words)} words is" in CARD
    assert f"{['no', 'one', 'two', 'three'][len(head.members)]} small networks" in CARD
    assert f"{megabytes:.1f} MB in all" in CARD
    assert f"from {head.threshold:.2f} on" in CARD


def test_the_card_says_what_the_head_learned_from(head):
    engines = [voice.partition("/")[0] for voice in head.facts["voices"].split(", ")]
    assert f"{int(head.facts['examples']):,} utterances of {len(engines)} synthetic voices" in CARD
    for engine, called in {"kokoro": "Kokoro", "espeak": "espeak-ng", "flite": "flite", "festival": "festival"}.items():
        assert f"{engines.count(engine)} of {called}'s" in " ".join(CARD.split())


def test_the_card_says_how_many_takes_enrolment_asks_for():
    assert f"({3 * len(best_words())} takes, less than five minutes)" in " ".join(CARD.split())


def test_the_card_has_every_word_in_all_of_its_tables():
    use, by_word = CARD[: CARD.index("**Say one of these")].casefold(), CARD[CARD.index("By word,") :]
    measured, chosen = by_word.split("### Aliases")
    for word in WORDS:
        assert f'"{word.text}"' in use
        assert measured.count(f"\n| {word.text} | {word.command.value} |") == 1
        assert chosen.count(f"\n| {word.command.value} | {word.text} |") == 1
