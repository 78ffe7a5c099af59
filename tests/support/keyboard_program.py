"""A program that reads keys, in a new session of the system: python keyboard_program.py [raise | job | shell].

It says each command, ends at 'stop', and says 'here' when it gets SIGUSR1. `shell` starts it as a job, and says
'stopped' when that is stopped; then it does what is typed: 'bg' lets the job go on in the background, 'ask' sends it
SIGUSR1, 'fg' gives it the terminal back; it lets it go on only if it didn't, as shells do.
"""
# ruff: noqa: T201 - a program: it prints

import fcntl
import os
import select
import signal
import subprocess
import sys
import termios
import time

from voiceguide.controls.keyboard import Keyboard


def stop_late():
    """At the first key, stop between the check for input and the read, as Ctrl-Z may, and discard the key."""
    look = select.select

    def late(*ends):
        if (found := look(*ends))[0]:
            select.select = look
            os.read(0, 1)
            signal.raise_signal(signal.SIGTSTP)
        return found

    select.select = late


def listen(*, failing=False):
    # Not by print: the signal may come in the middle of another one.
    signal.signal(signal.SIGUSR1, lambda *_: os.write(1, b"here\n"))
    if "LATE" in os.environ:
        stop_late()
    with Keyboard() as keyboard:
        print("listening", flush=True)
        if failing:
            raise LookupError
        while True:
            for command in keyboard.poll():
                print(command.value, flush=True)
                if command.value == "stop":
                    return
            time.sleep(0.01)


def shell(program=__file__):
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with subprocess.Popen([sys.executable, program, "job"], process_group=0) as job:
        os.tcsetpgrp(0, job.pid)
        _, status = os.waitpid(job.pid, os.WUNTRACED)
        os.tcsetpgrp(0, os.getpgrp())
        print("stopped" if os.WIFSTOPPED(status) else "ended", flush=True)
        running = False
        while (typed := sys.stdin.readline()) != "fg\n":
            job.send_signal({"bg\n": signal.SIGCONT, "ask\n": signal.SIGUSR1}[typed])
            running = True
        os.tcsetpgrp(0, job.pid)
        if not running:
            job.send_signal(signal.SIGCONT)
        sys.exit(job.wait())


def main(part=""):
    if part == "job":
        while os.tcgetpgrp(0) != os.getpgrp():
            time.sleep(0.01)
        listen()
        return
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if part == "shell":
        shell()
    else:
        listen(failing=part == "raise")


if __name__ == "__main__":
    main(*sys.argv[1:])
