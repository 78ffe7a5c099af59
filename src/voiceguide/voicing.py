"""A plan and the name of a voice -> its clips; here, or in a process beside a session that mustn't wait.

Loading a voice stops Python's other threads for longer than a sound device waits. Beside a session, a process of its
own speaks into the cache, and the session finds everything there.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide import ladder
from voiceguide.errors import EngineError, UsageError
from voiceguide.speech.manner import USUAL, Manner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.ladder import Rung, Troubles
    from voiceguide.plan.model import Plan, Words
    from voiceguide.speech.clips import Clips

    Progress = Callable[[int, int], None]

AUTO = "auto"
"""The voice that is the best one here for the plan's language."""
NONE = "none"
"""The voice that is none: a tone for each text."""

_NAP_SECONDS = 0.1
_GOODBYE_SECONDS = 4.0
_LOWER = 5
"""How much nicer than the session its neighbour is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The `voice` that somebody named, 'ENGINE' or 'ENGINE:NAME', `AUTO` or `NONE`, and `where` it is written.

    `where` is '' for one that was named on the spot.
    """

    voice: str
    where: str = ""


def wish(plan: Plan, named: str = "") -> Wish:
    """Return the voice `named`; without one the listener's own for the plan's language, the author's, or the best here.

    The listener's stands over the author's, for they bear it every day. Raise `FileError` for a slip in their config.
    """
    from voiceguide.config import config_file, own_config

    if named:
        return Wish(named)
    if own := own_config().voice(plan.about.language):
        return Wish(own, str(config_file()))
    return Wish(plan.voice, "the routine") if plan.voice else Wish(AUTO)


class Voicing:
    """Speaks plans as `wished`; with the best voice here, all that follow are spoken by who spoke the first one.

    `voice` is who that is, as `--voice` names them; `manner` how fast and how loud they speak.
    """

    def __init__(self, wished: Wish, manner: Manner = USUAL) -> None:
        self.voice = wished.voice
        self._manner = manner
        self._where = wished.where

    def speak(self, plan: Plan, besides: Iterable[Words] = (), progress: Progress | None = None) -> Clips:
        """Return the clips of `plan` and of words `besides`.

        `progress(done, total)` is called once a cue spoken. Raise what `speech.speak` raises, and `UsageError` or
        `EngineError` for a voice that was named and can't speak.
        """
        besides = tuple(besides)
        if self.voice == AUTO:
            clips, self.voice = _by_the_best(plan, besides, progress, self._manner)
            return clips
        if self.voice == NONE:
            return _signed(plan, besides, self._manner)
        try:
            rung = self._rung(plan.about.language)
            return _spoken(plan, rung, besides, progress, self._manner)
        except EngineError as error:
            if self._where:
                raise self._located(error) from error
            raise

    def speak_beside(self, plan: Plan, besides: Iterable[Words], progress: Progress | None) -> Clips:
        """Return what `speak` does, once a process of its own has filled the cache.

        `progress` is called ten times a second, and may raise to end it. Where the process fails, or the cache keeps
        nothing, what is missing is spoken here.
        """
        besides = tuple(besides)
        if self.voice != NONE:
            _fill_the_cache((plan, self.voice, besides, self._manner), progress)
        return self.speak(plan, besides, progress)

    def _rung(self, language: str) -> Rung:
        name, _, voice = self.voice.partition(":")
        try:
            return ladder.pinned(name, voice, language)
        except UsageError as error:
            if self._where:
                raise self._located(error) from error
            raise

    def _located(self, error: EngineError | UsageError) -> EngineError | UsageError:
        """Return `error` with where the voice was named, for somebody who didn't do that just now."""
        message = f"{self._where} names the voice '{self.voice}', but {error.message}"
        return type(error)(message, hint=f"{error.hint}\nOr take the best one here: --voice {AUTO}".strip())


def speak(
    plan: Plan,
    voice: str,
    besides: Iterable[Words] = (),
    progress: Progress | None = None,
    manner: Manner = USUAL,
) -> Clips:
    """Return what a `Voicing` by `voice` speaks."""
    return Voicing(Wish(voice), manner).speak(plan, besides, progress)


