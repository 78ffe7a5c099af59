"""What a path and options become, a stranger's kind of file among them."""

import pytest
from files import made, voice

from voiceguide import pipeline, plugins
from voiceguide.errors import FileError, UsageError
from voiceguide.files.captions import write_beside
from voiceguide.files.filing import file_sink, write
from voiceguide.pictures.cover import draw
from voiceguide.testing import MemorySink


class Strange(MemorySink):
    """A stranger's sink that knows nothing but its path and whether it is mono."""

    most_chapters, bit_rates, takes_cover = 0, (), False

    def __init__(self, path, *, mono=False, **choices):
        super().__init__(channels=1 if mono else 2)
        self.path, self.choices = path, choices

    def check_writable(self, metadata):
        if metadata.title == "Unheard of":
            raise FileError("no such title")

    def play(self, timeline, blocks):
        super().play(timeline, blocks)
        self.path.write_bytes(b"strange")


class Able(Strange):
    """A stranger's sink that takes everything that can be chosen."""

    most_chapters, bit_rates, takes_cover = None, (64, 96), True


@pytest.fixture
def strange(monkeypatch):
    monkeypatch.setattr(plugins, "names", lambda _group: ["able", "strange"])
    monkeypatch.setattr(plugins, "load", lambda _group, name: {"able": Able, "strange": Strange}[name])


@pytest.mark.usefixtures("strange")
def test_a_strangers_kind_of_file_is_asked_for_nothing_it_does_not_know(tmp_path):
    for cover in (True, False):
        sink = file_sink(tmp_path / "a.strange", mono=True, cover=cover)
        assert (sink.path, sink.channels, sink.choices) == (tmp_path / "a.strange", 1, {})
    assert file_sink(tmp_path / "a.strange", chapters="none").choices == {}


@pytest.mark.usefixtures("strange")
@pytest.mark.parametrize(
    ("choice", "words"),
    [({"chapters": "steps"}, "holds no chapters"), ({"bit_rate": 64_000}, "has no bit rate to choose")],
)
def test_a_choice_that_a_strangers_kind_does_not_take_is_refused(choice, words, tmp_path):
    with pytest.raises(UsageError, match=rf"a \.strange file {words}"):
        file_sink(tmp_path / "a.strange", **choice)


@pytest.mark.usefixtures("strange")
def test_a_strangers_kind_gets_each_choice_that_it_says_it_takes(tmp_path):
    chosen = file_sink(tmp_path / "a.able", bit_rate=96_000, chapters="steps").choices
    assert chosen == {"bit_rate": 96_000, "chapters": "steps", "draw": draw}
    assert file_sink(tmp_path / "a.able", cover=False).choices == {"chapters": "sections"}


@pytest.mark.usefixtures("strange")
def test_a_bit_rate_that_a_strangers_kind_does_not_have_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"a \.able file can't have 80 kbit/s here") as caught:
        file_sink(tmp_path / "a.able", bit_rate=80_000)
    assert caught.value.hint == "Choose 64k or 96k."


@pytest.mark.usefixtures("strange")
def test_a_strangers_kind_is_asked_before_any_work_whether_it_can_write(tmp_path):
    with pytest.raises(FileError, match="no such title"):
        pipeline.export(made([(0, voice(9_000, 1))], 24_000, title="Unheard of"), tmp_path / "a.strange")
    with pytest.raises(FileError, match="doesn't exist"):
        pipeline.export(made([(0, voice(9_000, 1))], 24_000), tmp_path / "none" / "a.strange")
    assert not [*tmp_path.iterdir()]


def test_no_cover_is_drawn_where_none_is_wanted(tmp_path):
    assert file_sink(tmp_path / "a.m4a").draw
    assert file_sink(tmp_path / "a.m4a", cover=False).draw is None


@pytest.fixture
def read(tmp_path):
    """A file that a routine is made from."""
    path = tmp_path / "read.wav"
    path.write_bytes(b"read")
    return path


@pytest.fixture
def timeline(read):
    return made([(0, voice(9_000, 1))], 24_000, files=(str(read),))


def test_an_export_from_python_spares_what_the_routine_is_made_from(timeline, read):
    with pytest.raises(FileError, match="would overwrite"):
        pipeline.export(timeline, read)
    with pytest.raises(FileError, match="would overwrite"):
        write(timeline, file_sink(read))
    assert read.read_bytes() == b"read"


@pytest.mark.usefixtures("strange")
def test_an_export_to_a_strangers_kind_of_file_spares_it_too(timeline, read, tmp_path):
    (tmp_path / "a.strange").symlink_to(read)
    with pytest.raises(FileError, match="would overwrite"):
        pipeline.export(timeline, tmp_path / "a.strange")


@pytest.mark.parametrize("kinds", [["srt", "vtt"], iter(["srt", "vtt"])])
def test_nothing_is_exported_from_python_where_captions_would_overwrite(timeline, read, kinds, tmp_path):
    (tmp_path / "a.vtt").symlink_to(read)
    with pytest.raises(FileError, match="would overwrite"):
        pipeline.export(timeline, tmp_path / "a.wav", captions=kinds)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.vtt", "read.wav"]


def test_no_captions_are_written_from_python_where_one_of_them_would_overwrite(timeline, read, tmp_path):
    (tmp_path / "a.vtt").symlink_to(read)
    with pytest.raises(FileError, match="would overwrite"):
        write_beside(timeline, tmp_path / "a.wav", ["srt", "vtt"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.vtt", "read.wav"]
    assert read.read_bytes() == b"read"


@pytest.fixture
def in_the_way(tmp_path):
    """A folder with the name of captions."""
    (tmp_path / "a.vtt").mkdir()


@pytest.mark.usefixtures("in_the_way")
def test_nothing_is_exported_from_python_where_captions_cannot_be_written(timeline, tmp_path):
    with pytest.raises(FileError, match=r"a\.vtt is a folder"):
        pipeline.export(timeline, tmp_path / "a.wav", captions=["srt", "vtt"])
    with pytest.raises(FileError, match=r"a\.vtt is a folder"):
        write_beside(timeline, tmp_path / "a.wav", ["srt", "vtt"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.vtt", "read.wav"]


def test_a_timeline_knows_what_its_routine_is_made_from(tmp_path):
    path = tmp_path / "back.yaml"
    path.write_text("routine: 1\ntitle: Back\nsteps:\n  - hold: 3 s\n")
    timeline = pipeline.build_timeline(pipeline.compile(pipeline.load(str(path))), "tone")
    assert timeline.metadata.files == (str(path.resolve()),)
