"""The command line: what `voiceguide` and `python -m voiceguide` start."""

# Python has loaded this C module by now. Importing `signal` takes 7 ms more, in which Ctrl-C would print a traceback.
import _signal as early  # type: ignore[import-not-found]
import sys

if (__name__ == "__main__" or sys.argv[0].endswith(("voiceguide", "voiceguide.exe"))) and (
    early.getsignal(early.SIGINT) is early.default_int_handler  # a program in the background ignores Ctrl-C
):
    # Ctrl-C ends the program without a traceback, until `main` handles it.
    early.signal(early.SIGINT, early.SIG_DFL)

import _thread
import contextlib
import gc
import io
import os
import signal
from types import FrameType, TracebackType


def main() -> None:
    """Run the command line and exit with its code: 0, 1 failed, 2 usage, 3 problems in a routine, 130 Ctrl-C."""
    gc.set_threshold(50_000)  # not every 700 objects: nearly all that a start makes stays, and each search takes time
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT"):  # Windows has only the first
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:  # under nohup, SIGHUP stays ignored
            signal.signal(number, _leave)
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        if getattr(sys, name) is None:  # closed, as by `2>&-`, or there is none, as under pythonw
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - pathlib loads slowly
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.excepthook, sys.unraisablehook = _print_uncaught, _raise_again
    try:
        from voiceguide.cli.frame import voiceguide

        if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        voiceguide.main(prog_name="voiceguide")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # Libraries end within moments; Ctrl-C would only print their traceback.
        early.signal(early.SIGINT, early.SIG_IGN)
        _put_terminal_right()
        _drop_unwritten()


def _leave(number: int, _frame: FrameType | None) -> None:
    if number == getattr(signal, "SIGQUIT", None):
        signal.signal(number, _end)
    # An exception, so that `finally` blocks delete half-written files and restore the terminal.
    raise SystemExit(128 + number)


def _end(number: int, _frame: FrameType | None) -> None:
    """End at once, at the second Ctrl-Backslash: leaving takes the listener too long."""
    _put_terminal_right()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _put_terminal_right() -> None:
    """Undo every change to the terminal: a second signal may have interrupted the code that undoes it."""
    if "voiceguide.foreground" in sys.modules:
        from voiceguide import foreground

        foreground.put_right()


def _print_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an exception that no code caught, as Python does; but nothing for a second Ctrl-C while leaving."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _drop_unwritten() -> None:
    """Drop output that can't be written, such as to a full disk: else Python tries again at exit, and returns 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _raise_again(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise a Ctrl-C that arrived inside `__del__`, and log any other error: Python would only print both."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _thread.start_new_thread(_thread.interrupt_main, ())  # from another thread, so that it isn't raised in here
    elif unraisable.exc_value is not None:
        import logging

        from voiceguide.messages import in_a_line

        logging.getLogger("voiceguide").warning("%s", in_a_line(unraisable.exc_value))


if __name__ == "__main__":
    main()
