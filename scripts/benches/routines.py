"""The routines to measure, as an author would write them."""

_PARTS = """
neck, shoulder, upper arm, forearm, wrist, hand, chest, upper back, side, lower back, hip, buttock, groin, front thigh,
back thigh, inner thigh, outer thigh, knee, calf, shin, ankle, heel, foot, big toe, jaw, temple, shoulder blade, elbow,
thumb, waist
"""

NAMES = tuple(f"{side} {' '.join(part.split())}" for side in ("Left", "Right") for part in _PARTS.split(","))
"""Sixty names of exercises, no two alike."""

PEER = "\n".join(
    [
        "routine: 1",
        "title: Thirty-five minutes",
        "steps:",
        *(f"  - hold: 20 s\n    say: {name}\n  - rest: 15 s" for name in NAMES),
    ]
)
"""60 x 20 s hold and 15 s rest, a name before each hold, its last five seconds counted."""


def long_routine(minutes: int) -> str:
    """Return a routine that lasts `minutes`: a hold and a rest each minute."""
    return f"""\
routine: 1
title: {minutes} minutes
steps:
  - repeat: {minutes}
    steps:
      - hold: 40 s
        say: Press on the knot, and breathe on.
      - rest: 20 s
"""


def every_second(words: int) -> str:
    """Return a routine that says so many words, one a second, over `noise.wav` beside it.

    As long as the noise doesn't repeat, no two frames are alike, so each one that is lost or comes twice shows.
    """
    return f"""\
routine: 1
title: A word every second, over noise
music: {{play: noise.wav, level: -30 dB}}
steps:
  - pace: {{One: 1 s}}
    times: {words}
  - tone: done
"""
