"""What a path and wishes become, a stranger's kind of file among them."""

import pytest

from voiceguide import plugins
from voiceguide.errors import UsageError
from voiceguide.filing import file_sink


class Strange:
    """A sink that knows nothing but its path and whether it is mono."""

    def __init__(self, path, *, mono=False):
        self.path, self.mono = path, mono


@pytest.fixture
def strange(monkeypatch):
    monkeypatch.setattr(plugins, "names", lambda _group: ["strange"])
    monkeypatch.setattr(plugins, "load", lambda _group, _name: Strange)


@pytest.mark.usefixtures("strange")
def test_a_strangers_kind_of_file_is_asked_for_nothing_it_does_not_know(tmp_path):
    sink = file_sink(tmp_path / "a.strange", mono=True)
    assert (sink.path, sink.mono) == (tmp_path / "a.strange", True)


@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize("wish", [{"chapters": "steps"}, {"bit_rate": 64_000}])
def test_a_wish_that_a_strangers_kind_cannot_know_is_refused(wish, tmp_path):
    with pytest.raises(UsageError, match=r"what writes \.strange files takes no other chapters or bit rate"):
        file_sink(tmp_path / "a.strange", **wish)


def test_no_cover_is_drawn_where_none_is_wanted(tmp_path):
    assert file_sink(tmp_path / "a.m4a").draw
    assert file_sink(tmp_path / "a.m4a", cover=False).draw is None
