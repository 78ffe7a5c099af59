"""A small sample of what scripts/bench and scripts/soak measure in full."""

import pytest

from scripts.benches.routines import long_routine
from scripts.benches.runs import voiceguide


@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus"])
def test_a_long_export_takes_as_much_memory_as_a_short_one(tmp_path, kind):
    def peak_bytes(minutes):
        (tmp_path / "routine.yaml").write_text(long_routine(minutes))
        words = ("--voice", "tone", "--mono", "-o", str(tmp_path / f"long.{kind}"))
        return voiceguide("export", str(tmp_path / "routine.yaml"), *words).peak_bytes

    # What eighteen minutes more come to: 9 MB of packets, 52 MB of samples. Busy machines differ by 5.
    assert peak_bytes(20) - peak_bytes(2) <= 8e6
