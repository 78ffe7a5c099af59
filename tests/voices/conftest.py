"""What fetching is tested with: a server on this computer, and folders of the test's own."""

import pytest
from file_server import serving

from voiceguide import paths
from voiceguide.voices import catalogue


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Publish files on this computer, as piper's repository too; the listener's folders are the test's own."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "_folder", lambda kind: tmp_path / kind)
    with serving() as here:
        monkeypatch.setenv(catalogue.BASE_VARIABLE, here.address)
        yield here
