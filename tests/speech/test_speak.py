"""A plan becomes clips: each text once, the same samples cold and cached, and no more loaded than is needed."""

import subprocess
import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import EngineError, FileError, RoutineError
from voiceguide.plan.model import Phrase, Sound, Words, count
from voiceguide.speech import locales
from voiceguide.speech.cache import Cache
from voiceguide.speech.mastering import loudness
from voiceguide.speech.speak import speak
from voiceguide.speech.voice_settings import VoiceSettings


def words(text):
    return Words((text,))


def test_each_text_is_spoken_once_however_often_it_comes(plan_of, engine, cache):
    clips = speak(plan_of("Press.", "Let go.", "Press.", "3", counts=[3, 2, 3]), engine, cache=cache)
    assert engine.asked == ["Press.", "Let go.", "3", "2"]
    assert clips[count(3)] is clips[words("3")]
    assert clips.text(count(3)) == "3"
    assert not clips.estimated


def test_the_second_time_comes_from_the_cache_sample_for_sample(plan_of, engine, cache, wav):
    plan = plan_of("Press.", counts=[1], sounds=[wav(np.sin(np.arange(30_000) * 0.05) * 0.1)])
    cold = speak(plan, engine, cache=cache)
    asked = list(engine.asked)
    warm = speak(plan, engine, cache=Cache(cache.folder))
    assert engine.asked == asked
    assert cold.made.keys() == warm.made.keys()
    assert all(np.array_equal(cold.made[cue].samples, warm.made[cue].samples) for cue in cold.made)


def test_a_damaged_entry_is_spoken_anew(plan_of, engine, cache):
    plan = plan_of("Press.", "Let go.")
    first = speak(plan, engine, cache=cache)
    victim = next(cache.folder.iterdir())
    victim.write_bytes(victim.read_bytes()[:-10])
    again = speak(plan, engine, cache=cache)
    assert len(engine.asked) == 3
    assert all(np.array_equal(first.made[cue].samples, again.made[cue].samples) for cue in first.made)


@pytest.mark.parametrize(
    "change", [{"voice": "deep"}, {"voice_settings": VoiceSettings(rate=0.8)}, {"version": "3"}, {"name": "other"}]
)
def test_another_voice_rate_version_or_engine_is_another_clip(plan_of, engine, cache, change):
    speak(plan_of("Press."), engine, cache=cache)
    engine.name, engine.version = change.pop("name", engine.name), change.pop("version", engine.version)
    speak(plan_of("Press."), engine, cache=cache, **change)
    assert engine.asked == ["Press.", "Press."]


def test_another_language_is_another_clip(plan_of, engine, cache):
    speak(plan_of("Wand"), engine, cache=cache)
    speak(plan_of("Wand", language="de"), engine, cache=cache)
    assert engine.asked == ["Wand", "Wand"]


def test_the_cache_stays_within_its_size(plan_of, engine, tmp_path):
    cache = Cache(tmp_path, largest_bytes=80_000)
    speak(plan_of("Press.", "Let go.", "Halfway there."), engine, cache=cache)
    assert 0 < cache.size() <= 80_000


def test_progress_counts_only_what_is_made(plan_of, engine, cache):
    speak(plan_of("Press."), engine, cache=cache)
    told = []
    speak(plan_of("Press.", "Let go.", "Rest."), engine, cache=cache, progress=lambda *at: told.append(at))
    assert told == [(1, 2), (2, 2)]


def test_what_is_spoken_begins_with_its_first_audible_frame_as_loud_as_speech(plan_of, engine, cache):
    clip = speak(plan_of("Press on the knot, and breathe on."), engine, cache=cache)[
        words("Press on the knot, and breathe on.")
    ]
    assert clip.rate == TIMELINE_RATE
    assert np.argmax(np.abs(clip.samples) > 0.01) <= 240
    assert loudness(clip) == pytest.approx(-16, abs=0.1)


def test_a_text_without_a_letter_is_nothing_and_asks_no_engine(plan_of, engine, cache):
    assert len(speak(plan_of("... —"), engine, cache=cache)[words("... —")]) == 0
    assert engine.asked == []


@pytest.mark.parametrize("samples", [[], [0.0] * 100, [0.5, float("nan")], [float("inf")]])
def test_a_voice_that_gives_no_sound_is_an_error_that_quotes_the_text(plan_of, engine, cache, samples):
    engine.speak = lambda _: Clip(np.array(samples, np.float32), TIMELINE_RATE)
    with pytest.raises(EngineError, match=r"tone voice gave no sound for 'Press\.'") as caught:
        speak(plan_of("Press."), engine, cache=cache)
    assert caught.value.hint
    assert cache.size() == 0


def test_what_was_spoken_before_a_failure_need_not_be_spoken_again(plan_of, engine, cache):
    good = type(engine).speak
    engine.speak = lambda utterance: (
        good(engine, utterance) if utterance.text != "Two" else Clip(np.zeros(0, np.float32), TIMELINE_RATE)
    )
    with pytest.raises(EngineError):
        speak(plan_of("One", "Two"), engine, cache=cache)
    del engine.speak
    speak(plan_of("One", "Two"), engine, cache=cache)
    assert engine.asked == ["One", "Two"]


def test_a_sound_keeps_its_length_and_comes_to_the_level_of_speech(plan_of, engine, cache, wav):
    quiet = np.concatenate([np.zeros(22_050), np.sin(np.arange(44_100) * 0.05) * 0.001, np.zeros(22_050)])
    path = wav(quiet)
    clip = speak(plan_of(sounds=[path]), engine, cache=cache)[Sound(str(path))]
    assert len(clip) == 48_000
    assert loudness(clip) == pytest.approx(-16, abs=0.1)


