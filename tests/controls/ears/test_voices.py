"""The voices kept out of training, in the one file that training and measuring read."""

import re
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parents[3]


def listed():
    import tomllib

    return tomllib.loads((ROOT / "scripts/ears/voices.toml").read_text(encoding="utf-8"))


def person(engine, name):
    """Who speaks: an engine's accents and dictionaries aside."""
    if engine == "espeak":
        return name.partition("+")[2]
    return re.sub(r"^(cmu_us_|[a-z]f_|[a-z]m_)|_arctic_hts$", "", name)


def people(part):
    return {person(engine, name) for engine, names in listed()[part].items() for name in names}


def test_nobody_speaks_in_two_parts_whatever_the_engine():
    assert set(listed()) == {"train", "tune", "test"}
    for one, other in combinations(listed(), 2):
        assert not people(one) & people(other), (one, other)


def test_a_whole_engine_and_three_voices_more_are_kept_out_of_training_and_tuning():
    parts = listed()
    known = parts["train"].keys() | parts["tune"].keys()
    out = parts["test"]

    assert out.keys() - known
    assert sum(len(names) for engine, names in out.items() if engine in known) >= 3


def test_training_and_measuring_know_voices_from_that_file_only():
    names = {name for part in listed().values() for names in part.values() for name in names if len(name) > 4}
    for script in (ROOT / "scripts/ears").glob("*.py"):
        text = script.read_text(encoding="utf-8")
        assert not [name for name in names if f'"{name}"' in text], script
    assert 'examples("train"' in (ROOT / "scripts/ears/train.py").read_text(encoding="utf-8")
    assert 'voices("test")' in (ROOT / "scripts/ears/measure.py").read_text(encoding="utf-8")


def test_nothing_that_is_said_in_measuring_was_said_in_training_but_the_words():
    import tomllib

    texts = tomllib.loads((ROOT / "scripts/ears/texts.toml").read_text(encoding="utf-8"))
    for kind in ("other", "talk"):
        assert not set(texts[kind]["train"]) & set(texts[kind]["test"])
    assert not set(texts["other"]["train"]) & set(texts["alike"]["test"])
