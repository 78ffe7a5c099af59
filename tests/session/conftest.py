"""A home of its own for each session."""

import pytest


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    for kind in ("CACHE", "DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path
