"""Waits with an end: what doesn't come fails the test that waits for it, with words."""

import os
import select
import time

SECONDS = 30
"""How long a test waits for what comes at once: a busy machine needs less."""


def until(met, wanted, seconds=SECONDS):
    """Call `met()` until it returns something true, and return that; fail with `wanted`, a text or a call for one."""
    end = time.monotonic() + seconds
    while not (result := met()):
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds} s still waiting for {wanted() if callable(wanted) else wanted}")
        time.sleep(0.002)
    return result


def read(descriptor, wanted, seconds=SECONDS):
    """Return the next bytes of a terminal or a pipe, at least one; fail as `until` does."""
    until(lambda: select.select([descriptor], [], [], 0.1)[0], wanted, seconds)
    return os.read(descriptor, 65_536)
