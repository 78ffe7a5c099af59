"""Checks that the packages of the ears are installed, without loading them."""

import importlib.util

from voiceguide.errors import UsageError

_PACKAGES = ("livekit", "onnxruntime", "webrtc_noise_gain", "webrtcvad")


def require() -> None:
    """Raise `UsageError`, with how to install them, if a package of the ears is missing."""
    if not all(map(importlib.util.find_spec, _PACKAGES)):
        raise UsageError("the ears aren't installed", hint="Install them: pip install 'voiceguide[ears]'")
