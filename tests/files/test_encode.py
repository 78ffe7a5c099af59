"""Encoding in segments on many cores gives what one encoder gives, where that can be heard."""

import os
from contextlib import closing

import numpy as np
import pytest
from files import RATE, decoded, voice

from voiceguide.files import m4a, mp3, opus
from voiceguide.files.encode import Run, encode
from voiceguide.files.file import add_sound, mux, writing

ROOMS = {"aac": m4a, "mp3": mp3, "opus": opus}
SINKS = {"aac": m4a.M4aFile, "mp3": mp3.Mp3File, "opus": opus.OpusFile}
CODERS = {f"{name}-{channels}": room._coder(RATE, channels) for name, room in ROOMS.items() for channels in (1, 2)}
FEWEST_BITS = {
    f"{name}-{channels}-few": room._coder(RATE, channels, 1000 * SINKS[name].bit_rates[0])
    for name, room in ROOMS.items()
    for channels in (1, 2)
}
FORMATS = {"aac": "mp4", "libmp3lame": "mp3", "libopus": "opus"}


@pytest.fixture(params=CODERS.values(), ids=CODERS.keys())
def coder(request):
    return request.param


@pytest.fixture
def sound(coder):
    """Words with pauses of every length, some shorter than a coder's memory, one longer than 512 packets."""
    parts = []
    for seed, pause in enumerate([700, 3_000, 9_000, 14_400, 20_000, 50_000, 543_210]):
        parts += [voice(6_000 + 37 * seed, seed), np.zeros(pause)]
    mono = np.concatenate([*parts, voice(9_000, 9)]).astype(np.float32)
    return np.stack([mono, 0.8 * mono][: coder.channels], axis=1)


ANY_RATE = pytest.mark.parametrize("coder", [*CODERS.values(), *FEWEST_BITS.values()], ids=[*CODERS, *FEWEST_BITS])


@ANY_RATE
def test_only_packets_near_sound_differ_from_the_silent_one(coder, sound):
    whole = alone(coder, sound)
    silent = [bytes(run.packet) for run in encode(coder, [sound]) if run.times > 1]
    units = len(sound) // coder.unit
    loud = np.flatnonzero(sound[: units * coder.unit].reshape(units, -1).any(axis=1))
    near = {unit + shift for unit in loud for shift in range(-coder.before, coder.after + 1)}
    # The first packets are an encoder's start, the last unit is not whole.
    far = [bytes(packet) for index, packet in enumerate(whole) if 2 <= index < units and index not in near]
    assert {told(coder, packet) for packet in silent} == {told(coder, packet) for packet in far}


def test_segments_make_the_packets_of_one_encoder(coder, sound):
    whole, runs = alone(coder, sound), list(encode(coder, [sound]))
    assert sum(run.times for run in runs) == len(whole)
    assert runs[0].packet.pts == whole[0].pts
    assert runs[-1].packet.duration == whole[-1].duration
    assert any(run.times > 10 for run in runs)


@ANY_RATE
def test_segments_sound_like_one_encoder(coder, sound, tmp_path):
    errors = {}
    for name, runs in {"apart": encode(coder, [sound]), "whole": map(Run, alone(coder, sound))}.items():
        with writing(tmp_path / name, FORMATS[coder.codec], {}) as container:
            mux(container, add_sound(container, coder), coder, runs)
        heard = decoded(tmp_path / name)
        heard = heard[::2] if coder.codec == "libopus" else heard
        errors[name] = np.abs(heard[: len(sound)] - sound).max(), float(np.square(heard[: len(sound)] - sound).sum())
    # A fresh encoder spends its bits a little otherwise: as near to the sound, not the same.
    assert errors["apart"][0] < 1.5 * errors["whole"][0]
    assert errors["apart"][1] < 1.1 * errors["whole"][1]


def test_one_core_makes_the_packets_of_many(coder, sound, monkeypatch):
    many = [(bytes(run.packet), run.times) for run in encode(coder, [sound])]
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert [(bytes(run.packet), run.times) for run in encode(coder, [sound])] == many


def test_sound_that_breaks_off_breaks_the_encoding(coder, sound):
    def breaking():
        yield sound
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(encode(coder, breaking()))


def test_an_encoding_can_be_left_early(coder, sound):
    with closing(encode(coder, [sound] * 50)) as runs:
        assert next(runs).packet.size


def told(coder, packet):
    """Return what `packet` says; of few bits Opus makes a narrower band, which the first byte of silence names, too."""
    return packet[1:] if coder in FEWEST_BITS.values() and coder.codec == "libopus" else packet


def alone(coder, sound):
    """Return the packets of one encoder that hears all of `sound`."""
    encoder, frame = coder.open(), coder.frame(sound)
    frame.pts = 0
    return [*encoder.encode(frame), *encoder.encode(None)]
