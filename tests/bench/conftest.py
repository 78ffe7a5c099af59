"""Make the benchmark programs, which are outside the package, importable for their tests."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2]))


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium with an empty profile."""
    from scripts.benches.page import chromium

    with chromium() as started:
        yield started
