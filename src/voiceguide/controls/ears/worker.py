"""The worker process of the ears: listens to a microphone and writes lines of JSON, so that playing never waits for it.

    ["open"]                                 the microphone is open
    ["listening"]                            the recogniser is ready
    ["heard", COMMAND, WORD, SECONDS]        a word was understood; it ended at SECONDS
    ["claps", SECONDS]                       two claps were heard
    ["silent"], ["sounding"]                 the microphone was silent for 5 s; it gives sound again
    ["alive"]                                every second
    ["failed", MESSAGE, HINT]                why the worker ends

Standard input has lines of two numbers: from when and until when the program itself sounds, in seconds. When it ends,
the worker ends too. Seconds are those of `time.monotonic`, which all processes share. Sound is never stored.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from voiceguide.errors import VoiceguideError

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.controls.ears.listener import HalfDuplex
_ALIVE_SECONDS = 1.0


def main() -> None:
    """Listen until standard input ends."""
    for name in ("SIGINT", "SIGQUIT"):  # Ctrl-C and Ctrl-Backslash end the session, which ends this process
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    # Libraries print to standard output, so messages are written to a copy of it.
    output = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def say(*message: object) -> None:
        output.write(f"{json.dumps(message)}\n")

    from voiceguide.controls.ears.listener import HalfDuplex  # numpy, so not before signals are ignored

    own = HalfDuplex()
    threading.Thread(target=_take_in, args=[own], daemon=True).start()
    try:
        _listen(sys.argv[1] if len(sys.argv) > 1 else None, own, say)
    except VoiceguideError as error:
        say("failed", error.message, error.hint)
    except BrokenPipeError:  # the session has ended
        pass
    # At once, because a thread of the sound system may wait for this one. There is nothing to clean up.
    os._exit(1)


def _take_in(own: HalfDuplex) -> None:
    for line in sys.stdin:
        begin, end = line.split()
        own.sounds(float(begin), float(end))
    os._exit(0)


def _listen(name: str | None, own: HalfDuplex, say: Callable[..., None]) -> None:
    from voiceguide.controls.ears.microphone import HZ, Microphone, Silence

    microphone = Microphone(name)
    say("open")
    from voiceguide.controls.ears.head import current
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
