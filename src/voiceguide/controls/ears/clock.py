"""Frames that arrive from a microphone, sooner or later -> when each was captured, on the clock of time.monotonic."""

_LONGEST_LEAD = 200e-6
_LONGEST_STALL_SECONDS = 0.5


class CaptureClock:
    """Frames of `hz` a second, as they arrive -> the seconds at which they reached the microphone.

    Frames arrive late, never early: those that came soonest tell the truth. A device's own second may be longer or
    shorter than ours by 200 millionths, so what is measured over an hour stays as true as over a minute.
    """

    def __init__(self, hz: int) -> None:
        self._hz = hz
        self._frames = 0
        self._began: float | None = None

    def ended(self, frames: int, now: float) -> float:
        """Return when the last of `frames` more was captured; `now` is when they arrived, both in seconds."""
        self._frames += frames
        began = now - self._frames / self._hz
        if self._began is None or began - self._began > _LONGEST_STALL_SECONDS:
            self._began = began  # the first, or frames were lost: the program or the device stood still
        self._began = min(began, self._began + _LONGEST_LEAD * frames / self._hz)
        return self._began + self._frames / self._hz
