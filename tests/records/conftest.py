"""Fixtures for tests that write records: their own folders, and a list for messages."""

import subprocess
from contextlib import ExitStack

import pytest
from needs import need


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """Give each test its own data and state folders."""
    for kind in ("DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path


@pytest.fixture
def told():
    """The messages to the listener. Pass its `append` as `tell`."""
    return []


@pytest.fixture
def disk(home):
    """Mount a disk of 200 kB over a folder of `home`. Only root can do this."""
    with ExitStack() as mounted:

        def mount(folder):
            place = home / folder
            place.mkdir()
            need("the right to mount a disk")
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", place], check=True)
            mounted.callback(subprocess.run, ["umount", place], check=True)
            return place

        yield mount
