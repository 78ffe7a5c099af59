"""An engine that raises whatever it likes -> one whose every failure is an `EngineError` that says whose it is."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from voiceguide.errors import EngineError, UsageError, VoiceguideError, interrupted
from voiceguide.messages import in_a_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voiceguide.audio import Clip
    from voiceguide.speech.engine import Engine, Utterance, Voice


class SafeEngine:
    """The engine that `make` makes, `called` so by its entry point; Ctrl-C and `make`'s `UsageError` pass through."""

    def __init__(self, called: str, make: Callable[[], Engine]) -> None:
        self._called = called
        with self._blamed(UsageError):
            self._engine = make()
            self.name, self.version = self._engine.name, self._engine.version

    def voices(self) -> list[Voice]:
        """Return the engine's voices."""
        with self._blamed():
            return self._engine.voices()

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`."""
        with self._blamed():
            return self._engine.speak(utterance)

    def close(self) -> None:
        """Let go of the engine; one that can't end is no trouble to anyone any more."""
        with contextlib.suppress(EngineError), self._blamed():
            self._engine.close()

    @contextlib.contextmanager
    def _blamed(self, passing: type[VoiceguideError] = EngineError) -> Iterator[None]:
        try:
            yield
        except (EngineError, passing):
            raise
        except VoiceguideError as error:
            raise EngineError(error.message, hint=error.hint) from error
        except Exception as error:
            if interrupted(error):
                raise KeyboardInterrupt from error
            raise EngineError(f"the {self._called} voice failed: {in_a_line(error)}") from error
