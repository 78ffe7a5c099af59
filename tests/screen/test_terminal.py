import io
import os
import threading

import pytest

from voiceguide.screen.terminal import knows_blocks, writer


def test_all_of_a_text_is_written_even_where_somebody_asked_never_to_wait():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    text = "Hold 8 " * 100_000
    with os.fdopen(reading, encoding="utf-8") as reader, os.fdopen(writing, "w", encoding="utf-8") as stream:

        def write():
            writer(stream)(text)
            stream.close()

        thread = threading.Thread(target=write)
        thread.start()
        assert reader.read() == text
        thread.join()


def test_what_was_written_before_comes_before(tmp_path):
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("one ")
        writer(stream)("two")
    assert path.read_text("utf-8") == "one two"


def test_a_stream_that_is_no_file_is_written_too():
    stream = io.StringIO()
    writer(stream)("Hold")
    assert stream.getvalue() == "Hold"


def test_what_the_encoding_lacks_is_written_as_the_stream_would(tmp_path):
    path = tmp_path / "out"
    with path.open("w", encoding="ascii", errors="backslashreplace") as stream:
        writer(stream)("für")
    assert path.read_text("ascii") == "f\\xfcr"


@pytest.mark.parametrize(
    ("encoding", "known"), [("utf-8", True), ("ascii", False), ("cp1252", False), ("cp437", False)]
)
def test_large_letters_need_an_encoding_that_has_them(encoding, known):
    assert knows_blocks(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is known
