"""A home of its own for each test that remembers something, and what it is told there."""

import subprocess
from contextlib import ExitStack

import pytest
from needs import need


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    for kind in ("DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return tmp_path


@pytest.fixture
def told():
    """What was told, line by line; give its `append` as `tell`."""
    return []


@pytest.fixture
def disk(home):
    """Put a disk of 200 kB into the place of a folder of `home`; root alone can make one."""
    with ExitStack() as mounted:

        def mount(folder):
            place = home / folder
            place.mkdir()
            need("the right to mount a disk")
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", place], check=True)
            mounted.callback(subprocess.run, ["umount", place], check=True)
            return place

        yield mount
