"""Fixtures for downloading voices: a local server, and the test's own folders."""

import pytest
from file_server import serving

from voiceguide import paths
from voiceguide.voices import catalogue


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Publish files on a local server, which is also the voice repository. The test has its own folders."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "_folder", lambda kind: tmp_path / kind)
    with serving() as here:
        monkeypatch.setenv(catalogue.BASE_VARIABLE, here.address)
        yield here
