"""The programs that measure lie outside the package: tests of them find them here."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2]))


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, with nothing in it."""
    from scripts.benches.page import chromium

    with chromium() as started:
        yield started
