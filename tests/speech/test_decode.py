"""Sound files of all kinds, and what only calls itself one."""

import av
import numpy as np
import pytest

from voiceguide.errors import FileError
from voiceguide.speech.decode import decode, length


def encoded(path, codec, hz=44_100, seconds=1):
    """Write a stereo tone as `codec`; return `path`."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=hz, layout="stereo")
        tone = np.sin(2 * np.pi * 440 / hz * np.arange(hz * seconds)).astype(np.float32) * 0.3
        frame = av.AudioFrame.from_ndarray(np.stack([tone, tone]), format="fltp", layout="stereo")
        frame.sample_rate = hz
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.wav", "pcm_s16le"), ("a.flac", "flac"), ("a.mp3", "mp3"), ("a.m4a", "aac"), ("a.opus", "libopus")],
)
def test_every_kind_of_file_becomes_one_channel(tmp_path, name, codec):
    hz = 48_000 if codec == "libopus" else 44_100
    path = encoded(tmp_path / name, codec, hz)
    clip = decode(path)
    assert clip.rate.hz == hz
    assert clip.samples.ndim == 1
    assert clip.samples.dtype == np.float32
    assert len(clip) == pytest.approx(hz, abs=hz / 20)
    assert float(length(path)) == pytest.approx(1, abs=0.05)
    assert np.abs(clip.samples).max() > 0.25


def test_a_wav_comes_out_as_it_went_in(wav):
    samples = np.random.default_rng(0).uniform(-0.9, 0.9, 20_000).astype(np.float32)
    assert np.abs(decode(wav(samples)).samples - samples).max() <= 0.5 / 32_768


def test_channels_count_alike(wav):
    left, silent = np.full(1000, 0.4), np.zeros(1000)
    on_the_left, on_the_right = (decode(wav(np.stack(pair, axis=1))) for pair in [(left, silent), (silent, left)])
    assert np.array_equal(on_the_left.samples, on_the_right.samples)
    assert on_the_left.samples.any()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "isn't a sound file"),
        (b"hello", "isn't a sound file"),
        (bytes(10_000), "isn't a sound file"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "isn't a sound file"),
    ],
    ids=["empty", "text", "zeros", "cut short"],
)
def test_what_is_no_sound_file_is_an_error_that_names_the_kinds(tmp_path, content, message):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(FileError, match=message) as caught:
        decode(path)
    assert "WAV, FLAC, MP3" in caught.value.hint


def test_a_playlist_is_refused_before_anything_it_names_is_opened(tmp_path, wav):
    """FFmpeg would follow it: to other files, and to the network."""
    path = wav(np.zeros(100))
    for name, content in [
        ("a.ffconcat", f"ffconcat version 1.0\nfile {path.name}\n"),
        ("a.m3u8", f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{path.name}\n#EXT-X-ENDLIST\n"),
    ]:
        (tmp_path / name).write_text(content)
        with pytest.raises(FileError, match="isn't a sound file"):
            decode(tmp_path / name)


def test_a_film_without_sound_says_so(tmp_path):
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25, width=32, height=32, pix_fmt="yuv420p")
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    with pytest.raises(FileError, match="has no sound in it"):
        decode(path)


def test_a_wav_of_no_frames_says_so(wav):
    with pytest.raises(FileError, match="holds no sound"):
        decode(wav(np.zeros(0)))


def test_a_missing_file_and_a_folder_are_errors(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        decode(tmp_path / "a.wav")
    with pytest.raises(FileError, match="is a directory"):
        decode(tmp_path)


def test_more_than_half_an_hour_is_refused(wav):
    path = wav(np.zeros(1801 * 100), hz=100)
    with pytest.raises(FileError, match="longer than 30 min"):
        decode(path)
    with pytest.raises(FileError, match="longer than 30 min"):
        length(path)
