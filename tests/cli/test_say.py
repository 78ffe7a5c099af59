"""A text is heard as a routine would say it."""

import wave

import pytest


def test_a_text_is_written_to_a_file_with_what_was_read(run, tmp_path):
    path = tmp_path / "said.wav"
    done = run("say", "Hold 8 s, 3x.", "--voice", "tone", "-o", str(path))
    assert done.stdout == f"Read as: Hold 8 seconds, 3 times.\nWrote {path}.\n"
    with wave.open(str(path)) as file:
        assert file.getnframes() > 24_000


def test_a_text_that_is_read_as_written_is_only_spoken(run, tmp_path):
    path = tmp_path / "said.wav"
    assert run("say", "Hold.", "--voice", "tone", "-o", str(path)).stdout == f"Wrote {path}.\n"


def test_a_text_is_read_in_its_language(run, tmp_path):
    done = run("say", "1 min", "--language", "de", "--voice", "tone", "-o", str(tmp_path / "said.wav"))
    assert done.stdout.startswith("Read as: eine Minute\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["One \udcff two"], "TEXT has bytes that are no UTF-8"),
        (["\N{GRINNING FACE}"], "has nothing to say"),
        (["..."], "'...' has nothing to say"),
        (["Hold.", "--language", "German!"], "'German!' isn't a language tag"),
        (["Hold.", "-o", "said.doc"], "can't tell what kind of file 'said.doc' is"),
    ],
)
def test_what_can_not_be_said_is_told(run, words, told):
    done = run("say", *words)
    assert done.exit_code == 2
    assert told in done.stderr
