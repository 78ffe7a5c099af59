"""`check_sink` finds each broken promise."""

import numpy as np
import pytest

from voiceguide import paths
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


class Writing(MemorySink):
    """Declares what a file's sink declares: no chapters, no bit rates, no cover."""

    most_chapters, bit_rates, takes_cover = 0, (), False

    def __init__(self, path, *, mono=False):
        super().__init__(channels=1 if mono else 2)
        self.path = path

    def check_writable(self, metadata):
        paths.check_writable(self.path, metadata.files)

    def play(self, timeline, blocks):
        with paths.replacing(self.path, timeline.metadata.files) as temporary:
            super().play(timeline, blocks)
            temporary.write_bytes(self.heard.tobytes())


class Littering(Writing):
    """Writes in place, and leaves half a file when its blocks fail."""

    def play(self, timeline, blocks):  # noqa: ARG002 - the contract's
        with self.path.open("wb") as file:
            for block in blocks:
                file.write(np.ascontiguousarray(block.samples))


class Leaving(Writing):
    """Writes beside, and leaves that there when its blocks fail."""

    def play(self, timeline, blocks):
        self.path.with_suffix(".tmp").write_bytes(b"half")
        MemorySink.play(self, timeline, blocks)
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


class Sure(Writing):
    """Checks nothing beforehand."""

    def check_writable(self, metadata):
        pass


class Hasty(Writing):
    """Makes the file when it is only asked whether it can."""

    def check_writable(self, metadata):
        super().check_writable(metadata)
        self.path.write_bytes(b"")


class Boasting(Writing):
    """Declares bit rates, and doesn't take one."""

    bit_rates = (64, 96)


class Both(Writing):
    """Takes `mono`, and writes both channels."""

    def __init__(self, path, *, mono=False):  # noqa: ARG002 - the contract's
        super().__init__(path)


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Sure, "check_writable raises FileError if there is a folder"),
        (Hasty, "check_writable writes nothing"),
        (Boasting, "takes the choices that it declares: mono, bit_rate"),
        (Both, "made with mono has 1 channel"),
    ],
)
def test_a_broken_promise_of_a_file_is_named(kind, promise, tmp_path):
    with pytest.raises(AssertionError, match=promise):
        check_sink(kind(tmp_path / "a.raw"), path=tmp_path / "a.raw")


@pytest.mark.parametrize("missing", ["most_chapters", "bit_rates", "takes_cover"])
def test_a_sink_that_does_not_say_what_its_file_holds_is_noticed(missing, tmp_path):
    declared = {name: getattr(Writing, name) for name in ("most_chapters", "bit_rates", "takes_cover")}
    del declared[missing]
    sink = type("Reticent", (MemorySink,), declared)()
    with pytest.raises(AssertionError, match=f"says {missing}"):
        check_sink(sink, path=tmp_path / "a.raw")


def test_a_strangers_file_keeps_the_contract(tmp_path):
    check_sink(Writing(tmp_path / "a.raw"), path=tmp_path / "a.raw")


def test_half_a_file_is_noticed(tmp_path):
    with pytest.raises(AssertionError, match="an older file stays"):
        check_sink(Littering(tmp_path / "a.raw"), path=tmp_path / "a.raw")


def test_a_file_left_behind_is_noticed(tmp_path):
    with pytest.raises(AssertionError, match="nothing half done is left behind"):
        check_sink(Leaving(tmp_path / "a.raw"), path=tmp_path / "a.raw")
