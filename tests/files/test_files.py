"""What every kind of file promises: the timeline's sound at the timeline's frames, and what the routine says of it."""

import math
import subprocess

import av
import numpy as np
import pytest
from files import KINDS, RATE, blocks_of, decoded, made, probe, voice, write_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyebur128 import MeasurementMode, R128State, get_loudness_global, get_true_peak

from voiceguide import plugins
from voiceguide.audio import pcm16
from voiceguide.errors import UsageError
from voiceguide.files.captions import lrc
from voiceguide.files.filing import file_sink

MONO = pytest.mark.parametrize("mono", [True, False], ids=["mono", "stereo"])
KIND = pytest.mark.parametrize("kind", KINDS)
PEAK_RISES_DB = {"wav": 0.01, "flac": 0.01, "m4a": 0.5, "m4b": 0.5, "mp3": 0.5, "opus": 1.0}
ALLOWED_SECONDS = {"wav": 0, "flac": 0, "m4a": 0, "m4b": 0, "mp3": 0.001, "opus": 0.001}


@KIND
@MONO
def test_every_cue_starts_where_the_timeline_has_it(kind, mono, written, mixed, programme):
    heard = at_timeline_rate(decoded(written(kind, mono=mono)), kind)
    expected = mixed[1 if mono else 2]
    for placement in programme.placements:
        start, end = placement.start, min(placement.end, placement.start + 12_000)
        assert abs(lag(heard, expected, start, end)) <= ALLOWED_SECONDS[kind] * RATE


@KIND
@MONO
def test_a_file_is_as_long_as_its_timeline(kind, mono, written, programme):
    rate = 48_000 if kind == "opus" else RATE
    assert len(decoded(written(kind, mono=mono))) * RATE == programme.length * rate


@pytest.mark.parametrize("extra", [0, 1, 575, 576, 577, 1023, 1024, 1025])
@pytest.mark.parametrize("kind", ["m4a", "mp3", "opus", "flac", "wav"])
def test_no_length_is_too_odd(kind, extra, tmp_path):
    timeline = made([(0, voice(9_000, 1))], 10 * 1024 + extra)
    write_file(tmp_path / f"odd.{kind}", timeline, mono=True)
    heard = at_timeline_rate(decoded(tmp_path / f"odd.{kind}"), kind)
    assert len(heard) == timeline.length
    assert lag(heard, timeline.placements[0].clip.samples[:, None], 0, 9_000) == 0


@pytest.mark.parametrize("kind", ["wav", "flac"])
@MONO
def test_wav_and_flac_hold_the_mix_to_the_sample(kind, mono, written, mixed):
    heard = decoded(written(kind, mono=mono))
    assert np.array_equal(heard * 32_768, pcm16(mixed[1 if mono else 2]))


@KIND
@MONO
def test_loudness_is_that_of_the_mix_and_peaks_hardly_rise(kind, mono, written, mixed):
    loudness, peak_db = measured(decoded(written(kind, mono=mono)), 48_000 if kind == "opus" else RATE)
    wanted, peak_before_db = measured(mixed[1 if mono else 2], RATE)
    assert loudness == pytest.approx(wanted, abs=0.2)
    assert peak_db <= peak_before_db + PEAK_RISES_DB[kind]


@KIND
@MONO
def test_the_silence_between_cues_stays_silent(kind, mono, written, programme):
    heard = at_timeline_rate(decoded(written(kind, mono=mono)), kind)
    first, second = programme.placements[2].end, programme.placements[3].start
    assert np.abs(heard[first + 4_000 : second - 4_000]).max() < 1 / 32_768


@KIND
def test_the_same_programme_gives_the_same_bytes(kind, written, programme, tmp_path):
    write_file(tmp_path / f"again.{kind}", programme)
    assert (tmp_path / f"again.{kind}").read_bytes() == written(kind).read_bytes()


@KIND
@given(size=st.integers(1_000, 400_000))
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_block_size_gives_the_same_bytes(kind, size, written, programme, tmp_path):
    write_file(tmp_path / f"again.{kind}", programme, block=size)
    assert (tmp_path / f"again.{kind}").read_bytes() == written(kind).read_bytes()


@KIND
def test_the_tags_name_the_routine_and_its_safety(kind, written):
    tags = probe(written(kind)).tags
    assert (tags["title"], tags["artist"], tags["album"]) == ("Rücken", "voiceguide", "Rücken")
    assert tags["comment"].split("\n") == [
        "Find the spots.",
        "",
        "- Press only on muscle.",
        "- Let go if it hurts.",
        "",
        "[A page]",
    ]


@pytest.mark.parametrize(
    ("kind", "tag"),
    [("m4a", "lyrics"), ("m4b", "lyrics"), ("mp3", "lyrics-deu"), ("flac", "lyrics"), ("opus", "lyrics")],
)
def test_what_is_spoken_is_in_the_file_as_lyrics(kind, tag, written):
    assert probe(written(kind)).tags[tag] == "\n".join(f"Cue {number}" for number in range(5))


