"""What goes wrong: a user's file yields `Problem` values, the world raises `VoiceguideError`s.

    VoiceguideError          anything voiceguide raises on purpose; a message, a hint, an exit code
    ├── RoutineError         what stands in a routine file: carries every Problem of it   (exit 3)
    ├── UsageError           a value given from outside: a flag, a setting, a suffix     (exit 2)
    ├── FileError            a file or folder that can't be read or written              (exit 1)
    ├── EngineError          a voice that can't speak                                    (exit 1)
    ├── FetchError           a file elsewhere that doesn't arrive, or not as promised    (exit 1)
    ├── DeviceError          a sound device that can't be opened or went away            (exit 1)
    │   └── NoSpeakerError   no speaker opens, so a session can't begin                  (exit 1)
    └── NetworkError         a network that isn't there, an address or port that's taken (exit 1)

The exit code is what the command line ends with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Severity = Literal["error", "warning"]

MOST_SHOWN = 50
"""Problems that are printed of a file, or stand in an error's text."""
LONGEST_MESSAGE, LONGEST_PLACE = 600, 300
"""Characters of a message or a hint, and of a file's name in a place: a line of both stays under 1,000."""


def shortened(text: str, most: int) -> str:
    """Return `text`, or its beginning and its end where it has more than `most` characters.

    >>> shortened("the quick brown fox jumps over the lazy dog", 20)
    'the quick ... zy dog'
    """
    if len(text) <= most:
        return text
    tail = (most - 5) // 3 + 1
    return f"{text[: most - 5 - tail]} ... {text[-tail:]}"


def bounded(text: str) -> str:
    """Return `text` with each line short enough to read, and only the first lines of very many."""
    lines = text.split("\n")
    shown = [shortened(line, LONGEST_MESSAGE) for line in lines[:MOST_SHOWN]]
    return "\n".join([*shown, f"and {len(lines) - MOST_SHOWN:,} more"] if len(lines) > MOST_SHOWN else shown)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a routine file.

    `line` and `column` count characters from 1. `width` is how many characters the caret underlines. `excerpt`
    is the whole line, without its line break.
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
    """Something wrong in a routine file: where, what in the author's words with the mend, and a stable code."""

    where: Where
    code: str
    message: str
    severity: Severity = "error"

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", shortened(self.message, LONGEST_MESSAGE))


def most_shown(problems: Sequence[Problem]) -> tuple[Sequence[Problem], int]:
    """Return the problems to show, in their order, and how many are left out. Errors are shown before warnings."""
    by_weight = sorted(range(len(problems)), key=lambda index: problems[index].severity == "warning")
    return [problems[index] for index in sorted(by_weight[:MOST_SHOWN])], max(len(problems) - MOST_SHOWN, 0)


class VoiceguideError(Exception):
    """Base of everything voiceguide raises on purpose.

    `hint` says what to do next, in one line or more, or is empty. A long line is shortened in its middle.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = bounded(message)
        self.hint = bounded(hint)
        super().__init__(self.message)


class RoutineError(VoiceguideError):
    """A routine file has errors; `problems` holds all of them, warnings too, in the order of the file.

    Its text has a line for each of at most `MOST_SHOWN` problems, errors before warnings, and one that counts the rest.
    `files` are the whole paths of the routine's file and of those that it names, as far as it could be read.
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
    """A value from the command line or an API call doesn't fit."""

    exit_code = 2


class FileError(VoiceguideError):
    """A file or folder can't be read or written."""


class EngineError(VoiceguideError):
    """An engine is missing, broken, or gave no usable sound."""


class FetchError(VoiceguideError):
    """A file on another computer doesn't arrive, or isn't what was promised."""


class DeviceError(VoiceguideError):
    """A sound device is missing, refused to open, or went away."""


class NoSpeakerError(DeviceError):
    """No speaker opens, so a session can't begin. A file can still be written."""


class NetworkError(VoiceguideError):
    """There is no network that a phone could be in, or its address or port can't be taken."""


def interrupted(error: BaseException) -> bool:
    """Return whether Ctrl-C lies behind `error`: a library that it hits while being loaded says something else."""
    seen: list[BaseException] = []
    behind: BaseException | None = error
    while behind is not None and behind not in seen:  # an error may be its own cause
        seen.append(behind)
        behind = behind.__cause__ or behind.__context__
    return any(isinstance(each, KeyboardInterrupt) for each in seen)