def test_a_sound_file_that_changed_is_decoded_anew(plan_of, engine, cache, wav):
    path = wav(np.ones(44_100) * 0.1)
    plan = plan_of(sounds=[path])
    assert len(speak(plan, engine, cache=cache)[Sound(str(path))]) == 24_000
    wav(np.ones(22_050) * 0.1)
    assert len(speak(plan, engine, cache=cache)[Sound(str(path))]) == 12_000


def test_a_bad_sound_file_is_found_before_anything_is_spoken(plan_of, engine, cache, tmp_path):
    path = tmp_path / "drum.wav"
    with pytest.raises(FileError, match="no such file"):
        speak(plan_of("Press.", sounds=[path]), engine, cache=cache)
    path.write_text("boom")
    with pytest.raises(FileError, match="isn't a sound file"):
        speak(plan_of("Press.", sounds=[path]), engine, cache=cache)
    assert engine.asked == []


def test_a_missing_phrase_is_found_before_anything_is_spoken(plan_of, engine, cache):
    with pytest.raises(RoutineError, match=r"in 'tlh', and this needs some.*VG211"):
        speak(plan_of("Drücken.", counts=[3], language="tlh"), engine, cache=cache)
    assert engine.asked == []


@pytest.mark.parametrize(
    "engine_path",
    ["voiceguide.testing:ToneEngine", pytest.param("voiceguide.engines.hibari:Hibari", marks=pytest.mark.engine)],
)
def test_a_second_run_loads_no_model_and_nothing_that_makes_clips(tmp_path, engine_path):
    program = """
        import sys
        from fractions import Fraction
        from importlib import import_module
        from pathlib import Path
        from voiceguide.errors import Where
        from voiceguide.plan.model import Hold, Metadata, Plan
        from voiceguide.speech.cache import Cache
        from voiceguide.speech.speak import speak
        hold = Hold(where=Where("x", 1, 1), kind="hold", seconds=Fraction(8), numbers=((Fraction(3), 5),), halfway=True)
        module, name = sys.argv[2].split(":")
        engine = getattr(import_module(module), name)()
        speak(Plan(Metadata("x"), (hold,)), engine, cache=Cache(Path(sys.argv[1])))
        heavy = {"onnxruntime", "hibari", "soxr", "pyebur128", "av", "babel", "pyttsx3", "logging"}
        print(*sorted(heavy & sys.modules.keys()))
        """
    arguments = [sys.executable, "-c", textwrap.dedent(program), str(tmp_path), engine_path]
    first, second = (
        subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.split() for _ in range(2)
    )
    assert {"soxr", "pyebur128"} <= set(first)
    assert second == []


def test_a_voice_is_given_what_a_person_reads_and_captions_keep_what_is_written(plan_of, engine, cache):
    plan = replace(plan_of("Press L4/L5 and psoas for 5-10 s."), pronounce=(("psoas", "so-as"),))
    clips = speak(plan, engine, cache=cache)
    assert engine.asked == ["Press L4 L5 and so-as for 5 to 10 seconds."]
    assert clips.text(plan.events[0].words) == "Press L4/L5 and psoas for 5-10 s."


def test_another_pronunciation_is_another_clip(plan_of, engine, cache):
    plan = plan_of("Press the psoas.")
    for spoken in ("so-as", "so-az", "so-as"):
        speak(replace(plan, pronounce=(("psoas", spoken),)), engine, cache=cache)
    assert engine.asked == ["Press the so-as.", "Press the so-az."]


def test_a_listeners_lexicon_stands_over_the_routines(plan_of, engine, cache, tmp_path, monkeypatch):
    path = tmp_path / "lexicon.toml"
    path.write_text('[en]\npsoas = "so-as"\n')
    monkeypatch.setattr(locales, "lexicon_file", lambda: path)
    speak(replace(plan_of("Psoas."), pronounce=(("psoas", "P S"),)), engine, cache=cache)
    assert engine.asked == ["so-as."]


def test_a_routines_own_phrases_are_spoken(plan_of, engine, cache):
    plan = replace(plan_of("Press."), phrases=(("paused", "Stopped."),))
    speak(plan, engine, cache=cache, extra=[Words((Phrase("paused"),))])
    assert engine.asked == ["Press.", "Stopped."]


def test_a_softer_voice_is_the_same_softer_and_sound_files_stay_as_they_are(plan_of, engine, cache, wav):
    sound = wav(np.sin(np.arange(30_000) * 0.05) * 0.1)
    plan = plan_of("Press.", sounds=[sound])
    usual, softer = (speak(plan, engine, cache=cache, voice_settings=VoiceSettings(voice_db=by)) for by in (0, -20))
    assert np.allclose(softer[words("Press.")].samples, usual[words("Press.")].samples / 10, atol=1e-7)
    assert np.array_equal(softer[Sound(str(sound))].samples, usual[Sound(str(sound))].samples)
    assert engine.asked == ["Press."]


def test_a_louder_voice_is_louder_by_just_that_and_spoken_only_once(plan_of, engine, cache):
    plan = plan_of("Press.", "Let go.")
    speak(plan, engine, cache=cache)
    louder = speak(plan, engine, cache=cache, voice_settings=VoiceSettings(voice_db=3))
    assert loudness(louder[words("Press.")]) == pytest.approx(-13, abs=0.1)
    assert engine.asked == ["Press.", "Let go."]


def test_a_louder_voice_is_kept_too(plan_of, engine, cache):
    plan, made = plan_of("Press."), []
    for _ in range(2):
        speak(
            plan,
            engine,
            cache=cache,
            voice_settings=VoiceSettings(voice_db=3),
            progress=lambda done, _: made.append(done),
        )
    assert made == [1]