@pytest.mark.parametrize("kind", ["flac", "opus"])
def test_lyrics_have_their_times_for_players_that_follow_along(kind, written, programme):
    assert probe(written(kind)).tags["syncedlyrics"] == lrc(programme)


def test_an_mp3_has_the_time_of_each_line_of_its_lyrics(written, programme):
    tag = written("mp3").read_bytes()
    frame = tag[tag.index(b"SYLT") :]
    body = frame[10 : 10 + int.from_bytes(frame[4:8], "big")]
    assert body[:6] == b"\x01deu\x02\x01"  # UTF-16, German, milliseconds, lyrics
    at, lines = 6 + 4, []  # an empty description
    while at < len(body):
        end = next(here for here in range(at, len(body), 2) if body[here : here + 2] == b"\0\0")
        lines.append((int.from_bytes(body[end + 2 : end + 6], "big"), body[at:end].decode("utf-16")))
        at = end + 6
    starts = [round(placement.start / 24) for placement in programme.placements]
    assert lines == [(start, "\n" * bool(n) + f"Cue {n}") for n, start in enumerate(starts)]


@pytest.mark.parametrize(
    ("kind", "code"), [("m4a", "deu"), ("mp3", "deu"), ("wav", "de-AT"), ("flac", "de-AT"), ("opus", "de-AT")]
)
def test_the_language_is_told_as_each_kind_writes_it(kind, code, written):
    seen = probe(written(kind))
    assert (seen.tags.get("language") or seen.streams[0]["tags"]["language"]) == code


@KIND
def test_each_section_is_a_chapter(kind, written, programme):
    found = probe(written(kind)).chapters
    assert [title for _, _, title in found] == ["Before you start", "Links & rechts", "Schluß"]
    starts = [mark.at / RATE for mark in programme.marks if mark.kind == "chapter"]
    assert [start for start, _, _ in found] == pytest.approx(starts, abs=0.0005)


@pytest.mark.parametrize("other", [b"chpl", b"chap"])
def test_an_m4a_has_chapters_for_nero_and_for_quicktime(other, written, tmp_path):
    # Without one kind a player finds the other.
    path = tmp_path / "one.m4a"
    path.write_bytes(written("m4a").read_bytes().replace(other, b"free"))
    assert [title for _, _, title in probe(path).chapters] == ["Before you start", "Links & rechts", "Schluß"]


@pytest.mark.parametrize("kind", ["m4a", "m4b"])
def test_mp4_chapters_are_exact_to_the_frame(kind, written, programme):
    ends = [mark.end / RATE for mark in programme.marks if mark.kind == "chapter"]
    assert [end for _, end, _ in probe(written(kind)).chapters] == pytest.approx(ends, abs=1e-6)


@pytest.mark.parametrize("kind", ["flac", "m4a", "mp3", "opus"])
@pytest.mark.parametrize("codec", ["png", "mjpeg"])
def test_the_routines_picture_is_the_cover(kind, codec, pictures, tmp_path):
    timeline = made([(0, voice(9_000, 1))], 24_000, picture=str(pictures[codec]))
    write_file(tmp_path / f"cover.{kind}", timeline)
    with av.open(tmp_path / f"cover.{kind}") as file:
        (picture,) = file.streams.video
        assert picture.codec_context.name == codec
        assert (picture.codec_context.width, picture.codec_context.height) == (64, 48)
        assert bytes(next(file.demux(picture))) == pictures[codec].read_bytes()
        assert picture.metadata.get("comment") == (None if kind == "m4a" else "Cover (front)")
    assert len(at_timeline_rate(decoded(tmp_path / f"cover.{kind}"), kind)) == timeline.length


@pytest.mark.parametrize(("codec", "kind_of_data"), [("mjpeg", 13), ("png", 14)])
def test_an_m4a_names_the_kind_of_its_cover(codec, kind_of_data, pictures, tmp_path):
    write_file(tmp_path / "cover.m4a", made([], 24_000, picture=str(pictures[codec])))
    content = (tmp_path / "cover.m4a").read_bytes()
    after = content.index(b"covr") + len(b"covr") + len(b"....data")
    assert int.from_bytes(content[after : after + 4], "big") == kind_of_data


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("kind", ["m4a", "m4b", "mp3", "opus", "flac"])
def test_a_stranger_finds_nothing_wrong(kind, written):
    command = ["ffmpeg", "-v", "warning", "-xerror", "-i", written(kind), "-map", "0:a", "-f", "null", "-"]
    assert subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True).stderr == ""


