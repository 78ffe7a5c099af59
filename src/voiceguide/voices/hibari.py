"""The hibari package's own list of voices -> the parcels it offers: its addresses, checksums and folder."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from voiceguide.errors import EngineError
from voiceguide.speech.engine import Quality
from voiceguide.voices.download import Remote
from voiceguide.voices.parcel import Parcel


def parcels() -> dict[str, Parcel]:
    """Return every voice that hibari has but doesn't bring, by name; raise `EngineError` where hibari isn't whole."""
    # Before the import: see engines/hibari.py.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        from hibari import voices
    except (ImportError, OSError) as error:
        raise EngineError(
            f"hibari can't start: {error}", hint="Install it anew: pip install --force-reinstall hibari-tts"
        ) from error
    folder = Path(voices.cache_dir())
    return {
        name: Parcel(
            "hibari",
            name,
            about["language"],
            Quality.NATURAL,
            (
                (
                    Remote(voices.BASE_URL + quote(about["file"]), about["bytes"], "sha256", about["sha256"]),
                    folder / about["file"],
                ),
            ),
            lambda: "Apache-2.0",
        )
        for name, about in voices.VOICES.items()
        if not about.get("bundled")
    }
