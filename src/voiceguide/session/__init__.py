"""A live session plays a routine on a speaker, shows it, obeys the listener, and keeps it in the history.

    from voiceguide import load
    from voiceguide.session import SessionOptions, run

    run(load("lower-back"), {"hold": "10 s"}, SessionOptions(rate=0.9))

Python imports each name at its first use, so that a command that needs one of these modules doesn't load the others.
"""

# Type checkers assume that this is true. Importing it from `typing` takes longer than the rest of this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from voiceguide.session.dialog import Dialog, Introduction
    from voiceguide.session.options import IOOptions, SessionOptions
    from voiceguide.session.player import SessionResult, run, section_start

__all__ = ["Dialog", "IOOptions", "Introduction", "SessionOptions", "SessionResult", "run", "section_start"]

_MODULES = {"Dialog": "dialog", "IOOptions": "options", "Introduction": "dialog", "SessionOptions": "options"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'voiceguide.session' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"voiceguide.session.{_MODULES.get(name, 'player')}"), name)
