"""How commands print: JSON for scripts; lengths, sizes, progress, problems and failures for people."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from voiceguide.errors import LONGEST_PLACE, RoutineError, VoiceguideError, bounded, most_shown, shortened
from voiceguide.messages import UNSAFE, in_a_line, printable, printable_lines
from voiceguide.units import write_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from voiceguide.errors import Problem, Where
    from voiceguide.plan.model import Plan
    from voiceguide.session.options import SpeechOptions
    from voiceguide.timeline.model import Timeline

JSON_VERSION = 1
"""The version in the output of every --json. It rises if a key disappears or changes its meaning."""

_ESCAPED = {code: f"\\u{code:04x}" for code in UNSAFE if code >= ord("\x7f")}
"""Escapes for characters that a terminal obeys, or that UTF-8 can't encode; JSON itself allows them."""

_WIDEST = 160
"""The most characters of a line to show: a generated file may be a single line."""
_BEFORE = 40
"""The most characters of a longer line to show before the caret."""


def print_json(fields: Mapping[str, object], indent: int | None = 2) -> None:
    """Print `fields` as JSON, the version first; in one line if `indent` is None."""
    text = json.dumps({"version": JSON_VERSION, **fields}, ensure_ascii=False, indent=indent)
    click.echo(text.translate(_ESCAPED))


def folded(text: str, bullet: str = "") -> str:
    """Return `text` after `bullet`, wrapped to the terminal's width; in one line without a terminal."""
    if not sys.stdout.isatty():
        return bullet + text
    columns = shutil.get_terminal_size().columns
    return click.wrap_text(text, columns, initial_indent=bullet, subsequent_indent=" " * len(bullet))


def roughly(seconds: Fraction) -> str:
    """Return `seconds` as a person says them, to the second. A short moment is '1 s', not '0 s'.

    >>> roughly(Fraction(2501, 10)), roughly(Fraction(1, 10))
    ('4 min 10 s', '1 s')
    """
    return write_duration(Fraction(max(round(seconds), 1 if seconds else 0)))


def readable_size(size_bytes: int) -> str:
    """Return a file's size as file managers show it.

    >>> readable_size(999), readable_size(1_650_000)
    ('999 bytes', '1.6 MB')
    """
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    number, unit = next(
        (size_bytes / step, unit) for step, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")) if size_bytes >= step
    )
    return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"


@contextlib.contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield `show(done, total)`, which keeps a line such as '`label` 43 %' on stderr if that is a terminal.

    The line disappears when all is done or the body ends, since a warning may follow. `quiet` shows nothing.
    """
    shown = ""
    draws = sys.stderr.isatty() and not quiet

    def draw(line: str) -> None:
        nonlocal shown
        if line != shown:
            click.echo(f"\r{line:<{len(shown)}}", nl=False, err=True)
            shown = line

    def wipe() -> None:
        nonlocal shown
        if shown:
            click.echo(f"\r{'':{len(shown)}}\r", nl=False, err=True)
            shown = ""

    def show(done: int, total: int) -> None:
        if draws and done < total:
            draw(f"{printable(label)} {100 * done // total} %")
        else:
            wipe()

    if draws:
        draw(f"{printable(label)} ...")
    try:
        yield show
    finally:
        wipe()


def speak(plan: Plan, speech: SpeechOptions, label: str = "Speaking") -> Timeline:
    """Return the timeline of `plan` spoken as `speech` says; show the progress after `label`."""
    with progress(label) as shown:
        return speech.build_timeline(plan, shown)


def write_problems(problems: Iterable[Problem], *, err: bool = False, color: bool | None = None) -> None:
    """Print `problems` in their order, to stderr with `err`, and a line of counts for each file.

    It prints at most `MOST_SHOWN` of them, errors before warnings, and how many more there are.
    """
    problems = tuple(problems)
    shown, left_out = most_shown(problems)
    for problem in shown:
        click.echo(_described(problem), err=err, color=color)
    if left_out:
        click.echo(f"and {left_out:,} more", err=err, color=color)
    counts: dict[str, Counter[str]] = {}
    for problem in problems:
        counts.setdefault(problem.where.file, Counter())[problem.severity] += 1
    for file, count in counts.items():
        named = printable(shortened(file, LONGEST_PLACE))
        click.echo(f"{' and '.join(_counted(count))} in {named}", err=err, color=color)


def _described(problem: Problem) -> str:
    where = problem.where
    fg = "red" if problem.severity == "error" else "yellow"
    kind = "" if problem.severity == "error" else "warning: "
    first = f"{click.style(printable(str(where)), bold=True)}: {kind}{printable(problem.message)}  [{problem.code}]"
    if not where.excerpt:
        return first
    shown, before, width = _window(where)
    # Terminals differ in the width of a tab. Keep the tabs before the caret, so that it stays below its place.
    margin = "".join(char if char == "\t" else " " for char in shown[:before])
    caret = click.style("^" * width, fg=fg)
    excerpt = "".join(char if char == "\t" else printable(char) or " " for char in shown)
    return f"{first}\n{where.line:>5} | {excerpt}\n{'':>5} | {margin}{caret}"


def _window(where: Where) -> tuple[str, int, int]:
    """Return the shown part of the line at `where`, the number of characters before the caret, and its width."""
    before, width = where.column - 1, max(where.width, 1)
    if len(where.excerpt) <= _WIDEST:
        return where.excerpt, before, width
    begin = max(before - _BEFORE, 0)
    left, right = "... " * (begin > 0), " ..." * (len(where.excerpt) > begin + _WIDEST)
    shown = left + where.excerpt[begin : begin + _WIDEST] + right
    before += len(left) - begin
    return shown, before, min(width, len(shown) - before)


def _counted(count: Counter[str]) -> list[str]:
    return [f"{count[kind]:,} {kind}{'s' * (count[kind] > 1)}" for kind in ("error", "warning") if count[kind]]


class Failure(click.ClickException):
    """Prints why a command failed, and what to do next.

    With `debug` it prints the traceback first. The exit code is that of the error, 1 for an unexpected one.
    """

    def __init__(self, cause: Exception, *, debug: bool = False) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.debug = debug
        # click declares one code for the class; here each cause has its own.
        self.__dict__["exit_code"] = cause.exit_code if isinstance(cause, VoiceguideError) else 1

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the failure to stderr."""
        if self.debug:
            import traceback

            traceback.print_exception(self.cause)
        match self.cause:
            case RoutineError(problems=problems):
                write_problems(problems, err=True, color=self.show_color)
            case VoiceguideError(message=message, hint=hint):
                self._say(message, hint)
            case OSError(strerror=str(reason), filename=name):
                self._say(f"{name}: {reason.lower()}" if name else reason.lower())
            case unforeseen:
                error = in_a_line(unforeseen)
                self._say(f"voiceguide met something unforeseen, {error} (add --debug to see where)")

    def _say(self, message: str, hint: str = "") -> None:
        message = printable_lines(bounded(message))
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {message}", err=True, color=self.show_color)
        if hint:
            click.echo(printable_lines(hint), err=True)
