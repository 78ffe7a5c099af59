"""Conditions under which the system refuses to open files."""

import os
from contextlib import contextmanager


@contextmanager
def without_roots_rights():
    """Drop root's right to read every file, if the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@contextmanager
def no_more_open_files():
    """Make the system refuse to open any file, as if the process had too many open."""
    import resource  # here, because Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
