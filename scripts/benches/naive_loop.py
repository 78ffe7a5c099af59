"""Say a word each second as a first attempt would: play, sleep a second, repeat."""

import sys
import time
import wave

import numpy as np
import sounddevice

with wave.open(sys.argv[1]) as file:
    word = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    hz = file.getframerate()

for _ in range(int(sys.argv[2])):
    sounddevice.play(word, hz)
    time.sleep(1)
sounddevice.wait()
