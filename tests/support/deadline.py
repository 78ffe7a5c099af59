"""Waits with a deadline: a wait that takes too long fails its test with a message."""

import os
import select
import time

SECONDS = 30
"""The longest wait for something that normally comes at once, even on a busy machine."""


def until(met, wanted, seconds=SECONDS):
    """Return the first true result of `met()`. `wanted`, a text or a function, names it if the wait fails."""
    end = time.monotonic() + seconds
    while not (result := met()):
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds} s still waiting for {wanted() if callable(wanted) else wanted}")
        time.sleep(0.002)
    return result


def read(descriptor, wanted, seconds=SECONDS):
    """Return the next bytes of a terminal or a pipe, at least one. Fail as `until` does."""
    until(lambda: select.select([descriptor], [], [], 0.1)[0], wanted, seconds)
    return os.read(descriptor, 65_536)
