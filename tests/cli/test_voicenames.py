"""Tab completes the names of voices and of controls where they are wanted."""

import pytest
from click.shell_completion import ShellComplete

from voiceguide.cli.frame import voiceguide
from voiceguide.engines.piper import voices_folder


def completed(*words, incomplete):
    shell = ShellComplete(voiceguide, {}, "voiceguide", "_VOICEGUIDE_COMPLETE")
    return [item.value for item in shell.get_completions(list(words), incomplete)]


@pytest.mark.parametrize(
    ("words", "incomplete", "found"),
    [
        (["list", "--engine"], "p", ["piper"]),
        (["preview"], "hib", ["hibari", "hibari:heart"]),
        (["preview"], "sys", ["system"]),
        (["preview"], "espeak:en-us-", ["espeak:en-us-nyc"]),
        (["preview"], "hea", ["heart"]),
        (["fetch"], "hibari:f", ["hibari:fenrir", "hibari:fable"]),
        (["fetch"], "em", ["emma"]),
        (["fetch"], "zz", []),
        (["remove"], "pi", ["piper:de_DE-anna-medium"]),
        (["remove"], "de", ["de_DE-anna-medium"]),
    ],
)
def test_tab_offers_the_voices_that_fit(words, incomplete, found):
    voices_folder().mkdir(parents=True)
    (voices_folder() / "de_DE-anna-medium.MODEL_CARD").touch()
    assert completed("voices", *words, incomplete=incomplete) == found


@pytest.mark.parametrize("words", [("play", "lower-back"), ("resume",)])
def test_tab_offers_the_controls_that_fit(words):
    assert completed(*words, "--control", incomplete="key") == ["keyboard"]
    assert completed(*words, "--control", incomplete="zz") == []
