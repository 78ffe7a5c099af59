"""A plan and the name of a voice -> its clips; here, or in a process beside a session that mustn't wait.

Loading a voice stops Python's other threads for longer than a sound device waits. Beside a session, a process of its
own speaks into the cache, and the session finds everything there.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.speech.manner import USUAL, Manner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.plan.model import Plan, Words
    from voiceguide.speech.clips import Clips

    Progress = Callable[[int, int], None]

_NAP_SECONDS = 0.1
_LOWER = 5
"""How much nicer than the session its neighbour is."""


def speak(
    plan: Plan,
    voice: str,
    besides: Iterable[Words] = (),
    progress: Progress | None = None,
    manner: Manner = USUAL,
) -> Clips:
    """Return the clips of `plan` and of words `besides`, spoken by `voice` ('ENGINE' or 'ENGINE:NAME').

    `manner` is how fast they are, and how loud. `progress(done, total)` is called once a cue spoken. Raise
    `EngineError`, or what `speech.speak` raises.
    """
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book
    from voiceguide.speech.speak import speak as spoken

    engine_name, _, voice_name = voice.partition(":")
    engine = plugins.load(plugins.ENGINES, engine_name)()
    book = Book(plan.about.language)
    try:
        return spoken(
            plan, engine, book, cache=Cache(), voice=voice_name, manner=manner, besides=besides, progress=progress
        )
    finally:
        engine.close()


def speak_beside(
    plan: Plan, voice: str, besides: Iterable[Words], progress: Progress | None, manner: Manner = USUAL
) -> Clips:
    """Return what `speak` does, once a process of its own has filled the cache.

    `progress` is called ten times a second, and may raise to end it. Where the process fails, or the cache keeps
    nothing, what is missing is spoken here.
    """
    command = [sys.executable, "-P", "-m", "voiceguide.voicing"]
    besides = tuple(besides)
    with subprocess.Popen(  # noqa: S603 - this Python, and a module of ours
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is the session's
    ) as neighbour:
        try:
            assert neighbour.stdin
            with neighbour.stdin as ear:
                pickle.dump((plan, voice, besides, manner), ear)
            while neighbour.poll() is None:
                if progress:
                    progress(0, 1)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    neighbour.wait(_NAP_SECONDS)
        except OSError:  # it ended before it had read everything
            pass
        finally:
            neighbour.kill()
    return speak(plan, voice, besides, progress, manner)


def main() -> None:
    """Speak what standard input asks for into the cache."""
    if hasattr(os, "nice"):
        os.nice(_LOWER)
    plan, voice, besides, manner = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the session that started this
    speak(plan, voice, besides, manner=manner)


if __name__ == "__main__":
    main()
