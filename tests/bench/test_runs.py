"""What a run took is its own time and memory, not those of whoever started it."""

import sys

from scripts.benches.runs import Taken, medians, run
from scripts.benches.table import Row, as_table


def test_a_run_is_told_its_own_memory():
    ours = bytearray(200_000_000)  # a child begins with its parent's peak, were it not started through a small one
    little = run([sys.executable, "-I", "-S", "-c", "pass"])
    much = run([sys.executable, "-I", "-S", "-c", "bytearray(100_000_000)"])
    assert little.peak_bytes < len(ours) / 4
    assert 95e6 <= much.peak_bytes - little.peak_bytes <= 110e6


def test_a_terminal_is_given_where_it_is_asked_for():
    asks = "import sys; sys.exit(not (sys.stdin.isatty() and sys.stdout.isatty()))"
    run([sys.executable, "-c", asks], terminal=True)
    run([sys.executable, "-c", f"try:\n {asks}\nexcept SystemExit as asked: sys.exit(not asked.code)"])


def test_runs_are_told_by_their_medians():
    figures = iter([1.0, 5.0, 100.0, 5.5, 2.0, 6.0])
    taken = medians(3, dict.fromkeys("ab", lambda: Taken(0, next(figures), 0, 0)))
    assert {name: each.seconds for name, each in taken.items()} == {"a": 2.0, "b": 5.5}


def test_a_broken_promise_stands_out_in_the_table():
    rows = [Row("export", "at most 2 x", "1 s", "1 s", met=True), Row("start", "at once", "later", "", met=False)]
    assert as_table(rows).splitlines() == [
        "| what   | goal        | voiceguide | beside it | met |",
        "| ------ | ----------- | ---------- | --------- | --- |",
        "| export | at most 2 x | 1 s        | 1 s       | yes |",
        "| start  | at once     | later      |           | NO  |",
    ]
