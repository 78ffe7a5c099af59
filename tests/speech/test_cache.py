"""The clip cache: the same samples cold and cached, and no trouble of the disk ever stops a session."""

import os
import subprocess
import sys
import textwrap
import time
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unreadable_files import no_more_open_files

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.speech import cache as cache_of_clips
from voiceguide.speech.cache import Cache, entry_name

NAME = entry_name("a clip")


def clip(frames=1000, level=0.5):
    return Clip(np.linspace(-level, level, frames, dtype=np.float32), TIMELINE_RATE)


def entry(cache, name=NAME):
    return cache.folder / f"{name}.clip"


def test_a_kept_clip_is_the_one_that_was_handed_back(cache):
    handed = cache.put(NAME, clip())
    got = cache.get(NAME)
    assert np.array_equal(got.samples, handed.samples)
    assert got.samples.dtype == np.float32
    assert got.rate == TIMELINE_RATE
    assert np.abs(got.samples - clip().samples).max() <= 0.5 / 32_768


def test_what_was_never_kept_is_not_there(cache):
    assert cache.get(NAME) is None


def test_an_empty_clip_is_a_clip(cache):
    cache.put(NAME, clip(0))
    assert len(cache.get(NAME)) == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:3],
        lambda _: b"",
        lambda content: bytes(len(content)),
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: content + b"\0\0",
        lambda _: bytes(4),
        lambda content: zlib.crc32(content[4:-1], cache_of_clips._RECIPE).to_bytes(4, "little") + content[4:-1],
    ],
    ids=["cut by a byte", "cut to its head", "empty", "zeroed", "one bit", "longer", "four zeros", "half a sample"],
)
def test_a_damaged_entry_is_noticed_and_can_be_made_anew(cache, damage):
    cache.put(NAME, clip())
    entry(cache).write_bytes(damage(entry(cache).read_bytes()))
    assert cache.get(NAME) is None
    cache.put(NAME, clip())
    assert len(cache.get(NAME)) == 1000


def test_an_entry_that_the_system_refuses_to_open_for_now_stays(cache):
    cache.put(NAME, clip())
    with no_more_open_files():
        assert cache.get(NAME) is None
    assert len(cache.get(NAME)) == 1000


def test_a_link_to_itself_in_the_place_of_an_entry_is_replaced(cache):
    cache.folder.mkdir(parents=True)
    entry(cache).symlink_to(entry(cache))
    assert cache.get(NAME) is None
    cache.put(NAME, clip())
    assert len(cache.get(NAME)) == 1000


def test_a_pipe_in_the_place_of_an_entry_is_replaced_without_waiting(cache):
    cache.put(NAME, clip())
    entry(cache).unlink()
    os.mkfifo(entry(cache))
    assert cache.get(NAME) is None
    cache.put(NAME, clip())
    assert len(cache.get(NAME)) == 1000


@given(parts=st.lists(st.text(), max_size=4), others=st.lists(st.text(), max_size=4))
def test_names_differ_when_anything_does(parts, others):
    assert (entry_name(*parts) == entry_name(*others)) == (parts == others)


def test_a_name_holds_everything_that_decides_the_sound():
    assert len(entry_name("hibari", "0.2.1", 1.0, "../../etc/passwd")) == 64
    assert entry_name("ab", "c") != entry_name("a", "bc")


def test_the_least_recently_used_go_first_when_it_grows_too_large(tmp_path):
    cache = Cache(tmp_path, largest_bytes=5000)
    names = [entry_name(str(number)) for number in range(4)]
    for age, name in enumerate(reversed(names)):
        cache.put(name, clip())
        os.utime(entry(cache, name), (1e9 - age, 1e9 - age))
    cache.get(names[0])  # the oldest, used again
    cache.prune()
    assert [cache.get(name) is not None for name in names] == [True, False, False, True]
    assert cache.size() <= 5000


def test_size_and_clear_count_what_is_there(cache):
    assert (cache.size(), cache.clear()) == (0, 0)
    cache.put(NAME, clip())
    assert cache.size() == 2004
    assert cache.clear() == 2004
    assert cache.get(NAME) is None


def test_what_a_killed_process_left_is_pruned_once_it_is_old(cache):
    cache.put(NAME, clip())
    old, new = (cache.folder / f".{name}-left.clip" for name in ("old", "new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    cache.prune()
    assert (old.exists(), new.exists(), entry(cache).exists()) == (False, True, True)


def test_a_folder_that_cannot_be_made_costs_one_warning_and_nothing_else(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "clips")
    assert len(cache.put(NAME, clip())) == len(cache.put(entry_name("another"), clip())) == 1000
    assert cache.get(NAME) is None
    assert (cache.size(), cache.clear()) == (0, 0)
    cache.prune()
    Cache(cache.folder).put(NAME, clip())  # as a session does that is changed on the way
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "can't be kept" in caplog.text
    assert "Errno" not in caplog.text


def test_an_entry_that_is_a_folder_is_no_clip(cache):
    entry(cache).mkdir(parents=True)
    assert cache.get(NAME) is None
    assert len(cache.put(NAME, clip())) == 1000


def run(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)], stderr=subprocess.PIPE
    )


def test_a_full_disk_leaves_no_half_entry(tmp_path):
    """A limit on the size of files fails a write as a full disk does: in the middle."""
    program = """
        import resource, sys
        import numpy as np
        from pathlib import Path
        from voiceguide.audio import TIMELINE_RATE, Clip
        from voiceguide.speech.cache import Cache
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        cache = Cache(Path(sys.argv[1]))
        assert len(cache.put("name", Clip(np.ones(5000, np.float32), TIMELINE_RATE))) == 5000
        assert cache.get("name") is None
        assert list(cache.folder.iterdir()) == []
        """
    worker = run(program, tmp_path)
    _, errors = worker.communicate()
    assert worker.returncode == 0, errors
    assert b"can't be kept" in errors


def test_two_processes_share_it(tmp_path):
    program = """
        import sys
        import numpy as np
        from pathlib import Path
        from voiceguide.audio import TIMELINE_RATE, Clip
        from voiceguide.speech.cache import Cache
        cache = Cache(Path(sys.argv[1]), largest_bytes=100_000)
        for turn in range(150):
            name = str(turn % 10)
            got = cache.get(name)
            assert got is None or (len(got) == 5000 and (got.samples == 0.5).all())
            cache.put(name, Clip(np.full(5000, 0.5, np.float32), TIMELINE_RATE))
            if turn % 7 == 0:
                cache.prune()
            if turn % 50 == 49:
                cache.clear()
        """
    workers = [run(program, tmp_path) for _ in range(2)]
    for worker in workers:
        _, errors = worker.communicate()
        assert (worker.returncode, errors) == (0, b"")
    assert not list(tmp_path.glob(".*"))


def test_using_a_clip_keeps_it_young(cache):
    cache.put(NAME, clip())
    os.utime(entry(cache), (1e9, 1e9))
    cache.get(NAME)
    assert time.time() - entry(cache).stat().st_mtime < 3600
