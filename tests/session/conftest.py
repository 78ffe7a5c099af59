"""Give each test its own folders."""

import pytest


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """Give each test its own cache, data, config and state folders."""
    for kind in ("CACHE", "DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path
