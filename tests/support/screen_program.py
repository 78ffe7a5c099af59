"""A program that shows a session and obeys its terminal: python screen_program.py [raise | job | shell].

It is as short as a session can be, without sound: a wait of an hour, shown and paused until a key stops it. `raise`
fails at the first key; `shell` and `job` are those of keyboard_program.py. The file 'looks' grows by a byte each time
the session is shown: a clock.
"""

import fcntl
import os
import sys
import termios
import time
from pathlib import Path

import keyboard_program
import plans

from voiceguide.controls.keyboard import Keyboard
from voiceguide.playback.contracts import Answer, Answered, Command, Now
from voiceguide.screen.choose import choose
from voiceguide.screen.view import Hints


def perform(part):
    timeline = plans.lay(plans.say("Find the spot", "0"), plans.wait("3600")).timeline
    hints = Hints("Enter goes on", "Space goes on", "q: stop")
    at, paused = timeline.gates[0].start, False
    screen = choose(timeline.metadata, hints, environ=os.environ | {"TERM": "xterm"})
    with Path("looks").open("wb", buffering=0) as looks, screen, Keyboard() as keyboard:
        while True:
            looks.write(b".")
            answered = []
            for command in keyboard.poll():
                if part == "raise":
                    raise LookupError
                if command is Command.STOP:
                    return
                paused = not paused
                answered.append(Answered(command, Answer.PAUSED if paused else None))
            screen.see(Now(timeline, at, paused, timeline.gates[0], answered=tuple(answered)))
            at += 0 if paused else 240
            time.sleep(0.01)


def main(part=""):
    if part == "job":
        while os.tcgetpgrp(0) != os.getpgrp():
            time.sleep(0.01)
        perform(part)
        return
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if part == "shell":
        keyboard_program.shell(__file__)
    else:
        perform(part)


if __name__ == "__main__":
    main(*sys.argv[1:])
