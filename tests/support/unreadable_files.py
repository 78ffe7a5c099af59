"""What makes the system refuse to read a sound file for a while."""

import os
from contextlib import contextmanager


@contextmanager
def as_nobody():
    """Give up root's right to read everything, if it is root that runs the tests."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@contextmanager
def no_more_open_files():
    """Let the system refuse to open any file, as it does to a process that has too many open."""
    import resource  # here, because Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
