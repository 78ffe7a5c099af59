"""What was rendered for a phone -> the paths it may ask for, and what stands behind each. There is nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote

_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
GUARDS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer tells a browser: guess no type, run nothing, and tell nobody where you have been."""
_KEPT = "private, no-cache"
"""A phone may keep what it has of a file, so that it can go on with the rest, but asks each time."""
_FORGOTTEN = "no-store"


@dataclass(frozen=True, slots=True)
class Offered:
    """A `file` of media type `kind`; `keep_as` is the name under which a phone saves it, where it is there to be saved.

    `policy` is what its own styles and sounds need of a browser.
    """

    file: Path
    kind: str
    keep_as: str = ""
    policy: str = ""

    @property
    def size(self) -> int:
        """The file's length in bytes; it never changes while it is offered."""
        return self.file.stat().st_size

    def headers(self) -> dict[str, str]:
        """Return what an answer with this file says of it, but for its length and its pieces."""
        headers = GUARDS | {
            "Content-Type": self.kind,
            "Cache-Control": _FORGOTTEN if self.kind.startswith("text/html") else _KEPT,
        }
        if self.policy:
            headers["Content-Security-Policy"] = f"{_POLICY}; {self.policy}"
        if self.keep_as:
            headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(self.keep_as, safe='')}"
        return headers


Offer = Mapping[str, Offered]
"""What is offered, by path: decoded, from its '/' on."""


def unguessable() -> str:
    """Return a path that nobody finds by trying: 96 random bits, short enough for a small QR code."""
    return f"/{token_urlsafe(12)}"
