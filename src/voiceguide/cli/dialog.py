"""Messages and questions of a session in a terminal, before and after it plays."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from voiceguide.cli.output import folded, progress
from voiceguide.errors import NoSpeakerError
from voiceguide.messages import command_line, printable
from voiceguide.session.dialog import Dialog
from voiceguide.timeline.text import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from voiceguide.session.dialog import Introduction


class TerminalDialog(Dialog):
    """Prints to standard output and reads standard input. `quiet` prints only questions and warnings."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def working(self, label: str) -> contextlib.AbstractContextManager[Callable[[int, int], None]]:
        """Show `label` and a percentage on standard error while the body runs."""
        return progress(label, quiet=self._quiet)

    def introduce(self, introduction: Introduction) -> None:
        """Print the title, the safety texts, the length, and how to command the session."""
        if self._quiet:
            return
        timeline = introduction.timeline
        click.secho(printable(timeline.metadata.title), bold=True)
        for text in timeline.metadata.safety:
            click.echo(folded(printable(text), "  - "))
        click.echo(folded(total(timeline, introduction.begin)))
        if introduction.keys:
            keys = "Space pauses and goes on, the arrows skip, q stops; voiceguide play --help has all the keys."
            click.echo(folded(keys))
        elif sys.stdout.isatty():
            click.echo("No keys work while input comes from elsewhere; Ctrl-C stops.")
        if introduction.ears and timeline.bed:
            deaf = "While the music plays, the ears hear no words and no claps, only in a pause. Without music they do:"
            click.echo(f"{folded(deaf)}\n  --no-music")

    def ask(self, question: str) -> str:
        """Read the answer; return '' without a terminal. Ctrl-C raises `KeyboardInterrupt`."""
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return ""
        # `input` would print the question to standard error, which is silent while a sound library opens the device.
        click.echo(f"{folded(question.rstrip())} ", nl=False)
        try:
            return input()
        except EOFError:  # Ctrl-D, or a terminal that closes
            click.echo()
            return ""
        except KeyboardInterrupt:
            click.echo()  # the terminal shows ^C behind the question
            raise

    def tell(self, line: str) -> None:
        """Print `line`."""
        click.echo(printable(line))

    def report_underruns(self, times: int) -> None:
        """Print how often the sound broke off, and what to do about it."""
        if not self._quiet:
            often = "once" if times == 1 else f"{times} times"
            click.echo(f"The sound broke off {often}: this machine was busy. Next time, add --latency 500ms.")

    def report_cut_short(self, left: str, otherwise: str, *, interrupted: bool) -> None:
        """Print the last step and the command that goes on from it."""
        if self._quiet:
            return
        # Where no keys are read, the terminal shows ^C.
        line_end = "\n" if interrupted and sys.stdout.isatty() else ""
        with contextlib.suppress(OSError):  # a terminal that was closed
            click.echo(line_end + folded(f"You were here: {printable(left)}"))
            click.echo(f"To go on from there{printable(otherwise)}: voiceguide resume")


@contextlib.contextmanager
def naming_the_export(source: str, settings: Mapping[str, str]) -> Iterator[None]:
    """Add to a `NoSpeakerError` the command that writes the routine to a file instead."""
    try:
        yield
    except NoSpeakerError as error:
        instead = f"To hear it elsewhere, write a file: {command_line('export', source, settings)}"
        raise NoSpeakerError(error.message, hint=f"{error.hint}\n{instead}".strip()) from error
