"""Narrates plans with the requested voice, here or in another process while a session plays.

Loading a voice stops Python's other threads for longer than a sound device waits. So while a session plays, another
process speaks into the cache, and the session takes the clips from there.
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
    from voiceguide.voices.selection import Failures, SelectedEngine

    Progress = Callable[[int, int], None]

AUTO = "auto"
"""The name for the best voice on this computer in the plan's language."""
NONE = "none"
"""The name for no voice: a tone for each text."""

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 4.0
_NICENESS = 5
"""How much lower the priority of the other process is than the session's."""


@dataclass(frozen=True, slots=True)
class VoiceRequest:
    """A requested `voice`: 'ENGINE', 'ENGINE:NAME', `AUTO` or `NONE`; and `where` it is written, '' for an option."""

    voice: str
    where: str = ""


def requested_voice(plan: Plan, named: str = "") -> VoiceRequest:
    """Return the voice `named`, or else the one in the listener's config, in the routine, or `AUTO`.

    The listener's choice goes before the author's, because the listener hears the voice every day. Raise `FileError`
    for a mistake in the config.
    """
    from voiceguide.config import config_file, own_config

    if named:
        return VoiceRequest(named)
    if own := own_config().voice(plan.metadata.language):
        return VoiceRequest(own, str(config_file()))
    return VoiceRequest(plan.voice, "the routine") if plan.voice else VoiceRequest(AUTO)


class Narrator:
    """Speaks plans with the voice of `request`. With `AUTO`, the voice that spoke the first plan speaks all others.

    `voice` is that voice, as `--voice` names it. `voice_settings` say how fast and how loud it speaks.
    """

    def __init__(self, request: VoiceRequest, voice_settings: VoiceSettings = DEFAULT) -> None:
        self.voice = request.voice
        self._where = request.where
        self._voice_settings = voice_settings

    def speak(self, plan: Plan, extra: Iterable[Words] = (), progress: Progress | None = None) -> Clips:
        """Return the clips of `plan` and of the `extra` words.

        `progress(done, total)` is called after each clip that isn't cached. Raise what `speech.speak` raises, and
        `UsageError` or `EngineError` for a named voice that can't speak.
        """
        extra = tuple(extra)
        if self.voice == AUTO:
            return self._by_best(plan, extra, progress)
        if self.voice == NONE:
            return self._by_tones(plan, extra)
        try:
            return self._by(selection.named_engine(self.voice, plan.metadata.language), plan, extra, progress)
        except (EngineError, UsageError) as error:
            if not self._where:
                raise
            raise type(error)(
                f"{self._where} names the voice '{self.voice}', but {error.message}",
                hint=f"{error.hint}\nOr take the best one here: --voice {AUTO}".strip(),
            ) from error

    def speak_in_process(self, plan: Plan, extra: Iterable[Words], progress: Progress | None) -> Clips:
        """Return what `speak` returns, after another process has spoken it into the cache.

        `progress` is called ten times a second, and may raise to stop. If the process fails, or the cache can't be
        written, this process speaks what is missing.
        """
        extra = tuple(extra)
        if self.voice != NONE:
            _fill_cache((plan, self.voice, extra, self._voice_settings), progress)
        return self.speak(plan, extra, progress)

    def _by_best(self, plan: Plan, extra: tuple[Words, ...], progress: Progress | None) -> Clips:
        """Return the clips of the best voice that can speak the whole plan, or tones; remember that voice.

        If an engine fails, the next one speaks everything again, because a session has one voice. Then one warning
        names the engines that failed.
        """
        language = plan.metadata.language
        failures: Failures = {}
        while selected := selection.best_engine(language, failures):
            try:
                clips = self._by(selected, plan, extra, progress)
            except EngineError as error:
                failures[selected.name] = error
                continue
            if failures:
                hint = selection.hint_of(failures)
                _warn(f"{_reasons(failures)}; {selected.name} speaks instead. {hint}", progress)
            self.voice = selected.written
            return clips
        clips = self._by_tones(plan, extra)
        why = _reasons(failures) if failures else f"No voice here speaks '{language}'"
        hint = selection.how_to_get_voice(language, failures)
        _warn(f"{why}; a tone sounds for each text, to be read on the screen. {hint}", progress)
        self.voice = NONE
        return clips

    def _by(self, selected: SelectedEngine, plan: Plan, extra: tuple[Words, ...], progress: Progress | None) -> Clips:
        from voiceguide.speech.cache import Cache
        from voiceguide.speech.speak import speak

        try:
            return speak(
                plan,
                selected.engine,
                cache=Cache(),
                voice=selected.voice,
                voice_settings=self._voice_settings,
                extra=extra,
                progress=progress,
            )
        finally:
            selected.engine.close()

    def _by_tones(self, plan: Plan, extra: tuple[Words, ...]) -> Clips:
        from voiceguide.audio import Clip
        from voiceguide.speech.cache import Cache
        from voiceguide.speech.speak import sign
        from voiceguide.timeline.tones import tone
        from voiceguide.units import gain

        factor = gain(self._voice_settings.tone_db)
        cue, tick = (Clip(tone(name).samples * factor, tone(name).rate) for name in ("cue", "tick"))
        return sign(plan, cue=cue, tick=tick, cache=Cache(), rate=self._voice_settings.rate, extra=extra)


def _reasons(failures: Failures) -> str:
    return ", and ".join(
        error.message if name in error.message else f"{name} can't speak: {error.message}"
        for name, error in failures.items()
    )


def _warn(message: str, progress: Progress | None) -> None:
    """Log `message` in one line, after `progress` was called as done, so that its display doesn't stand in between."""
    from logging import getLogger  # only needed for a warning

    if progress:
        progress(1, 1)
    getLogger("voiceguide").warning(" ".join(message.split()))


def _fill_cache(job: tuple[Plan, str, tuple[Words, ...], VoiceSettings], progress: Progress | None) -> None:
    """Let another process speak the plan of `job` into the cache. The process has ended when this returns or raises."""
    command = [sys.executable, "-P", "-m", "voiceguide.voices.narrator"]
    with subprocess.Popen(  # noqa: S603 - this Python, and a module of ours
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is meant for the session
    ) as process:
        try:
            assert process.stdin
            with process.stdin as stdin:
                pickle.dump(job, stdin)
            while process.poll() is None:
                if progress:
                    progress(0, 1)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_POLL_SECONDS)
        except OSError:  # it ended before it had read everything
            pass
        finally:
            # It gets a moment to end its own processes and to delete what they wrote.
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_SECONDS)
            process.kill()


def main() -> None:
    """Speak the plan that standard input has, pickled, into the cache."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    plan, voice, extra, voice_settings = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the session that started this
    Narrator(VoiceRequest(voice), voice_settings).speak(plan, extra)


if __name__ == "__main__":
    main()
