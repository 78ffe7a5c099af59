"""Measure the rows that are named, one after the other, and print a table; exit with 1 if a promise is broken."""

import argparse
import os
import platform
import sys
import tempfile
from importlib import import_module, metadata
from pathlib import Path

from scripts.benches.table import Row, as_table

ROWS = {
    "onsets": "cues in files of every kind, against the timeline and the WAV",
    "live": "sessions recorded at a sound server, and a naive loop (4 minutes)",
    "keys": "how soon a key is heard (2 minutes)",
    "peers": "export of a 35-minute routine against a 30-line script",
    "encoding": "export of what is spoken already, against encoding alone",
    "memory": "peak memory of a 10 h programme against 10 min",
    "startup": "--help, and a session's first block",
    "loudness": "clips and whole routines",
    "voices": "what speaking a routine costs beside its voice alone, and whether it is the same twice (5 minutes)",
    "page": "pages in Chromium: opening, size, taps on steps",
}
SOAK = {
    "soak": "the longest and the busiest (16 minutes)",
    "ears": "commands spoken to sessions, and what listening costs (6 minutes)",
    "commands": "200 sessions with commands at random, recorded (15 minutes)",
    "accidents": "sound servers killed and stuck (4 minutes)",
    "hours": "ten minutes in real time, and two hours on a fast clock (22 minutes)",
    "share": "a hundred phones at once, twenty times over (1 minute)",
    "damage": "histories and journals damaged in 800 ways, and what each command makes of them (8 minutes)",
    "kills": "a hundred sessions killed, and whether 'resume' knows where they were (7 minutes)",
    "pauses": "a page in Chromium, its sound paused from outside at 50 random moments (2 minutes)",
    "interrupts": "Ctrl-C in the first tenth of a second of three commands (5 minutes)",
    "mistakes": "mistakes at random in routine files, and the largest files of one line (4 minutes)",
    "corpus": "339 routines of before, and whether each word of theirs is still spoken (9 minutes)",
    "workers": "processes that speak, killed while they do, and a thousand clips in a row (20 minutes)",
}
"""What scripts/soak runs."""


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures what voiceguide promises, beside what it is measured against.",
        epilog="\n".join(f"  {name:10}{what}" for name, what in (ROWS | SOAK).items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="measure only these; all but the soak if left out")
    chosen = parser.parse_args().rows or list(ROWS)
    if unknown := set(chosen) - (ROWS | SOAK).keys():
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are: {', '.join(ROWS | SOAK)}")
    # An installed voiceguide has its bytecode, too.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(f"{_machine()}\n", flush=True)
    measured: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="voiceguide-bench-") as folder:
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):  # leaves the listener's own folders alone
            os.environ[f"XDG_{kind}_HOME"] = str(Path(folder, kind.lower()))
        for name in chosen:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            measured += import_module(f"scripts.benches.{name}").rows()
    print(as_table(measured))
    return 0 if all(row.met for row in measured) else 1


def _machine() -> str:
    """Return one line: the machine, its versions, and how busy it was before."""
    load, *_ = os.getloadavg()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("voiceguide", "numpy", "av", "sounddevice"))
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return (
        f"{system}, {platform.machine()}, {os.cpu_count()} cores (load {load:.1f} before), "
        f"Python {platform.python_version()}, {versions}"
    )


if __name__ == "__main__":
    sys.exit(main())
