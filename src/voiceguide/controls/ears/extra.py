"""The packages that ears need -> whether they are here, without loading them."""

import importlib.util

from voiceguide.errors import UsageError

_PACKAGES = ("livekit", "onnxruntime", "webrtc_noise_gain", "webrtcvad")


def require() -> None:
    """Raise `UsageError`, which says how to install them, when the packages aren't all here."""
    if not all(map(importlib.util.find_spec, _PACKAGES)):
        raise UsageError("the ears aren't installed", hint="Install them: pip install 'voiceguide[ears]'")
