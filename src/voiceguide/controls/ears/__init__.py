"""The ears: recognise spoken commands and claps, offline, and store no sound."""

import importlib.util

from voiceguide.errors import UsageError

INSTALL = "Install them: pip install 'voiceguide[ears]'"
_PACKAGES = ("livekit", "onnxruntime", "webrtc_noise_gain", "webrtcvad")


def require_ears() -> None:
    """Raise `UsageError` if a package of the ears is missing; this loads none of them."""
    if not all(map(importlib.util.find_spec, _PACKAGES)):
        raise UsageError("the ears aren't installed", hint=INSTALL)
