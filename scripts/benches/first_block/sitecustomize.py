"""Write down when a session hands its first block to the device, and end the session.

Python imports a module of this name at every start if PYTHONPATH leads to it. Until the session imports sounddevice, it
only looks at the name of each module that is imported.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

TYPE_CHECKING = False  # typing would be imported for it
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from typing import Any


class Finder:
    """Finds sounddevice as usual, and watches its streams."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        if name != "sounddevice":
            return None
        spec = PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def execute_watched(module: Any) -> None:
            execute(module)
            _watch(module.RawOutputStream)

        spec.loader.exec_module = execute_watched  # type: ignore[method-assign]  # this one loader, not its class
        return spec


def _watch(stream_type: Any) -> None:
    write = stream_type.write

    def write_first(stream: object, block: object) -> None:
        import time
        from pathlib import Path

        write(stream, block)
        reached = f"{time.monotonic()} {time.process_time()}"
        Path(os.environ["VOICEGUIDE_FIRST_BLOCK"]).write_text(reached)
        os._exit(0)

    stream_type.write = write_first


if "VOICEGUIDE_FIRST_BLOCK" in os.environ:
    sys.meta_path.insert(0, Finder)
