"""Files that were valid before stay valid, and lose no words: a sample of what scripts/soak speaks in full."""

import random
from pathlib import Path

import pytest

from scripts.benches.corpus import corpus, lost
from voiceguide.routine.library import Resolver
from voiceguide.routine.read import read

_SEED, _SPOKEN = 11, 40


def test_every_file_of_the_corpus_is_valid():
    for kept in corpus():
        read(kept.routine, "corpus.yaml", Resolver(Path()))


@pytest.mark.engine
@pytest.mark.parametrize("number", random.Random(_SEED).sample(range(len(corpus())), _SPOKEN))
def test_what_was_spoken_is_still_spoken(number):
    assert lost(corpus()[number]) == ""


def test_a_file_that_became_an_error_is_named():
    kept = corpus()[0]
    assert "VG" in lost(type(kept)(kept.voice, "routine: 1\ntitle: Broken\nsteps: []\n", ()))


def test_words_that_are_lost_are_named():
    kept = corpus()[0]
    assert "Never spoken." in lost(type(kept)("none", kept.routine, ("Never spoken.",)))
