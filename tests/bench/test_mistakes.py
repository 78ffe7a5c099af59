"""A small sample of the mistakes that scripts/soak makes at random, and of the files of one line that it reads."""

import pytest

from scripts.benches import mistakes
from scripts.benches.runs import VOICEGUIDE, run


def test_a_mistake_of_a_few_characters_is_read_soon_and_reported_in_short_lines():
    results = mistakes.read_mistakes(150, seed=5)
    assert results.outcomes["problems"] > 30
    assert 100 < results.longest <= mistakes.LONGEST_LINE
    assert results.slowest_seconds <= mistakes.SLOWEST_SECONDS


@pytest.mark.parametrize("name", mistakes.WORST)
def test_a_file_of_one_long_line_takes_little_memory(tmp_path, name):
    def peak_bytes(size):
        (tmp_path / "large.yaml").write_text(mistakes.WORST[name](size))
        return run([VOICEGUIDE, "check", str(tmp_path / "large.yaml")], codes=(0, 3)).peak_bytes

    # Each of 20,000 words once kept the whole line, which came to 1.2 GB.
    assert peak_bytes(60_000) - peak_bytes(1_000) <= 30e6
