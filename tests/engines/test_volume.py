"""Whoever speaks, and however loud: every cue is as loud as every other, and no file clips."""

import av
import numpy as np
import pytest
from pyebur128 import MeasurementMode, R128State, get_true_peak

from voiceguide import pipeline
from voiceguide.errors import Where
from voiceguide.plan.model import Hold, Metadata, Plan, Say, Words
from voiceguide.speech.mastering import SPEECH_LUFS, loudness
from voiceguide.speech.voice_settings import VoiceSettings
from voiceguide.voices.narrator import Narrator, VoiceRequest

pytestmark = pytest.mark.engine

HERE = Where("test.yaml", 1, 1)
TEXTS = ("Press on the knot, and breathe on.", "Let go.", "Round 2 of 3.")
COUNTS = (8, 3, 1)
PLAN = Plan(
    Metadata("Test"),
    (
        *(Say(where=HERE, words=Words((text,)), then=0) for text in TEXTS),
        Hold(where=HERE, kind="hold", seconds=9, numbers=tuple((number, number) for number in COUNTS)),
    ),
)
LOUD = VoiceSettings(voice_db=3, tone_db=6)


def speak(voice, voice_db):
    return Narrator(VoiceRequest(voice), VoiceSettings(voice_db=voice_db)).speak(PLAN)


@pytest.mark.parametrize("voice", ["hibari", "espeak", "piper", "system"])
@pytest.mark.parametrize("voice_db", [0, -12])
def test_every_voice_is_as_loud_as_every_other_sentences_and_counts_alike(voice, voice_db):
    made = speak(voice, voice_db).made
    assert len(made) == len(TEXTS) + len(COUNTS)
    assert [loudness(clip) for clip in made.values()] == pytest.approx([SPEECH_LUFS + voice_db] * len(made), abs=0.5)


@pytest.mark.parametrize(("voice", "least_db"), [("hibari", 2.5), ("espeak", 0.5), ("piper", 0.2), ("system", 0.5)])
def test_a_louder_voice_is_louder_as_far_as_its_peaks_have_room(voice, least_db):
    usual, raised = (speak(voice, by).made for by in (0, 3))
    gained_db = [loudness(clip) - loudness(usual[said]) for said, clip in raised.items()]
    assert min(gained_db) > least_db
    assert np.mean(gained_db) > 1
    assert max(gained_db) < 3.3


@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus", "wav"])
@pytest.mark.parametrize("voice", ["hibari", "piper"])
def test_what_is_raised_as_far_as_it_goes_stays_under_1_dbtp_in_a_file(tmp_path, voice, kind):
    path = tmp_path / f"loud.{kind}"
    pipeline.export(pipeline.build_timeline(PLAN, voice, voice_settings=LOUD), path)
    assert true_peak_db(path) <= -1


def true_peak_db(path):
    with av.open(path) as container:
        stream = container.streams.audio[0]
        to_floats = av.AudioResampler(format="flt", layout="stereo", rate=stream.rate)
        frames = [float_frame for frame in container.decode(stream) for float_frame in to_floats.resample(frame)]
    state = R128State(2, stream.rate, MeasurementMode.MODE_TRUE_PEAK)
    for frame in frames:
        state.add_frames(np.ascontiguousarray(frame.to_ndarray()[0]), frame.samples)
    return 20 * np.log10(max(get_true_peak(state, channel) for channel in range(2)))
