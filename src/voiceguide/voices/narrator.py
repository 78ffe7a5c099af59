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

from voiceguide.errors import EngineError, UsageError
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.voices import selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.plan.model import Plan, Words
    from voiceguide.speech.clips import Clips
    from voiceguide.voices.selection import SelectedEngine, Troubles

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
class VoiceRequest:
    """The `voice` that somebody named, 'ENGINE' or 'ENGINE:NAME', `AUTO` or `NONE`, and `where` it is written.

    `where` is '' for one that was named on the spot.
    """

    voice: str
    where: str = ""


def requested_voice(plan: Plan, named: str = "") -> VoiceRequest:
    """Return the voice `named`; without one the listener's own for the plan's language, the author's, or the best here.

    The listener's stands over the author's, for they bear it every day. Raise `FileError` for a slip in their config.
    """
    from voiceguide.config import config_file, own_config

    if named:
        return VoiceRequest(named)
    if own := own_config().voice(plan.metadata.language):
        return VoiceRequest(own, str(config_file()))
    return VoiceRequest(plan.voice, "the routine") if plan.voice else VoiceRequest(AUTO)


class Narrator:
    """Speaks plans as `request`; with the best voice here, all that follow are spoken by who spoke the first one.

    `voice` is who that is, as `--voice` names them; `voice_settings` how fast and how loud they speak.
    """

    def __init__(self, request: VoiceRequest, voice_settings: VoiceSettings = DEFAULT) -> None:
        self.voice = request.voice
        self._voice_settings = voice_settings
        self._where = request.where

    def speak(self, plan: Plan, besides: Iterable[Words] = (), progress: Progress | None = None) -> Clips:
        """Return the clips of `plan` and of words `besides`.

        `progress(done, total)` is called once a cue spoken. Raise what `speech.speak` raises, and `UsageError` or
        `EngineError` for a voice that was named and can't speak.
        """
        besides = tuple(besides)
        if self.voice == AUTO:
            clips, self.voice = _by_the_best(plan, besides, progress, self._voice_settings)
            return clips
        if self.voice == NONE:
            return _signed(plan, besides, self._voice_settings)
        try:
            selected = self._selected(plan.metadata.language)
            return _spoken(plan, selected, besides, progress, self._voice_settings)
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
            _fill_the_cache((plan, self.voice, besides, self._voice_settings), progress)
        return self.speak(plan, besides, progress)

    def _selected(self, language: str) -> SelectedEngine:
        name, _, voice = self.voice.partition(":")
        try:
            return selection.pinned(name, voice, language)
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
    voice_settings: VoiceSettings = DEFAULT,
) -> Clips:
    """Return what a `Narrator` by `voice` speaks."""
    return Narrator(VoiceRequest(voice), voice_settings).speak(plan, besides, progress)


def speak_beside(
    plan: Plan, voice: str, besides: Iterable[Words], progress: Progress | None, voice_settings: VoiceSettings = DEFAULT
) -> Clips:
    """Return what a `Narrator` by `voice` speaks beside a session."""
    return Narrator(VoiceRequest(voice), voice_settings).speak_beside(plan, besides, progress)


def _by_the_best(
    plan: Plan, besides: tuple[Words, ...], progress: Progress | None, voice_settings: VoiceSettings
) -> tuple[Clips, str]:
    """Return the clips of `plan` by the best voice that can speak all of it, and who that is.

    Whoever breaks on the way is told of in one line when another one has spoken, all of it anew: a session has one
    voice. Where nobody speaks, a tone sounds for each text.
    """
    language = plan.metadata.language
    troubles: Troubles = {}
    while selected := selection.best_engine(language, troubles):
        try:
            clips = _spoken(plan, selected, besides, progress, voice_settings)
        except EngineError as error:
            troubles[selected.name] = error
            continue
        if troubles:
            _tell_after(
                progress, f"{_complaints(troubles)}; {selected.name} speaks instead. {selection.hint_of(troubles)}"
            )
        return clips, selected.written
    clips = _signed(plan, besides, voice_settings)
    why = _complaints(troubles) if troubles else f"No voice here speaks '{language}'"
    _tell_after(
        progress,
        f"{why}; a tone sounds for each text, to be read on the screen. {selection.remedy(language, troubles)}",
    )
    return clips, NONE


def _spoken(
    plan: Plan,
    selected: SelectedEngine,
    besides: Iterable[Words],
    progress: Progress | None,
    voice_settings: VoiceSettings,
) -> Clips:
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book
    from voiceguide.speech.speak import speak as spoken

    book = Book(plan.metadata.language)
    try:
        return spoken(
            plan,
            selected.engine,
            book,
            cache=Cache(),
            voice=selected.voice,
            voice_settings=voice_settings,
            besides=besides,
            progress=progress,
        )
    finally:
        selected.engine.close()


def _signed(plan: Plan, besides: Iterable[Words], voice_settings: VoiceSettings) -> Clips:
    from voiceguide.audio import Clip
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book
    from voiceguide.speech.speak import sign
    from voiceguide.timeline.tones import tone
    from voiceguide.units import gain

    cue, tick = (Clip(tone(name).samples * gain(voice_settings.tone_db), tone(name).rate) for name in ("cue", "tick"))
    book = Book(plan.metadata.language)
    return sign(plan, book, cue=cue, tick=tick, cache=Cache(), rate=voice_settings.rate, besides=besides)


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


def _fill_the_cache(asked: tuple[Plan, str, tuple[Words, ...], VoiceSettings], progress: Progress | None) -> None:
    """Let a process of its own speak what is `asked`; it is gone when this ends."""
    command = [sys.executable, "-P", "-m", "voiceguide.voices.narrator"]
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
    plan, voice, besides, voice_settings = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the session that started this
    speak(plan, voice, besides, voice_settings=voice_settings)


if __name__ == "__main__":
    main()
