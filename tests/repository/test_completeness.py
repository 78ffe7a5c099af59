"""Whatever can be typed or met is on a page."""

import click
import pytest
from pages import ROOT

from voiceguide.cli.frame import voiceguide
from voiceguide.plugins import SINKS, own_names
from voiceguide.routine.codes import CODES
from voiceguide.routine.schema import schema

CLI = (ROOT / "docs" / "cli.md").read_text("utf-8")
ERRORS = (ROOT / "docs" / "errors.md").read_text("utf-8")
FILES = (ROOT / "docs" / "files.md").read_text("utf-8")
FORMAT = (ROOT / "docs" / "format.md").read_text("utf-8")


def paths(command, path):
    """Yield the path of `command` and of all in it."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from paths(command.get_command(context, name), f"{path} {name}")


def keys(node):
    """Yield every key that a JSON Schema lets an author write."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for inner in node.values():
            yield from keys(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from keys(inner)


def words(node):
    """Yield every word that a JSON Schema lets an author choose."""
    if isinstance(node, dict):
        yield from node.get("enum", ())
        for inner in node.values():
            yield from words(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from words(inner)


@pytest.mark.parametrize("path", list(paths(voiceguide, "voiceguide")))
def test_every_command_has_its_help_on_the_page_of_commands(path):
    assert f"{path}\n\n```text\nUsage: {path} " in CLI


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_on_the_page_of_problems(code):
    assert f"\n## {code}\n" in ERRORS


@pytest.mark.parametrize("key", sorted(set(keys(schema()))))
def test_every_key_of_a_routine_is_explained(key):
    assert f"`{key}" in FORMAT or f"{key}: " in FORMAT


@pytest.mark.parametrize("word", sorted(str(word) for word in set(words(schema()))))
def test_every_word_that_a_key_takes_is_explained(word):
    assert f"`{word}`" in FORMAT


@pytest.mark.parametrize("kind", own_names(SINKS))
def test_every_kind_of_file_is_on_the_page_of_files(kind):
    assert f"| `.{kind}` | " in FILES
