"""The real engines: which one speaks what, and what is heard when one can't start."""

import os
import subprocess
import sys
from fractions import Fraction

import pytest

from voiceguide import plugins
from voiceguide.errors import EngineError, UsageError, Where
from voiceguide.plan.model import Metadata, Plan, Say, Words
from voiceguide.voices import selection
from voiceguide.voices.narrator import Narrator, VoiceRequest

pytestmark = pytest.mark.engine

AUTO = VoiceRequest("auto")


def plan(text, language):
    said = Say(where=Where("x", 1, 1), words=Words((text,)), then=Fraction(1))
    return Plan(Metadata("Test", language=language), (said,))


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("language", "taken"), [("en", "hibari:heart"), ("de", "espeak:de"), ("pt-BR", "espeak:pt-br")]
)
def test_the_best_voice_is_taken(language, taken):
    assert selection.best_engine(language, {}).written == taken


def test_where_only_the_system_has_a_voice_it_speaks(monkeypatch, caplog):
    load = plugins.load

    def without_espeak(group, name):
        if name == "espeak":
            raise UsageError("no engine is called 'espeak'", hint="Known: system.")
        return load(group, name)

    monkeypatch.setattr(plugins, "load", without_espeak)
    narrator = Narrator(AUTO)
    (clip,) = narrator.speak(plan("Drücken.", "de")).made.values()
    assert narrator.voice == "system"
    assert len(clip) > 4_800
    assert caplog.messages == ["no engine is called 'espeak'; system speaks instead."]


def test_where_onnxruntime_is_broken_the_next_best_speaks_and_one_line_says_why(tmp_path):
    neural = dict.fromkeys(("hibari", "piper"), EngineError("broken"))
    expected = selection.best_engine("en", neural).name  # espeak, as long as no other engine of ours is better
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('libonnxruntime.so: cannot open')")
    said = tmp_path / "said.wav"
    done = subprocess.run(
        [sys.executable, "-m", "voiceguide", "say", "Press.", "-o", said],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stderr.splitlines()
    assert "libonnxruntime.so: cannot open" in line
    assert f"; {expected} speaks instead." in line
    assert said.stat().st_size > 10_000
