"""A control that pauses the session when the computer has slept, and says where the listener was."""

import sys
import time
from collections.abc import Callable
from fractions import Fraction

from voiceguide.playback.contracts import Command, Control, Now
from voiceguide.units import clock, write_duration

_SHORTEST_SECONDS = 2.0
"""Shorter sleeps don't matter: the listener doesn't lose their place."""
_NAMED = ("chapter", "step")


def slept_seconds() -> float:
    """Return for how many seconds the computer has slept since some fixed moment."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    if sys.platform == "darwin":
        # On macOS, Python's own monotonic clock stops while the computer sleeps.
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.clock_gettime(time.CLOCK_UPTIME_RAW)
    if sys.platform == "win32":
        import ctypes

        awake = ctypes.c_ulonglong()  # in units of 100 ns
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake))
        return time.monotonic() - awake.value / 1e7
    return time.time() - time.monotonic()


class Sleep(Control):
    """Pauses when the computer has slept; observes the session to know where it was.

    `tell` is called with a line for the listener. `slept` returns the seconds that the computer has slept so far.
    """

    def __init__(self, tell: Callable[[str], object], slept: Callable[[], float] = slept_seconds) -> None:
        self._tell, self._slept = tell, slept
        self._before = slept()
        self._now: Now | None = None
        self._owes_pause = False

    def see(self, now: Now) -> None:
        """Observe where the session is, and whether the pause was obeyed."""
        self._now = now
        if now.paused or any(done.command is Command.PAUSE for done in now.answered):
            self._owes_pause = False

    def poll(self) -> list[Command]:
        """Return a pause after the computer has slept, unless the session is paused already.

        Return it until the session obeys: while a sound device is missing, the session only obeys a stop.
        """
        slept = self._slept()
        seconds, self._before = slept - self._before, slept
        if seconds >= _SHORTEST_SECONDS and self._now is not None and not self._now.paused:
            self._owes_pause = True
            self._tell(f"The computer slept for {write_duration(Fraction(round(seconds)))}. {_place(self._now)}")
        return [Command.PAUSE] if self._owes_pause else []


def _place(now: Now) -> str:
    """Return where the listener is in the routine."""
    marks = [mark for mark in now.timeline.marks if mark.kind in _NAMED and mark.at <= now.at < mark.end]
    names = ", ".join(mark.label for mark in sorted(marks, key=lambda mark: _NAMED.index(mark.kind)))
    at = clock(now.timeline.rate.seconds(now.at))
    return f"Paused at {at}, in {names}." if names else f"Paused at {at}."
