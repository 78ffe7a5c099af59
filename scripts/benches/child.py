"""Run a command; print its time, its processor time and its peak memory as JSON.

This is a small program of its own, because a process starts with its parent's peak memory, and waits for its parent's
garbage collection and threads.

    python child.py COMMAND...                    the standard streams go nowhere
    python child.py --terminal COMMAND...         the standard streams are a terminal
"""

import json
import os
import sys
import time

_KIBIBYTE = 1024 if sys.platform == "linux" else 1


def main(words: list[str]) -> int:
    """Run the command in `words`, and print what it took; return its exit code."""
    terminal = words[0] == "--terminal"
    command = words[1:] if terminal else words
    outer, inner = os.openpty() if terminal else (None, os.open(os.devnull, os.O_RDWR))
    streams = [(os.POSIX_SPAWN_DUP2, inner, stream) for stream in ((0, 1, 2) if terminal else (0, 1))]
    started = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=streams, setsid=terminal)
    os.close(inner)
    shown = b"" if outer is None else _drained(outer)
    _, status, usage = os.wait4(process, 0)
    if status:
        sys.stderr.write(shown.decode())
    taken = {
        "started": started,
        "seconds": time.monotonic() - started,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * _KIBIBYTE,
    }
    print(json.dumps(taken))
    return os.waitstatus_to_exitcode(status)


def _drained(terminal: int) -> bytes:
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:  # its other end is closed
        os.close(terminal)
    return shown


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
