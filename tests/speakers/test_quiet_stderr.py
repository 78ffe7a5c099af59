import os
import subprocess
import sys
import threading

import pytest

from voiceguide.speakers.device import quiet_stderr, restore_stderr


def test_what_libraries_print_meanwhile_is_not_seen(capfd):
    with quiet_stderr():
        os.write(2, b"ALSA lib confmisc.c:855\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_standard_error_is_back_after_an_error(capfd):
    with pytest.raises(LookupError), quiet_stderr():
        raise LookupError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_standard_error_is_back_when_the_last_thread_that_wants_quiet_is_through(capfd):
    inside, over = threading.Event(), threading.Event()

    def another():
        with quiet_stderr():
            inside.set()
            over.wait()

    thread = threading.Thread(target=another)
    with quiet_stderr():
        thread.start()
        inside.wait()
    os.write(2, b"still quiet\n")
    over.set()
    thread.join()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_a_thread_that_is_stuck_keeps_nobody_quiet_and_may_come_back(capfd):
    with quiet_stderr():
        restore_stderr()
        os.write(2, b"told\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "told\nafter\n"


def test_what_python_prints_meanwhile_is_seen():
    program = """
import os, sys
from voiceguide.speakers.device import quiet_stderr
with quiet_stderr():
    print("ours", file=sys.stderr)
    os.write(2, b"theirs")
print("after", file=sys.stderr)
"""
    ended = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ended.stderr == "ours\nafter\n"
