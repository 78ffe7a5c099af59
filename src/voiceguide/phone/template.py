"""A programme, the page's own words, and sound -> one HTML page that asks nothing of any other file."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from voiceguide.phone.texts import Texts, direction
from voiceguide.plan.model import Metadata

FOLDER = Path(__file__).with_name("page")
SCRIPTS = (
    "places.mjs",
    "transport.mjs",
    "player.mjs",
    "course.mjs",
    "screen.mjs",
    "steps.mjs",
    "phone.mjs",
    "page.mjs",
)
"""What the page runs, each before those that import it."""

_SLOT = re.compile(r"\{\{([a-z]+)(?: ([a-z-]+))?\}\}")
_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def page(metadata: Metadata, scripted: Mapping[str, Any], texts: Texts, *, spoken_safety: bool) -> tuple[str, str]:
    """Return what stands before and behind the page's sound, which is base64; `scripted` is what its scripts read."""
    style, code = styled(FOLDER / "page.css"), script()
    own = "" if texts.language in metadata.language.lower().split("-") else f'lang="{texts.language}" dir="auto"'
    filled = {
        "language": escape(metadata.language),
        "direction": direction(metadata.language),
        "title": escape(metadata.title),
        "policy": _policy(style, code),
        "style": style,
        "script": code,
        "own": own,
        "safety": "" if spoken_safety else _listed(metadata.safety, "safety"),
        "about": _metadata(metadata),
        "programme": in_script(scripted),
    }

    def fill(slot: re.Match[str]) -> str:
        name, key = slot.groups()
        return escape(texts[key]) if key else filled[name]

    # The sound isn't filled in: it may be large, and is written as it is read.
    head, _, tail = (FOLDER / "page.html").read_text("utf-8").partition("{{sound}}")
    return _SLOT.sub(fill, head), _SLOT.sub(fill, tail)


@cache
def styled(path: Path) -> str:
    """Return the style at `path`, after the colours that every page here has."""
    return "\n".join(file.read_text("utf-8") for file in (Path(__file__).with_name("colours.css"), path))


@cache
def script() -> str:
    """Return the page's scripts as the one module that they are when nothing may be fetched."""
    parts = ((FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)).strip() for part in parts)


def in_script(value: object) -> str:
    r"""Return `value` as JSON that can stand in a script: nothing in it ends the script, or opens a comment.

    >>> in_script("</script><!--")
    '"\\u003c/script>\\u003c!--"'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _policy(style: str, code: str) -> str:
    """Return a policy that lets the page run what is in it, and reach nothing."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(code)}",
            f"style-src {_hash(style)}",
            "media-src blob:",
            "img-src data:",
            "manifest-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _metadata(metadata: Metadata) -> str:
    summary = f"<p>{escape(metadata.summary)}</p>" if metadata.summary else ""
    return "\n".join(part for part in (summary, _listed(metadata.safety), _listed(metadata.sources, "sources")) if part)


def _listed(lines: tuple[str, ...], name: str = "") -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="{name}">{items}</ul>' if name else f"<ul>{items}</ul>"
