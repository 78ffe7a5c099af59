"""The documentation pages of the checkout, and their code blocks."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("audio/*.md")])


class Block(NamedTuple):
    """A fenced block: its language, its text, and the text after it up to the next block or heading."""

    language: str
    text: str
    after: str


def blocks(page, *languages):
    """Return the blocks of `page` in one of `languages`, in order."""
    fenced = re.compile(r"^```(\w+)\n(.*?)^```\n(.*?)(?=^```|^#|\Z)", re.MULTILINE | re.DOTALL)
    found = [Block(*parts) for parts in fenced.findall(page.read_text("utf-8"))]
    return [block for block in found if block.language in languages]


def name(page):
    """Return the name of `page` in test ids."""
    return str(page.relative_to(ROOT))
