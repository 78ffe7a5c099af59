"""Encode the samples of a WAV as AAC in MP4 with PyAV alone: python alone.py SOURCE TARGET."""

import sys

import av

source, target = sys.argv[1:]
with av.open(source) as samples, av.open(target, "w", format="ipod") as file:
    sound = samples.streams.audio[0]
    # voiceguide chooses the faster coder, too.
    stream = file.add_stream("aac", rate=sound.rate, options={"aac_coder": "fast"}, layout="stereo", bit_rate=96_000)
    for frame in samples.decode(sound):
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))
