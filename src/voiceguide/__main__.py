"""The command line: what `voiceguide` and `python -m voiceguide` start."""

import _signal as early  # type: ignore[import-not-found] # in C, and loaded already: `signal` takes its time
import sys

if (__name__ == "__main__" or sys.argv[0].endswith(("voiceguide", "voiceguide.exe"))) and (
    early.getsignal(early.SIGINT) is early.default_int_handler  # in the background it is ignored, and stays so
):
    # Until `main` knows what to do about it, Ctrl-C ends the program without Python's traceback.
    early.signal(early.SIGINT, early.SIG_DFL)

import _thread
import contextlib
import io
import os
import signal
from types import FrameType, TracebackType


def main() -> None:
    """Run the command line and exit with its code: 0, 1 failed, 2 usage, 3 problems in a routine, 130 Ctrl-C."""
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT"):  # and a terminal that closes, and Ctrl-Backslash: not on Windows
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:  # under nohup it is ignored, and stays so
            signal.signal(number, _leave)
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        if getattr(sys, name) is None:  # closed, as by `2>&-`, or there is none, as under pythonw
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - pathlib takes its time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.excepthook, sys.unraisablehook = _say_nothing_of_ctrl_c, _raise_again
    try:
        from voiceguide.cli.frame import voiceguide

        if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        voiceguide.main(prog_name="voiceguide")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # What libraries do on the way out is short, and no longer the listener's to interrupt.
        early.signal(early.SIGINT, early.SIG_IGN)
        _put_terminal_right()
        _drop_unwritten()


def _leave(number: int, _frame: FrameType | None) -> None:
    if number == getattr(signal, "SIGQUIT", None):
        signal.signal(number, _end)
    # An exception, so that a half-written file and the terminal's mode are put right on the way out.
    raise SystemExit(128 + number)


def _end(number: int, _frame: FrameType | None) -> None:
    """End at once: a second Ctrl-Backslash is for a way out that takes too long."""
    _put_terminal_right()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _put_terminal_right() -> None:
    """Undo every change to the terminal: a second signal may have interrupted the code that does it."""
    if "voiceguide.foreground" in sys.modules:
        from voiceguide import foreground

        foreground.put_right()


def _say_nothing_of_ctrl_c(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print what nothing caught, as Python does, but not a second Ctrl-C on the way out."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _drop_unwritten() -> None:
    """Drop output that can't be written, such as to a full disk: at exit Python would try again, and exit with 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _raise_again(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise a Ctrl-C that arrived inside `__del__`, and log anything else: Python would only print it."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _thread.start_new_thread(_thread.interrupt_main, ())  # in a thread, or it would be raised in here
    elif unraisable.exc_value is not None:
        import logging

        from voiceguide.messages import in_a_line

        logging.getLogger("voiceguide").warning("%s", in_a_line(unraisable.exc_value))


if __name__ == "__main__":
    main()
