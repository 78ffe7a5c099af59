"""Let `check` read random mistakes in the built-in routines, and the largest files of one line."""

import contextlib
import io
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.benches.runs import VOICEGUIDE, run
from scripts.benches.table import Row
from voiceguide.cli.output import write_problems
from voiceguide.errors import Problem, RoutineError
from voiceguide.routine.library import BUILTIN, load
from voiceguide.routine.source import LARGEST

TYPED = 3 * ":-#'\"{}[],&*!|>%@`?<>\\\t\n " + "~=.0123456789aehilnorst"
"""Characters typed by mistake: mostly those with a meaning in YAML."""
LONGEST_LINE, SLOWEST_SECONDS, MOST_BYTES = 1_000, 2, 200_000_000
_SEED, _MISTAKES = 1, 5_000


@dataclass(slots=True)
class Results:
    """How `check` read files with mistakes; `outcomes` counts the results."""

    outcomes: Counter[str] = field(default_factory=Counter)
    longest: int = 0
    slowest_seconds: float = 0


def mistaken(chance: random.Random, text: str) -> str:
    """Return `text` with one to three characters lost, typed, mistyped or swapped, anywhere or close together."""
    at, close = chance.randrange(len(text)), chance.random() < 0.5
    for _ in range(chance.randint(1, 3)):
        at = min(max(at + chance.randint(-3, 3), 0), len(text) - 1) if close else chance.randrange(len(text))
        here, following, typed = text[at], text[at + 1 : at + 2], chance.choice(TYPED)
        right = chance.choice(["", typed, typed + here, following + here])
        text = text[:at] + right + text[at + 1 + (right == following + here and bool(following)) :]
    return text


def read_mistakes(mistakes: int, seed: int) -> Results:
    """Read built-in routines, each with a mistake; raise every exception but `RoutineError`."""
    chance, results = random.Random(seed), Results()
    texts = [path.read_text("utf-8") for path in sorted(BUILTIN.glob("*.yaml"))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mistaken.yaml")
        for _ in range(mistakes):
            path.write_text(mistaken(chance, chance.choice(texts)), encoding="utf-8")
            started = time.process_time()
            lines: list[str] = []
            problems: tuple[Problem, ...]
            try:
                problems = load(str(path)).warnings
                results.outcomes["warnings" if problems else "fine"] += 1
            except RoutineError as error:
                problems = error.problems
                lines = str(error).splitlines()
                results.outcomes["problems"] += 1
            results.slowest_seconds = max(results.slowest_seconds, time.process_time() - started)
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                write_problems(problems)
            lines += printed.getvalue().splitlines()
            results.longest = max(results.longest, *map(len, lines), 0, 0)
    return results


def _filled(before: str, again: str, after: str = "") -> Callable[[int], str]:
    def text(size: int) -> str:
        head, tail = f"routine: 1\ntitle: A\n{before}", f"{after}\nsteps:\n  - say: a\n"
        return head + again * ((size - len(head) - len(tail)) // len(again)) + tail

    return text


def _json(size: int) -> str:
    steps = ", ".join(['{"say": "Breathe"}'] * ((size - 60) // 20))
    return f'{{"routine": 1, "title": "A", "steps": [{steps}]}}'


WORST: dict[str, Callable[[int], str]] = {
    "a list of words": _filled("tags: [a", ", a", "]"),
    "JSON": _json,
    "lists 25 deep": _filled("tags: [a", f", {'[' * 25}a{']' * 25}", "]"),
    "brackets never closed": _filled("tags: ", "["),
    "a text in quotes": _filled('summary: "', "a", '"'),
    "a text without": _filled("summary: a", " a"),
    "a comment": _filled("tags: [a, b]  # ", "a"),
    "aliases": _filled("tags: [&a b", ", *a", "]"),
    "anchors": _filled("tags: [a", ", &a b", "]"),
    "keys alone": _filled("settings: {", "a, ", "}"),
    "a quote never closed": _filled('tags: ["a', ", a", "]"),
    "a path": _filled("picture: ", "a/"),
    "empty lines": _filled("", "\n"),
}
"""Functions from a size to a file with one line of that size, and one of empty lines, by what is in it."""


def rows() -> Iterator[Row]:
    """Yield a row for the mistakes, and one for each file."""
    results = read_mistakes(_MISTAKES, _SEED)
    yield Row(
        f"{_MISTAKES:,} mistakes of 1 to 3 characters in the built-in routines (seed {_SEED})",
        f"no line over {LONGEST_LINE:,} characters, none over {SLOWEST_SECONDS} s of processor",
        f"at most {results.longest} characters and {results.slowest_seconds:.2f} s",
        ", ".join(f"{count:,} {outcome}" for outcome, count in results.outcomes.most_common()),
        met=results.longest <= LONGEST_LINE and results.slowest_seconds <= SLOWEST_SECONDS,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.yaml")
        for name, text in WORST.items():
            path.write_text(text(LARGEST - 4), encoding="utf-8")
            taken = run([VOICEGUIDE, "check", str(path)], codes=(0, 3))
            yield Row(
                f"`check` of a file of {path.stat().st_size / 2**20:.1f} MiB, {name} in one line: peak memory",
                f"under {MOST_BYTES / 1e6:.0f} MB",
                f"{taken.peak_bytes / 1e6:.0f} MB, {taken.cpu_seconds:.1f} s of processor",
                "",
                met=taken.peak_bytes < MOST_BYTES,
            )
