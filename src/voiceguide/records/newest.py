"""Values as they come -> the newest of them kept, on a thread of its own: a slow disk holds up no sound."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from voiceguide.errors import FileError
from voiceguide.messages import in_a_line

if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE_SECONDS = 2.0
"""How long the end of a session waits for a disk that doesn't answer."""

Kept = TypeVar("Kept")


class Newest(Generic[Kept]):
    """Calls `keep` with each value put, but for those overtaken by a newer one meanwhile.

    `keep` may raise `FileError`; later values are tried all the same.
    """

    def __init__(self, keep: Callable[[Kept], None]) -> None:
        self._keep = keep
        self._newest: deque[Kept] = deque(maxlen=1)
        self._troubles: deque[FileError] = deque()
        self._complained = False
        self._wake = threading.Event()
        self._closing = False
        # A disk that never answers must not keep the program from ending.
        self._thread = threading.Thread(target=self._work, name="voiceguide-records", daemon=True)

    def put(self, value: Kept) -> None:
        """Have `value` kept; return at once."""
        self._newest.append(value)
        self._wake.set()
        if not self._thread.ident:
            self._thread.start()

    def complaint(self) -> FileError | None:
        """Return what `keep` raised first, once; None before and after that."""
        if self._complained or not self._troubles:
            return None
        self._complained = True
        return self._troubles[0]

    def close(self) -> None:
        """Keep what was put last, then end; give up on a disk that takes seconds."""
        self._closing = True
        self._wake.set()
        if self._thread.ident:
            self._thread.join(_PATIENCE_SECONDS)

    def _work(self) -> None:
        while not self._closing or self._newest:
            self._wake.wait()
            self._wake.clear()
            if not self._newest:
                continue
            try:
                self._keep(self._newest.pop())
            except FileError as error:
                self._troubles.append(error)
            except Exception as error:  # noqa: BLE001 - what comes later may be kept all the same
                self._troubles.append(FileError(f"something unforeseen, {in_a_line(error)}"))
