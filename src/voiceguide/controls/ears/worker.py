"""A microphone -> lines of JSON on standard output, in a process of its own, so that playing never waits for listening.

    ["open"]                                 the microphone is
    ["listening"]                            the recogniser is ready
    ["heard", COMMAND, WORD, SECONDS]        a word was understood that ended then
    ["claps", SECONDS]                       so did two claps
    ["silent"], ["sounding"]                 for 5 s nothing came from the microphone; now something does again
    ["alive"]                                once a second
    ["failed", MESSAGE, HINT]                why it ends

Standard input brings lines of two numbers, the seconds from and to which the program itself is heard. When it ends,
whoever started this is gone. Seconds are those of `time.monotonic`, which all processes share. No sound is kept.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from voiceguide.controls.ears.halfduplex import HalfDuplex
from voiceguide.errors import VoiceguideError

if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[..., None]

_ALIVE_SECONDS = 1.0


def main() -> None:
    """Listen until standard input ends."""
    for name in ("SIGINT", "SIGQUIT"):  # Ctrl-C and Ctrl-Backslash reach us too, and end the session that ends us
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    # Libraries print to standard output, so what is told gets a way out of its own.
    told = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def say(*message: object) -> None:
        told.write(f"{json.dumps(message)}\n")

    own = HalfDuplex()
    threading.Thread(target=_take_in, args=[own], daemon=True).start()
    try:
        _listen(sys.argv[1] if len(sys.argv) > 1 else None, own, say)
    except VoiceguideError as error:
        say("failed", error.message, error.hint)
    except BrokenPipeError:  # nobody reads any longer
        pass
    # At once: a sound system's thread may wait for us while we would wait for it, and there is nothing to put right.
    os._exit(1)


def _take_in(own: HalfDuplex) -> None:
    for line in sys.stdin:
        begin, end = line.split()
        own.sounds(float(begin), float(end))
    os._exit(0)


def _listen(name: str | None, own: HalfDuplex, say: Say) -> None:
    from voiceguide.controls.ears.microphone import HZ, Microphone, Silence

    microphone = Microphone(name)
    say("open")
    from voiceguide.controls.ears.enrolled import current
    from voiceguide.controls.ears.listener import Listener
    from voiceguide.controls.ears.recogniser import Recogniser

    listener, silence = Listener(Recogniser(current()), own), Silence()
    say("listening")
    unsaid_frames = 0
    for chunk in microphone.chunks():
        for event in listener.push(chunk):
            if event.command:
                say("heard", event.command.value, event.word, event.ended_seconds)
            else:
                say("claps", event.ended_seconds)
        if (silent := silence.push(chunk.samples)) is not None:
            say("silent" if silent else "sounding")
        unsaid_frames += len(chunk.samples)
        if unsaid_frames >= _ALIVE_SECONDS * HZ:
            unsaid_frames = 0
            say("alive")


if __name__ == "__main__":
    main()
