"""`voiceguide new`: write a routine file to start from, ready to play."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from voiceguide.cli.frame import Command
from voiceguide.errors import FileError, UsageError
from voiceguide.messages import printable, reason, shell_word

_TEMPLATE = Path(__file__).with_name("template.yaml")


@click.command("new", cls=Command, examples=("voiceguide new my-routine",))
@click.argument("name")
def command(name: str) -> None:
    """Start a routine of your own.

    Writes NAME.yaml: a short routine that plays as it is, with a comment on each thing to change. It never overwrites a
    file.
    """
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not re.search(r"\w", Path(name).stem):
        raise UsageError(f"'{name}' is no name for a routine", hint="Write one like 'my-routine'.")
    text = _written(path)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise FileError(f"{path} is there already", hint="It stays as it is; choose another name.") from error
    except FileNotFoundError as error:
        raise FileError(
            f"the folder {path.parent} doesn't exist", hint=f"Make it first: mkdir -p {shell_word(str(path.parent))}"
        ) from error
    except OSError as error:
        hint = "Go to another folder, and try again."
        raise FileError(f"can't write {path}: {reason(error)}", hint=hint) from error
    shown = shell_word(str(path))
    click.echo(f"Wrote {printable(str(path))}. Now change it, and then:")
    click.echo(f"  voiceguide check {shown}\n  voiceguide play {shown}")


def _written(path: Path) -> str:
    from voiceguide.routine.schema import SCHEMA_FILE

    title = re.sub(r"[-_\s]+", " ", printable(path.stem)).strip()
    title = title[:1].upper() + title[1:]
    given = {
        "SCHEMA": SCHEMA_FILE.as_uri(),
        "FILE": shell_word(path.name),
        # Every string of JSON is a double-quoted scalar of YAML, too.
        "TITLE": title if re.fullmatch(r"[^\W\d_][\w ]*", title) else json.dumps(title, ensure_ascii=False),
    }
    return re.sub("SCHEMA|FILE|TITLE", lambda found: given[found[0]], _TEMPLATE.read_text(encoding="utf-8"))
