"""Errors: a mistake in a routine file is a `Problem`, a value; all else that fails is a `VoiceguideError`.

    VoiceguideError          every error that voiceguide raises: a message, a hint, an exit code
    ├── RoutineError         a routine file has errors: carries all its problems   (exit 3)
    ├── UsageError           a flag, a setting, a suffix or an argument is wrong   (exit 2)
    ├── FileError            a file or folder can't be read or written             (exit 1)
    ├── EngineError          a voice can't speak                                   (exit 1)
    ├── FetchError           a download fails, or isn't the file that was expected (exit 1)
    ├── DeviceError          a sound device can't be opened, or was disconnected   (exit 1)
    │   └── NoSpeakerError   no speaker opens, so a session can't begin            (exit 1)
    └── NetworkError         there is no network, or an address or port is taken   (exit 1)

The command line ends with the exit code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Severity = Literal["error", "warning"]

MOST_SHOWN = 50
"""The most problems of a file that are printed, or that the text of an error has."""
LONGEST_MESSAGE, LONGEST_PLACE = 600, 300
"""The most characters of a message or a hint, and of a file's name in a place: a line of both is under 1,000."""


def shortened(text: str, most: int) -> str:
    """Return `text`, or only its beginning and its end if it has more than `most` characters.

    >>> shortened("the quick brown fox jumps over the lazy dog", 20)
    'the quick ... zy dog'
    """
    if len(text) <= most:
        return text
    tail = (most - 5) // 3 + 1
    return f"{text[: most - 5 - tail]} ... {text[-tail:]}"


def bounded(text: str) -> str:
    """Return `text` with long lines shortened, and with at most `MOST_SHOWN` lines."""
    lines = text.split("\n")
    shown = [shortened(line, LONGEST_MESSAGE) for line in lines[:MOST_SHOWN]]
    return "\n".join([*shown, f"and {len(lines) - MOST_SHOWN:,} more"] if len(lines) > MOST_SHOWN else shown)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a routine file. `line` and `column` count from 1; `width` is in characters.

    `excerpt` is the whole line, without its line break.
    """

    file: str
    line: int
    column: int
    width: int = 1
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{shortened(self.file, LONGEST_PLACE)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a routine file. `message` says what is wrong and how to correct it; `code` never changes."""

    where: Where
    code: str
    message: str
    severity: Severity = "error"

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", shortened(self.message, LONGEST_MESSAGE))


def most_shown(problems: Sequence[Problem]) -> tuple[Sequence[Problem], int]:
    """Return the problems to show, in their order, and the number of the others. Errors go before warnings."""
    by_weight = sorted(range(len(problems)), key=lambda index: problems[index].severity == "warning")
    return [problems[index] for index in sorted(by_weight[:MOST_SHOWN])], max(len(problems) - MOST_SHOWN, 0)


class VoiceguideError(Exception):
    """The base class of all errors that voiceguide raises. `hint` says what to do next, or is empty.

    Both texts may have several lines. A long line is shortened in its middle.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = bounded(message)
        self.hint = bounded(hint)
        super().__init__(self.message)


class RoutineError(VoiceguideError):
    """A routine file has errors. `problems` holds them and the warnings, in the order of the file.

    The message has a line for each of at most `MOST_SHOWN` problems, and one that counts the others. `files` are the
    whole paths of the routine's file and of the files that it names, as far as it could be read.
    """

    exit_code = 3

    def __init__(self, problems: Iterable[Problem], files: Iterable[str] = ()) -> None:
        super().__init__("")
        self.problems, self.files = tuple(problems), tuple(files)
        shown, left_out = most_shown(self.problems)
        lines = [f"{p.where}: {p.message}  [{p.code}]" for p in shown]
        self.message = "\n".join([*lines, f"and {left_out:,} more"] if left_out else lines)
        self.args = (self.message,)


class UsageError(VoiceguideError):
    """A value from the command line or the API is wrong."""

    exit_code = 2


class FileError(VoiceguideError):
    """A file or folder can't be read or written."""


class EngineError(VoiceguideError):
    """An engine is missing, fails, or returns no usable sound."""


class FetchError(VoiceguideError):
    """A download fails, or isn't the file that was expected."""


class DeviceError(VoiceguideError):
    """A sound device is missing, doesn't open, or was disconnected."""


class NoSpeakerError(DeviceError):
    """No speaker opens, so a session can't begin. An export still works."""


class NetworkError(VoiceguideError):
    """There is no network that a phone can reach, or an address or port is taken."""


def interrupted(error: BaseException) -> bool:
    """Return True if Ctrl-C caused `error`: a library that it interrupts on import raises an error of its own."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:  # an error may be its own cause
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    return any(isinstance(each, KeyboardInterrupt) for each in seen)
