"""The codes of what shows only once settings have values and words a length -> what they mean (the rest: `codes`)."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """What one code means: `wrong` and `right` are the same lines of a routine, as they stand at a line's start."""

    title: str
    explanation: str
    wrong: str
    right: str


LATER: dict[str, Code] = {
    "VG201": Code(
        "There is no room for this number",
        "Counting down from 9 takes a hold of more than 9 seconds, since its first tone sounds before.",
        "- hold: 8 s\n  count: 9",
        "- hold: 8 s\n  count: 5",
    ),
    "VG202": Code(
        "What is spoken inside is too long",
        "A hold or a rest lasts exactly as long as it says, so what runs inside it must fit.",
        "- hold: 3 s\n  steps:\n    - say: Breathe in slowly through the nose, and out through the mouth.",
        "- hold: 3 s\n  say: Breathe in slowly through the nose, and out through the mouth.",
    ),
    "VG203": Code(
        "More than 20,000 events",
        "Every cue counts as an event each time it comes, and each phase of a breath or a pace too.",
        "- repeat: 30000\n  steps:\n    - tone: tick",
        "- repeat: 300\n  steps:\n    - tone: tick",
    ),
    "VG204": Code(
        "Longer than 24 hours",
        "The durations that are written, and every wait at its longest, add up to a day at most.",
        "- repeat: 5000\n  steps:\n    - hold: 30 s",
        "- repeat: 50\n  steps:\n    - hold: 30 s",
    ),
    "VG205": Code(
        "Not even one cycle fits",
        "Where 'times' is a duration, whole cycles fill it, as many as fit.",
        "- breathe: {in: 4 s, out: 6 s}\n  times: 8 s",
        "- breathe: {in: 4 s, out: 6 s}\n  times: 2 min",
    ),
    "VG206": Code(
        "A number becomes a tick",
        "A warning: the word takes longer than the second it has, or what is left of it: a tick sounds instead.",
        "- hold: 3.05 s\n  count: up",
        "- hold: 4 s\n  count: up",
    ),
    "VG207": Code(
        "A phase's word becomes a tick",
        "A warning: the word takes longer than its phase, so a tick sounds in its place.",
        "- pace: {Lower slowly: 500 ms, Up: 1 s}",
        "- pace: {Down: 500 ms, Up: 1 s}",
    ),
    "VG208": Code(
        "A reminder is never heard",
        "A warning: a reminder starts only where it can end before its wait is over.",
        "- wait: ready\n  at_most: 10 s\n  remind: {every: 15 s, say: Still looking?}",
        "- wait: ready\n  at_most: 40 s\n  remind: {every: 15 s, say: Still looking?}",
    ),
    "VG209": Code(
        "A rest becomes longer than it says",
        "A warning: a rest's own text is spoken inside it, and this one takes longer, so the rest waits for its end.",
        "- rest: 2 s\n  say: Let your arms hang, and take a slow breath before the next one.",
        "- rest: 6 s\n  say: Let your arms hang, and take a slow breath before the next one.",
    ),
    "VG210": Code(
        "There is no room to say half-way",
        "A warning: half-way is told only where its tone ends before the first number that is counted.",
        "- hold: 10 s\n  halfway: true\n  count: 9",
        "- hold: 10 s\n  halfway: true\n  count: 3",
    ),
    "VG211": Code(
        "There are no phrases in this language",
        "Counts, breaths and inserted durations are words that the program adds itself, and it doesn't know them in "
        "every language. What you write yourself is spoken in any.",
        "routine: 1\ntitle: Håll\nlanguage: sv\nsteps:\n  - hold: 8 s",
        "routine: 1\ntitle: Håll\nlanguage: sv\nsteps:\n  - hold: 8 s\n    count: none",
    ),
}
