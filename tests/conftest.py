"""What every test stands on: no deadline on a busy machine, folders of its own, and a system that speaks English."""

import pytest
from hypothesis import settings

# How long an example takes is the machine's business; figures are measured by scripts/bench.
settings.register_profile("voiceguide", deadline=None)
settings.load_profile("voiceguide")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory):
    """Keep the listener's cache, config and routines out of tests; one cache serves them all."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        patch.setenv("LC_ALL", "C.UTF-8")  # or a built-in routine would be taken in the developer's language
        yield
