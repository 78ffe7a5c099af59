"""A command -> its time, its processor time and its peak memory, as JSON on standard output.

A program of its own, and a small one: a process starts with its parent's peak memory, and waits for what its
parent's garbage and threads do meanwhile.

    python child.py COMMAND...                    standard streams go nowhere
    python child.py --terminal COMMAND...         they are a terminal
"""

import json
import os
import sys
import time

_KIBIBYTE = 1024 if sys.platform == "linux" else 1


def main(words: list[str]) -> int:
    """Run the command that `words` are, and print what it took; return its exit code."""
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
    except OSError:  # nobody holds its other end any more
        os.close(terminal)
    return shown


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
