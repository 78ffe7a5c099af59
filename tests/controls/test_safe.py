"""A control from another package fails in any way it likes; the session goes on."""

import pytest
from distinct_timelines import ramp_timeline

from voiceguide.controls.safe import SafeControl
from voiceguide.errors import DeviceError, UsageError
from voiceguide.playback.contracts import Command, Control, Now


class Pedal(Control):
    """Gives what `polled` holds, and fails where `fails` says."""

    def __init__(self, tell, fails="", error=None, polled=()):
        self.tell, self.fails, self.error, self.polled = tell, fails, error or OSError(5, "it broke"), polled
        self.log = []
        self._do("make")

    def _do(self, what):
        self.log.append(what)
        if what == self.fails:
            raise self.error

    def __enter__(self):
        self._do("open")
        return self

    def __exit__(self, *_):
        self._do("close")

    def poll(self):
        self._do("poll")
        self.tell("polled")
        return self.polled

    def see(self, now):  # noqa: ARG002 - the contract's
        self._do("see")


NOW = Now(ramp_timeline(), at=0)
LOST = "The control 'pedal' is lost (OSError: [Errno 5] it broke); the session goes on without it."


@pytest.fixture
def told():
    return []


@pytest.fixture
def safe(told):
    """Return the safe control around a pedal, which is `safe.pedal`."""

    def call(**given):
        def make(tell):
            call.pedal = Pedal(tell, **given)
            return call.pedal

        return SafeControl("pedal", make).telling(told.append)

    return call


def test_what_a_control_gives_and_tells_passes_through(safe, told):
    with safe(polled=(command for command in (Command.NEXT, Command.PAUSE))) as control:
        control.see(NOW)
        assert control.poll() == [Command.NEXT, Command.PAUSE]
    assert told == ["polled"]
    assert safe.pedal.log == ["make", "open", "see", "poll", "close"]


@pytest.mark.parametrize("fails", ["poll", "see"])
def test_a_control_that_fails_is_named_once_left_out_and_closed_at_the_end(safe, told, fails):
    with safe(fails=fails) as control:
        for _ in range(3):
            control.see(NOW)
            assert control.poll() == []
    assert told == [LOST]
    assert safe.pedal.log.count(fails) == 1
    assert safe.pedal.log[-1] == "close"


def test_commands_given_before_a_failure_in_the_same_poll_count(safe, told):
    def polled():
        yield Command.NEXT
        raise OSError(5, "it broke")

    with safe(polled=polled()) as control:
        assert control.poll() == [Command.NEXT]
    assert told == ["polled", LOST]


@pytest.mark.parametrize(("polled", "reason"), [(["pause"], "TypeError: 'pause' is no Command"), (None, "TypeError")])
def test_what_is_no_command_is_a_failure_and_no_command(safe, told, polled, reason):
    with safe(polled=polled) as control:
        assert control.poll() == []
    assert reason in told[-1]


def test_a_device_that_goes_away_is_told_in_the_controls_own_words(safe, told):
    with safe(fails="poll", error=DeviceError("the pedal was unplugged")) as control:
        control.poll()
    assert told == ["The control 'pedal' is lost (the pedal was unplugged); the session goes on without it."]


def test_closing_may_fail_when_nobody_cares_any_more(safe, told):
    with safe(fails="close"):
        pass
    assert told == []


def test_what_ends_a_session_passes_a_control_that_swallows_everything(told):
    class Swallows(Control):
        def poll(self):
            return ()

        def __exit__(self, *_):
            return True

    with pytest.raises(LookupError), SafeControl("it", lambda _: Swallows()).telling(told.append):
        raise LookupError


@pytest.mark.parametrize("fails", ["make", "open"])
@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (DeviceError("no pedal", hint="Plug it in."), "no pedal", "Plug it in."),
        (DeviceError("no pedal"), "no pedal", "Leave out --control pedal"),
        (
            ImportError("no evdev"),
            "the control 'pedal' doesn't start: ImportError: no evdev",
            "Leave out --control pedal",
        ),
    ],
)
def test_a_control_that_cannot_work_says_why_and_what_to_do(safe, fails, error, message, hint):
    with pytest.raises(DeviceError) as caught, safe(fails=fails, error=error):
        pass
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)


def test_an_unknown_name_stays_a_slip_on_the_command_line(safe):
    with pytest.raises(UsageError):
        safe(fails="make", error=UsageError("no control is called so"))


def use(control):
    with control:
        control.see(NOW)
        control.poll()


@pytest.mark.parametrize("fails", ["make", "open", "poll", "see", "close"])
def test_ctrl_c_ends_the_session_wherever_it_hits(safe, fails):
    error = OSError("interrupted")
    error.__cause__ = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        use(safe(fails=fails, error=error))
