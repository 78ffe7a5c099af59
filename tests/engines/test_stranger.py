"""A voice of somebody else's package, installed beside voiceguide, speaks by its name."""

import os
import subprocess
import sys

import pytest
from pages import ROOT

USE = """
from pathlib import Path
import voiceguide
from voiceguide import plugins
from voiceguide.testing import check_engine
check_engine(plugins.load(plugins.ENGINES, "hum")())
plan = voiceguide.compile(voiceguide.load("lower-back-short"))
voiceguide.export(voiceguide.build_timeline(plan, "hum"), Path("hum.wav"))
"""


@pytest.mark.engine
def test_a_strangers_voice_is_installed_keeps_the_contract_and_speaks_a_routine(tmp_path):
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", tmp_path / "site", ROOT / "examples" / "hum"], check=True)
    beside = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    subprocess.run([sys.executable, "-c", USE], env=beside, cwd=tmp_path, check=True)
    assert (tmp_path / "hum.wav").stat().st_size > 1_000_000
