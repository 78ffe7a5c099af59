"""The check of a sink finds each promise broken."""

import numpy as np
import pytest

from voiceguide.testing import MemorySink, check_sink


def test_a_memory_sink_keeps_the_contract_and_the_sound():
    sink = MemorySink(channels=1, frames=999)
    check_sink(sink)
    assert len(sink.heard) > 3 * 24_000
    assert sink.heard[:100].any()
    assert sum(map(len, sink.spans)) == len(sink.heard)


class Deaf(MemorySink):
    """Takes one block and goes."""

    def play(self, timeline, blocks):  # noqa: ARG002 - the contract's
        next(iter(blocks))


class Swallowing(MemorySink):
    """Thinks it knows better when its blocks fail."""

    def play(self, timeline, blocks):
        try:
            super().play(timeline, blocks)
        except RuntimeError:
            return


class Rewording(MemorySink):
    """Raises something else than its blocks do."""

    def play(self, timeline, blocks):
        try:
            super().play(timeline, blocks)
        except RuntimeError as error:
            raise RuntimeError("something went wrong") from error


class Littering(MemorySink):
    """Writes in place, and leaves half a file when its blocks fail."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def play(self, timeline, blocks):  # noqa: ARG002 - the contract's
        with self.path.open("wb") as file:
            for block in blocks:
                file.write(np.ascontiguousarray(block.samples))


class Leaving(MemorySink):
    """Writes beside, and leaves that there when its blocks fail."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def play(self, timeline, blocks):
        self.path.with_suffix(".tmp").write_bytes(b"half")
        super().play(timeline, blocks)
        self.path.with_suffix(".tmp").replace(self.path)


@pytest.mark.parametrize(
    ("sink", "promise"),
    [
        (MemorySink(channels=3), "1 or 2 channels"),
        (MemorySink(frames=0), "at least a frame"),
        (MemorySink(latency=-1), "no ear is ahead"),
        (Deaf(), "takes every block"),
        (Swallowing(), "lets through"),
        (Rewording(), "lets through"),
    ],
)
def test_a_broken_promise_is_named(sink, promise):
    with pytest.raises(AssertionError, match=promise):
        check_sink(sink)


def test_half_a_file_is_noticed(tmp_path):
    with pytest.raises(AssertionError, match="an older file stays"):
        check_sink(Littering(tmp_path / "a.raw"), path=tmp_path / "a.raw")


def test_a_file_left_behind_is_noticed(tmp_path):
    with pytest.raises(AssertionError, match="nothing half done is left behind"):
        check_sink(Leaving(tmp_path / "a.raw"), path=tmp_path / "a.raw")
