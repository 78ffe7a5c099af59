"""Press Ctrl-C in the first moments of commands, and count how often the terminal shows Python's own words."""

import os
import random
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator

from scripts.benches.runs import VOICEGUIDE
from scripts.benches.table import Row

_COMMANDS = (("play", "lower-back"), ("--help",), ("list",))
_TIMES = 300
_LATEST_SECONDS = 0.1
_PYTHONS = re.compile(r"Traceback|KeyboardInterrupt|Fatal Python error|Exception ignored")
_OURS = re.compile(r'File ".*/voiceguide/\w')
"""A line of voiceguide's in a traceback; the script in bin/ that imports voiceguide is an installer's."""


def rows() -> Iterator[Row]:
    """Yield a row for each command."""
    for words in _COMMANDS:
        yield row(words, _TIMES)


def row(words: tuple[str, ...], times: int) -> Row:
    """Return the row of a command that is interrupted at so many moments, evenly spread."""
    moments = random.Random(1)
    spoke, codes = Counter[str](), Counter[int]()
    for number in range(times):
        code, shown = interrupted(words, (number + moments.random()) * _LATEST_SECONDS / times)
        codes[code] += 1
        if _PYTHONS.search(shown):
            spoke["ours" if _OURS.search(shown) else "before"] += 1
    return Row(
        f"Ctrl-C at {times} moments of the first {1000 * _LATEST_SECONDS:.0f} ms of `voiceguide {' '.join(words)}`",
        "no traceback once a line of ours runs",
        f"{spoke['ours']} tracebacks; {spoke['before']} more while Python itself started; "
        f"exit codes {', '.join(f'{code} ({often})' for code, often in sorted(codes.items()))}",
        "",
        met=not spoke["ours"] and -signal.SIGKILL not in codes,
    )


def interrupted(words: tuple[str, ...], after_seconds: float) -> tuple[int, str]:
    """Send Ctrl-C to `voiceguide WORDS` so many seconds after its start; return its exit code and its output."""
    begun = time.monotonic()
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        [VOICEGUIDE, *words], env=os.environ | {"PULSE_SERVER": "none"}, text=True, **pipes
    ) as program:
        time.sleep(max(0.0, begun + after_seconds - time.monotonic()))
        program.send_signal(signal.SIGINT)
        try:
            shown = program.communicate(timeout=30)[1]
        except subprocess.TimeoutExpired:
            program.kill()
            shown = program.communicate()[1]
    return program.returncode, shown
