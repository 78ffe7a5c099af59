"""Whatever stopped a command -> the lines its user reads, and an exit code."""

from __future__ import annotations

import traceback
from typing import Any

import click

from voiceguide.errors import RoutineError, VoiceguideError, bounded
from voiceguide.messages import in_a_line, printable_lines


class Failure(click.ClickException):
    """What stopped a command: `show` prints what happened, then what to do next.

    With `debug`, the traceback comes first. The exit code is the error's own, and 1 for what nobody foresaw.
    """

    def __init__(self, cause: Exception, *, debug: bool = False) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.debug = debug
        # click declares one code for the class; ours is the cause's.
        self.__dict__["exit_code"] = cause.exit_code if isinstance(cause, VoiceguideError) else 1

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the failure to stderr."""
        if self.debug:
            traceback.print_exception(self.cause)
        match self.cause:
            case RoutineError(problems=problems):
                from voiceguide.cli.problems import write_problems

                write_problems(problems, err=True, color=self.show_color)
            case VoiceguideError(message=message, hint=hint):
                self._say(message, hint)
            case OSError(strerror=str(reason), filename=name):
                self._say(f"{name}: {reason.lower()}" if name else reason.lower())
            case unforeseen:
                said = in_a_line(unforeseen)
                self._say(f"voiceguide met something unforeseen, {said} (add --debug to see where)")

    def _say(self, message: str, hint: str = "") -> None:
        message = printable_lines(bounded(message))
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {message}", err=True, color=self.show_color)
        if hint:
            click.echo(printable_lines(hint), err=True)
