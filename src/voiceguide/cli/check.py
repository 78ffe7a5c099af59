"""`voiceguide check`: print everything that is wrong in routine files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.options import json_output, voice_and_rate
from voiceguide.cli.output import Failure, print_json, progress, roughly, write_problems
from voiceguide.cli.settings import RoutineName
from voiceguide.errors import Problem, RoutineError, VoiceguideError
from voiceguide.messages import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from voiceguide.session.options import SpeechOptions


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and its problems. It lasts `seconds`, `estimated` or measured; `failure` is why it can't be checked."""

    file: str
    problems: tuple[Problem, ...] = ()
    seconds: Fraction | None = None
    estimated: bool = True
    failure: VoiceguideError | None = None

    @property
    def exit_code(self) -> int:
        """The exit code if this were the only file."""
        if self.failure:
            return self.failure.exit_code
        return 3 if any(problem.severity == "error" for problem in self.problems) else 0


@click.command(
    "check",
    cls=Command,
    examples=(
        "voiceguide check my-routine.yaml",
        "voiceguide check routines/*.yaml",
        "voiceguide check my-routine.yaml --speech",
    ),
)
@click.argument("files", nargs=-1, required=True, type=RoutineName())
@click.option("aloud", "--speech", is_flag=True, help="Speak it, without a sound, to find words that have no room.")
@voice_and_rate
@json_output
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], *, aloud: bool, speech: SpeechOptions, as_json: bool) -> None:
    """Find what is wrong in routine files.

    FILES are files or names of routines, or '-' for standard input. The length of speech is an estimate, marked with
    '~', unless you add --speech. It shows at most 50 problems of a file, errors before warnings; --json lists all.

    The exit code is 3 if a routine has errors; warnings alone leave it 0.
    """
    with progress("Speaking" if aloud else "Checking") as shown:
        checked = [_check(file, speech, shown, aloud=aloud) for file in files]
    if as_json:
        print_json({"files": [_fields(one) for one in checked]})
    else:
        for one in checked:
            _print(one)
    ctx.exit(max((one.exit_code for one in checked), default=0))


def _check(file: str, speech: SpeechOptions, shown: Callable[[int, int], None], *, aloud: bool) -> Checked:
    from voiceguide.timeline.layout import estimate

    try:
        routine = pipeline.load(file)
    except RoutineError as error:
        return Checked(file, error.problems)
    except VoiceguideError as error:
        return Checked(file, failure=error)
    try:
        plan = pipeline.compile(routine)
        timeline = speech.build_timeline(plan, shown) if aloud else estimate(plan, rate=speech.rate)
    except RoutineError as error:
        return Checked(file, (*routine.warnings, *error.problems))
    except VoiceguideError as error:
        return Checked(file, routine.warnings, failure=error)
    seconds = timeline.rate.seconds(timeline.ends - timeline.begins)
    return Checked(file, (*routine.warnings, *timeline.notes), seconds, timeline.estimated)


def _print(one: Checked) -> None:
    write_problems(one.problems)
    if one.failure:
        Failure(one.failure).show()
    elif one.seconds is not None:
        length = f"{'~' if one.estimated else ''}{roughly(one.seconds)}"
        click.echo(f"{printable(one.file)}: {length}{'' if one.problems else ', no problems'}")


def _fields(one: Checked) -> dict[str, object]:
    return {
        "file": one.file,
        "seconds": None if one.seconds is None else round(float(one.seconds), 3),
        "estimated": one.estimated,
        "failure": str(one.failure or ""),
        "problems": [
            {
                "file": problem.where.file,
                "line": problem.where.line,
                "column": problem.where.column,
                "width": problem.where.width,
                "severity": problem.severity,
                "code": problem.code,
                "message": problem.message,
            }
            for problem in one.problems
        ],
    }
