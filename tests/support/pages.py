"""The checkout's pages, and the blocks in them that claim to work."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("audio/*.md")])


class Block(NamedTuple):
    """A fenced block: its language, its text, and what stands between it and the next block or heading."""

    language: str
    text: str
    after: str


def blocks(page, *languages):
    """Return the blocks of `page` in one of `languages`, in their order."""
    fenced = re.compile(r"^```(\w+)\n(.*?)^```\n(.*?)(?=^```|^#|\Z)", re.MULTILINE | re.DOTALL)
    found = [Block(*parts) for parts in fenced.findall(page.read_text("utf-8"))]
    return [block for block in found if block.language in languages]


def name(page):
    """Return how a test calls `page`."""
    return str(page.relative_to(ROOT))