@pytest.mark.parametrize("kind", KINDS)
def test_sound_without_a_pause_is_written_whole(kind, tmp_path):
    timeline = made([(0, voice(20 * RATE, 7))], 20 * RATE)
    write_file(tmp_path / f"long.{kind}", timeline, mono=True)
    heard = at_timeline_rate(decoded(tmp_path / f"long.{kind}"), kind)
    assert len(heard) == timeline.length
    for start in range(0, 19 * RATE, 3 * RATE):
        assert lag(heard, timeline.placements[0].clip.samples[:, None], start, start + RATE) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_silence_alone_makes_a_file(kind, tmp_path):
    timeline = made([], 70_000)
    write_file(tmp_path / f"silent.{kind}", timeline)
    heard = at_timeline_rate(decoded(tmp_path / f"silent.{kind}"), kind)
    assert len(heard) == timeline.length
    assert np.abs(heard).max() < 1 / 32_768


def test_a_wav_of_a_programme_past_4_gb_counts_in_64_bits(tmp_path):
    sounds = np.full((1_000, 2), 0.5, np.float32)
    for hours, head in [(12, b"RIFF"), (13, b"RF64")]:
        wav = plugins.load(plugins.SINKS, "wav")(tmp_path / "long.wav")
        wav.play(made([], hours * 3600 * RATE), blocks_of(sounds))  # its beginning is enough
        assert wav.path.read_bytes()[:4] == head
        assert np.array_equal(decoded(wav.path), sounds)


def test_an_audiobook_says_so(written):
    head, book = written("m4a").read_bytes(), written("m4b").read_bytes()
    assert (head[8:12], book[8:12]) == (b"M4A ", b"M4B ")
    assert b"stik" in book
    assert b"stik" not in head


def test_the_index_of_an_m4a_stands_before_its_sound(written):
    content = written("m4a").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_an_mp3_has_one_bit_rate(written):
    with av.open(written("mp3")) as file:
        sizes = {packet.size for packet in file.demux(file.streams.audio[0]) if packet.size}
    assert len(sizes) == 1


@pytest.mark.parametrize("kind", ["m4a", "m4b", "mp3", "opus"])
def test_more_bits_make_a_larger_file_and_fewer_a_smaller_one(kind, written, programme, tmp_path):
    least, most = (sinks(kind).bit_rates[end] for end in (0, -1))
    for rate in (least, most):
        write_file(tmp_path / f"{rate}.{kind}", programme, bit_rate=1000 * rate)
        heard = at_timeline_rate(decoded(tmp_path / f"{rate}.{kind}"), kind)
        assert len(heard) == programme.length
    sizes = [path.stat().st_size for path in (tmp_path / f"{least}.{kind}", written(kind), tmp_path / f"{most}.{kind}")]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.5 * sizes[0]


def test_each_bit_rate_of_an_mp3_is_the_one_it_gets(tmp_path):
    for rate in sinks("mp3").bit_rates:
        write_file(tmp_path / "rate.mp3", made([(0, voice(9_000, 1))], 24_000), bit_rate=1000 * rate)
        with av.open(tmp_path / "rate.mp3") as file:
            assert file.streams.audio[0].bit_rate == 1000 * rate


@pytest.mark.parametrize(
    ("kind", "rate", "mend"),
    [
        ("m4a", 16, "48k to 128k"),
        ("m4b", 320, "48k to 128k"),
        ("mp3", 100, "32k, 40k, 48k,"),
        ("opus", 6, "32k to 160k"),
    ],
)
def test_a_bit_rate_that_a_kind_cannot_have_is_told_which_it_can(kind, rate, mend, tmp_path):
    with pytest.raises(UsageError, match=f"a .{kind} file can't have {rate} kbit/s") as caught:
        file_sink(tmp_path / f"a.{kind}", bit_rate=1000 * rate)
    assert mend in caught.value.hint


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_what_loses_nothing_has_no_bit_rate_to_choose(kind, tmp_path):
    with pytest.raises(UsageError, match="it keeps every sample"):
        file_sink(tmp_path / f"a.{kind}", bit_rate=64_000)


def sinks(kind):
    """Return what writes files of `kind`."""
    return plugins.load(plugins.SINKS, kind)


def at_timeline_rate(heard, kind):
    """Return every frame of `heard` that is one of the timeline's: Opus decoders give two for one."""
    return heard[::2] if kind == "opus" else heard


def lag(heard, expected, start, end):
    """Return how many frames late `expected[start:end]` sounds in `heard`, by correlation, within 50."""
    wanted = expected[start:end, 0]
    padded = np.pad(heard[:, 0], 50)
    scores = [float(padded[start + shift : start + shift + len(wanted)] @ wanted) for shift in range(101)]
    return int(np.argmax(scores)) - 50


def measured(samples, rate_hz):
    """Return the loudness (LUFS) and the true peak (dBTP) of `samples`."""
    channels = samples.shape[1]
    state = R128State(channels, rate_hz, MeasurementMode.MODE_I | MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(samples, np.float32).reshape(-1), len(samples))
    peak = max(get_true_peak(state, channel) for channel in range(channels))
    return get_loudness_global(state), 20 * math.log10(peak)
