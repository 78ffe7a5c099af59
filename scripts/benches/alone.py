"""Samples in a WAV -> the same sounds as AAC in MP4, by PyAV and nothing else."""

import sys

import av

source, target = sys.argv[1:]
with av.open(source) as samples, av.open(target, "w", format="ipod") as file:
    sound = samples.streams.audio[0]
    # The coder's faster way, which voiceguide takes as well.
    stream = file.add_stream("aac", rate=sound.rate, options={"aac_coder": "fast"}, layout="stereo", bit_rate=96_000)
    for frame in samples.decode(sound):
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))
