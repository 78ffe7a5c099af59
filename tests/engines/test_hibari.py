"""The default voice, offline."""

import os
import subprocess
import sys

import pytest

SPEAK = """
from voiceguide.engines.hibari import Hibari
from voiceguide.speech.engine import Utterance
assert len(Hibari().speak(Utterance("Press.")))
"""


@pytest.mark.engine
def test_speaking_leaves_nothing_behind_and_reports_to_nobody(tmp_path):
    # onnxruntime's telemetry keeps its identity and its queue below the home folder before it sends anything.
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    inherited = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", SPEAK], env=inherited | places, check=True)
    assert list(tmp_path.iterdir()) == []
