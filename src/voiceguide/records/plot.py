"""Draw sessions and pain by day into a picture, with matplotlib."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.paths import replacing
from voiceguide.records.files import history_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voiceguide.records.history import Day

_KINDS = (".png", ".svg")
_BEFORE, _AFTER, _SESSIONS = "#b35806", "#2166ac", "#7f7f7f"
"""Colours that red-green colour blindness doesn't make alike; the markers differ, too."""


def check_plot(path: Path) -> None:
    """Check that `draw` can write this kind of file; raise `UsageError`, or `VoiceguideError` without matplotlib."""
    if path.suffix.lower() not in _KINDS:
        raise UsageError(
            f"can't tell what kind of picture '{path.name}' is", hint="Name one that ends in .png or .svg."
        )
    if not find_spec("matplotlib"):
        raise VoiceguideError(
            "a picture needs matplotlib, which isn't installed",
            hint="Install it: pip install 'voiceguide[plots]'. Without it, --plot alone draws on the screen.",
        )


def draw(days: Sequence[Day], path: Path) -> None:
    """Draw `days` into `path`; raise `FileError` if it can't be written."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # Words stay words in an SVG, and the same days make the same file.
    with (
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "voiceguide"}),
        replacing(path, [str(history_path())]) as temporary,
    ):
        figure = Figure(figsize=(8, 4.5), dpi=150, layout="constrained")
        pain, sessions = figure.subplots(2, sharex=True, height_ratios=(2, 1))
        _draw_pain(pain, days)
        _draw_sessions(sessions, days)
        kind = path.suffix.lower().removeprefix(".")
        figure.savefig(temporary, format=kind, metadata={"Date": None} if kind == "svg" else None)


# matplotlib's types know no dates, though it draws them.
def _draw_pain(axes: Any, days: Sequence[Day]) -> None:
    for label, color, marker, values in (
        ("before", _BEFORE, "o", [(day.day, day.pain_before) for day in days]),
        ("after", _AFTER, "s", [(day.day, day.pain_after) for day in days]),
    ):
        known = [(day, pain) for day, pain in values if pain is not None]
        axes.plot([day for day, _ in known], [pain for _, pain in known], color=color, marker=marker, label=label)
    axes.set(ylabel="pain", ylim=(-0.5, 10.5), yticks=range(0, 11, 2))
    axes.legend(loc="upper right", ncols=2, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_sessions(axes: Any, days: Sequence[Day]) -> None:
    from matplotlib.ticker import MaxNLocator

    dates: Any = import_module("matplotlib.dates")
    axes.bar([day.day for day in days], [day.sessions for day in days], color=_SESSIONS)
    axes.set(ylabel="sessions", xlim=(days[0].day - timedelta(days=1), days[-1].day + timedelta(days=1)))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.xaxis.set_major_locator(locator := dates.AutoDateLocator(minticks=3))
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    axes.spines[["top", "right"]].set_visible(False)
