"""The checks of sinks, speakers and controls find each broken promise."""

import time

import numpy as np
import pytest

from voiceguide import paths
from voiceguide.errors import DeviceError, UsageError
from voiceguide.playback.contracts import Command, Control
from voiceguide.testing import MemorySink, check_control, check_sink, check_speaker


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


class Instant(MemorySink):
    """A speaker that keeps every promise but those about time."""

    live = False
    underruns = 0
    known = (("Headphones", False), ("Loudspeaker", True))

    def __init__(self, device=None, latency_seconds=None):
        super().__init__()
        if latency_seconds is not None:
            raise UsageError("no latency to choose")
        if device not in (None, *(name for name, _ in self.known)):
            raise DeviceError(f"no device is called '{device}'", hint="Name another one.")

    @classmethod
    def devices(cls):
        return list(cls.known)


class Nameless(Instant):
    known = (("", True),)


class TwoDefaults(Instant):
    known = (("Headphones", True), ("Loudspeaker", True))


class Undecided(Instant):
    live = None


class AnyLatency(Instant):
    def __init__(self, device=None, latency_seconds=None):  # noqa: ARG002 - the contract's
        super().__init__(device)


class AnyDevice(Instant):
    def __init__(self, device=None, latency_seconds=None):  # noqa: ARG002 - the contract's
        super().__init__(None, latency_seconds)


class NoHint(Instant):
    def __init__(self, device=None, latency_seconds=None):
        try:
            super().__init__(device, latency_seconds)
        except DeviceError as error:
            raise DeviceError(error.message) from error


class Negative(Instant):
    underruns = -1


class DeafSpeaker(Deaf, Instant):
    pass


class Greedy(Instant):
    live = True


class Forgetful(Instant):
    """Forgets its underruns when it plays, which takes as long as it should."""

    def __init__(self, device=None, latency_seconds=None):
        super().__init__(device, latency_seconds)
        self.underruns = 1

    def play(self, timeline, blocks):
        super().play(timeline, blocks)
        self.underruns = 0
        time.sleep(0.8)


@pytest.mark.parametrize(
    ("speaker", "promise"),
    [
        (Nameless, "has a name"),
        (TwoDefaults, "at most one device"),
        (Undecided, "whether it obeys commands"),
        (AnyLatency, "keeps to a latency of -1.0 s, or raises UsageError"),
        (AnyDevice, "raises DeviceError for an unknown device"),
        (NoHint, "has a hint"),
        (Negative, "underruns from 0"),
        (DeafSpeaker, "a sink takes every block"),
        (Greedy, "only `latency` before it is heard"),
        (Instant, "returns when all of it was heard"),
        (Forgetful, "since it was made"),
    ],
)
def test_a_promise_that_a_speaker_breaks_is_named(speaker, promise):
    with pytest.raises(AssertionError, match=promise):
        check_speaker(speaker)


class Pedal(Control):
    """A control that keeps every promise; its device is the class."""

    pressed = ()

    def __init__(self, tell):
        tell("The pedal is here.")

    @classmethod
    def press(cls):
        cls.pressed = (Command.NEXT, Command.PAUSE)

    def poll(self):
        given, type(self).pressed = self.pressed, ()
        return given


class NoSee:
    """A control of no class of ours that leaves out a method."""

    def __init__(self, _tell):
        pass

    __enter__ = __exit__ = poll = press = classmethod(lambda *_: ())


class Stuck(Pedal):
    def poll(self):
        time.sleep(1.5)
        return ()


class Slow(Pedal):
    def poll(self):
        time.sleep(0.02)
        return super().poll()


class Wordy(Pedal):
    def poll(self):
        return [command.value for command in super().poll()]


class Blind(Pedal):
    def see(self, now):  # noqa: ARG002 - the contract's
        time.sleep(0.2)


class Newest(Pedal):
    def poll(self):
        return super().poll()[::-1]


class Repeating(Pedal):
    last = ()

    def poll(self):
        self.last = super().poll() or self.last
        return self.last


class Fails(Pedal):
    def poll(self):
        raise AssertionError("its own error comes out")


class SwallowingControl(Pedal):
    def __exit__(self, *_):
        return True


class Mumbling(Pedal):
    def __init__(self, tell):
        tell(b"The pedal is here.")


def test_a_control_that_keeps_its_promises_passes():
    check_control(Pedal, Pedal.press, [Command.NEXT, Command.PAUSE])


@pytest.mark.parametrize(
    ("control", "promise"),
    [
        (NoSee, "has the method `see`"),
        (Stuck, "returns without waiting"),
        (Slow, "doesn't wait; here it takes"),
        (Wordy, "returns commands, not 'next'"),
        (Blind, "`see` returns at once"),
        (Newest, "in their order"),
        (Repeating, "each command once"),
        (Fails, "its own error"),
        (SwallowingControl, "lets an error through"),
        (Mumbling, "lines of text"),
    ],
)
def test_a_promise_that_a_control_breaks_is_named(control, promise, monkeypatch):
    monkeypatch.setattr("voiceguide.testing._HANGING_SECONDS", 1.0)
    with pytest.raises(AssertionError, match=promise):
        check_control(control, control.press, [Command.NEXT, Command.PAUSE])


def test_a_command_that_never_comes_is_named(monkeypatch):
    monkeypatch.setattr("voiceguide.testing._GIVEN_SECONDS", 0.05)
    with pytest.raises(AssertionError, match="in their order"):
        check_control(Pedal, lambda: None, [Command.NEXT])
