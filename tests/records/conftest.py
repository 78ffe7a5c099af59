"""A home of its own for each test that remembers something, and what it is told there."""

import pytest


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    for kind in ("DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path


@pytest.fixture
def told():
    """What was told, line by line; give its `append` as `tell`."""
    return []