def speak_beside(
    plan: Plan, voice: str, besides: Iterable[Words], progress: Progress | None, manner: Manner = USUAL
) -> Clips:
    """Return what a `Voicing` by `voice` speaks beside a session."""
    return Voicing(Wish(voice), manner).speak_beside(plan, besides, progress)


def _by_the_best(
    plan: Plan, besides: tuple[Words, ...], progress: Progress | None, manner: Manner
) -> tuple[Clips, str]:
    """Return the clips of `plan` by the best voice that can speak all of it, and who that is.

    Whoever breaks on the way is told of in one line when another one has spoken, all of it anew: a session has one
    voice. Where nobody speaks, a tone sounds for each text.
    """
    language = plan.about.language
    troubles: Troubles = {}
    while rung := ladder.best_rung(language, troubles):
        try:
            clips = _spoken(plan, rung, besides, progress, manner)
        except EngineError as error:
            troubles[rung.name] = error
            continue
        if troubles:
            _tell_after(progress, f"{_complaints(troubles)}; {rung.name} speaks instead. {ladder.mend(troubles)}")
        return clips, rung.written
    clips = _signed(plan, besides, manner)
    why = _complaints(troubles) if troubles else f"No voice here speaks '{language}'"
    _tell_after(
        progress, f"{why}; a tone sounds for each text, to be read on the screen. {ladder.remedy(language, troubles)}"
    )
    return clips, NONE


def _spoken(plan: Plan, rung: Rung, besides: Iterable[Words], progress: Progress | None, manner: Manner) -> Clips:
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book
    from voiceguide.speech.speak import speak as spoken

    book = Book(plan.about.language)
    try:
        return spoken(
            plan,
            rung.engine,
            book,
            cache=Cache(),
            voice=rung.voice,
            manner=manner,
            besides=besides,
            progress=progress,
        )
    finally:
        rung.engine.close()


def _signed(plan: Plan, besides: Iterable[Words], manner: Manner) -> Clips:
    from voiceguide.audio import Clip
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book
    from voiceguide.speech.voiceless import sign
    from voiceguide.timeline.tones import tone
    from voiceguide.units import gain

    cue, tick = (Clip(tone(name).samples * gain(manner.tone_db), tone(name).rate) for name in ("cue", "tick"))
    book = Book(plan.about.language)
    return sign(plan, book, cue=cue, tick=tick, cache=Cache(), rate=manner.rate, besides=besides)


def _complaints(troubles: Troubles) -> str:
    return ", and ".join(
        error.message if name in error.message else f"{name} can't speak: {error.message}"
        for name, error in troubles.items()
    )


def _tell_after(progress: Progress | None, line: str) -> None:
    """Warn with `line`, once `progress` knows that all is done, so that it can put its own out of the way."""
    from logging import getLogger  # here, because a session without trouble does without

    if progress:
        progress(1, 1)
    getLogger("voiceguide").warning(" ".join(line.split()))


def _fill_the_cache(asked: tuple[Plan, str, tuple[Words, ...], Manner], progress: Progress | None) -> None:
    """Let a process of its own speak what is `asked`; it is gone when this ends."""
    command = [sys.executable, "-P", "-m", "voiceguide.voicing"]
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
                pickle.dump(asked, ear)
            while neighbour.poll() is None:
                if progress:
                    progress(0, 1)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    neighbour.wait(_NAP_SECONDS)
        except OSError:  # it ended before it had read everything
            pass
        finally:
            _end(neighbour)


def _end(neighbour: subprocess.Popen[bytes]) -> None:
    """End the neighbour; it gets a moment to end its own workers and to take away what they write."""
    neighbour.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        neighbour.wait(_GOODBYE_SECONDS)
    neighbour.kill()


def _leave(_number: int, _frame: object) -> None:
    sys.exit(1)


def main() -> None:
    """Speak what standard input asks for into the cache."""
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(os, "nice"):
        os.nice(_LOWER)
    plan, voice, besides, manner = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the session that started this
    speak(plan, voice, besides, manner=manner)


if __name__ == "__main__":
    main()
