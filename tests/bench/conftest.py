"""The programs that measure lie outside the package: tests of them find them here."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2]))


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, with nothing in it."""
    if not (Path("/usr/bin/chromium").exists() or os.environ.get("CI")):
        pytest.skip("Chromium is missing: apt-get install chromium")
    from scripts.benches.page import chromium

    with chromium() as started:
        yield started
