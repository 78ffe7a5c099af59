"""The command line: what `voiceguide` and `python -m voiceguide` start."""

import io
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the command line and exit with its code: 0, 1 failed, 2 usage, 3 problems in a routine, 130 Ctrl-C."""
    for name in ("SIGTERM", "SIGHUP"):  # the second is a terminal that closes; Windows has none
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:  # under nohup it is ignored, and stays so
            signal.signal(number, _leave)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not under pythonw or `>&-`
            stream.reconfigure(errors="backslashreplace")
    try:
        from voiceguide.cli.frame import voiceguide

        voiceguide.main(prog_name="voiceguide")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # What libraries do on the way out is short, and no longer the listener's to interrupt.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(number: int, _frame: FrameType | None) -> None:
    # An exception, so that a half-written file and the terminal's mode are put right on the way out.
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
