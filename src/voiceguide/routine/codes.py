"""Every code of a problem: what it means, an example that has it, and the example corrected.

A code never changes its meaning, and a code that is no longer used is not used again. Problems with VG1.. show in the
file alone. Problems with VG2.. show once the settings have values, or once the length of speech is known.
"""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """What one code means. `wrong` and `right` are the same lines of a routine, without indentation."""

    title: str
    explanation: str
    wrong: str
    right: str


CODES: dict[str, Code] = {
    "VG100": Code(
        "The file can't be read as YAML",
        "Something here has a meaning in YAML that doesn't fit its place, or a mark is missing: a ':', a comma between "
        "two keys in { }, the '}' itself. What follows may not have been checked.",
        "settings: {hold: {default: 8 s}",
        "settings: {hold: {default: 8 s}}",
    ),
    "VG101": Code(
        "There is no such key",
        "A routine, a step and a setting each have their own keys. A key that belongs to another verb is an error too: "
        "it would do nothing.",
        "- hold: 8 s\n  cuont: up",
        "- hold: 8 s\n  count: up",
    ),
    "VG102": Code(
        "This isn't a step",
        "Each step begins with '- ', then one of the verbs say, hold, rest, pace, breathe, pause, wait, tone, play, "
        "repeat, sides, section or include, then ': ' and its value.",
        "- hodl: 8 s",
        "- hold: 8 s",
    ),
    "VG103": Code(
        "A key is missing",
        "Some keys are needed: a routine's version, title and steps, a wait's longest time, the steps of a repeat.",
        "- wait: ready",
        "- wait: ready\n  at_most: 40 s",
    ),
    "VG104": Code(
        "This isn't a duration",
        "A duration has a number and a unit for each part, from the largest to the smallest: h, min, s, ms. Only the "
        "last part may have a decimal point. Minutes and seconds may also be written as 1:30.",
        "- hold: 8",
        "- hold: 8 s",
    ),
    "VG105": Code(
        "This isn't a count",
        "A count is a whole number, 1 or more, and nothing else.",
        "- repeat: 3x\n  steps:\n    - hold: 8 s",
        "- repeat: 3\n  steps:\n    - hold: 8 s",
    ),
    "VG106": Code(
        "This isn't a level",
        "A level is in decibels relative to speech: from -60 dB, hardly heard, to 0 dB, as loud as speech.",
        "- play: bell.wav\n  level: -6",
        "- play: bell.wav\n  level: -6 dB",
    ),
    "VG107": Code(
        "This isn't a switch",
        "A switch is true or false. In YAML 1.2, yes and no are words like any other.",
        "- hold: 30 s\n  halfway: yes",
        "- hold: 30 s\n  halfway: true",
    ),
    "VG108": Code(
        "This key doesn't take that word",
        "Some keys take one word of a few: tone, wait, pan, sides, count, and settings that list their choices.",
        "- tone: finish",
        "- tone: done",
    ),
    "VG109": Code(
        "The value is missing, or of another form",
        "A key takes a single value, a list, or keys and values; nothing at all is never a value.",
        "- say:",
        "- say: Breathe on.",
    ),
    "VG110": Code(
        "Nothing has this name",
        "A name in angle brackets is one of the routine's settings, or one that a step binds: <side> inside sides, "
        "<round> and <rounds> inside repeat and pace. A title and a summary take none.",
        "- say: Round <round>.\n- repeat: 2\n  steps:\n    - hold: 8 s",
        "- repeat: 2\n  steps:\n    - say: Round <round>.\n    - hold: 8 s",
    ),
    "VG111": Code(
        "This setting is of another kind",
        "A setting is a duration, a count, a switch or a choice, as its default is written. It fits only keys that "
        "take such a value.",
        "- repeat: 2\n  steps:\n    - hold: <round>",
        "- repeat: 2\n  steps:\n    - hold: 8 s\n      say: Round <round>.",
    ),
    "VG112": Code(
        "A setting contradicts itself",
        "A default lies within its own limits; a choice lists its choices; a name is lower-case letters, digits, '_'.",
        "settings:\n  rounds: {default: 5, max: 3}",
        "settings:\n  rounds: {default: 3, max: 5}",
    ),
    "VG113": Code(
        "Nothing uses this setting",
        "A warning: a listener can change this setting, and nothing will happen.",
        "settings:\n  pause: {default: 8 s}",
        "settings: {}",
    ),
    "VG114": Code(
        "There is no such loop around this step",
        "'only' asks about the nearest repeat or sides around a step, or about the one it names. The steps of "
        "'between' stand outside their loop, and an included routine doesn't see the loops around the include. "
        "A text for each side needs a side.",
        "- hold: 8 s\n- rest: 5 s\n  only: not last",
        "- repeat: 3\n  steps:\n    - hold: 8 s\n    - rest: 5 s\n      only: not last",
    ),
    "VG115": Code(
        "These verbs don't go together",
        "A step has one verb. Inside a hold or a rest only say, pause, tone and play can run.",
        "- hold: 8 s\n  rest: 5 s",
        "- hold: 8 s\n- rest: 5 s",
    ),
    "VG116": Code(
        "A key stands twice",
        "The second would hide the first. To say two things, write two steps.",
        "- say: Sit down.\n  say: Breathe.",
        "- say: Sit down.\n- say: Breathe.",
    ),
    "VG117": Code(
        "This isn't a routine",
        "A routine is a text in UTF-8: keys and values, of which 'routine: 1' says that it is one.",
        "Press for 8 seconds, twice.",
        "routine: 1\ntitle: Press\nsteps:\n  - hold: 8 s",
    ),
    "VG118": Code(
        "A part of YAML that routines don't use",
        "Merge keys, several documents in a file and keys that are more than a word are errors. Anchors and aliases "
        "work, but never inside what they repeat.",
        "- hold: 8 s\n  <<: {count: up}",
        "- hold: 8 s\n  count: up",
    ),
    "VG119": Code(
        "Too large",
        "A file may have 1 MiB, a nesting of 32 levels and, once its aliases are written out, 100,000 values; a text "
        "2,000 characters. Once 1,000 problems were found in a file, no more are looked for.",
        "- say: >\n" + "    A very long story.\n" * 120,
        "- say: A short story.",
    ),
    "VG120": Code(
        "Another version of the format",
        "The number after 'routine' is the version of the format, which says what everything in the file means.",
        "routine: 2\ntitle: From the future\nsteps:\n  - hold: 8 s",
        "routine: 1\ntitle: From today\nsteps:\n  - hold: 8 s",
    ),
    "VG121": Code(
        "This isn't a language tag",
        "A language is a tag of BCP 47: two or three letters, and what narrows it down after a '-'.",
        "language: English",
        "language: en",
    ),
    "VG122": Code(
        "This file can't be used",
        "Sounds, pictures and included routines lie in the routine's own folder, or in a folder inside it, so that the "
        "folder can be given away whole.",
        "- play: ../bell.wav",
        "- play: bell.wav",
    ),
    "VG123": Code(
        "This routine can't be included",
        "An include names a file beside this one, or a built-in routine. It is in the same language, doesn't include "
        "itself, and lies at most 8 includes deep.",
        "- include: lower-bakc",
        "- include: lower-back",
    ),
    "VG124": Code(
        "The included routine doesn't take this",
        "What 'set' gives is one of that routine's settings, within its limits, whatever the listener chooses here.",
        "- include: lower-back\n  set: {hold: 30 s}",
        "- include: lower-back\n  set: {hold: 10 s}",
    ),
    "VG125": Code(
        "A comment cuts this text short",
        "In YAML ' #' begins a comment, and a comment isn't spoken.",
        "- say: Do exercise #2.",
        '- say: "Do exercise #2."',
    ),
    "VG126": Code(
        "A comma cuts this text in two",
        "Inside [ ] and { } a comma ends a value. Quote the text, or write the list with a line and a '- ' for each.",
        "safety: [Stop if it is sharp, or runs down a leg.]",
        "safety:\n  - Stop if it is sharp, or runs down a leg.",
    ),
    "VG127": Code(
        "This text needs quotes",
        "Some characters mean something to YAML at a text's start, and ': ' does anywhere in it. Straight quotes "
        "around the text take that away.",
        "- say: Remember: breathe.",
        '- say: "Remember: breathe."',
    ),
    "VG128": Code(
        "A name stands in angle brackets",
        "Braces begin keys and values in YAML; <hold> is how a routine names a setting.",
        "- repeat: 2\n  steps:\n    - say: Round {round}.",
        "- repeat: 2\n  steps:\n    - say: Round <round>.",
    ),
    "VG129": Code(
        "Spaces are missing, or too many",
        "A step's keys stand exactly below each other, each on its own line, and so do the '-' of a list, which is a "
        "plain hyphen. A space follows ':' and '-'. A text goes on in a line that is indented further than its key. A "
        "tab is never a space.",
        "- hold: 8 s\n   count: up",
        "- hold: 8 s\n  count: up",
    ),
    "VG130": Code(
        "There is no such phrase",
        "'phrases' puts what voiceguide says itself in your own words: halfway, breathe-in, paused and the like. "
        "Numbers, sides and durations stay the language's.",
        "phrases: {halfwey: Half of it.}",
        "phrases: {halfway: Half of it.}",
    ),
    "VG131": Code(
        "This isn't a voice",
        "A voice is the name of an engine, such as espeak, piper or system, and after a colon one of its voices, if it "
        "is to be a certain one. Most routines name none: whoever plays them hears the best voice for the language.",
        "voice: espeak de",
        "voice: espeak:de",
    ),
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


def explained(code: str) -> str:
    """Return what `code` means as plain text. Raise `KeyError` if there is no such code."""
    found = CODES[code]
    parts = (f"{code}: {found.title}", found.explanation, "Not", _indented(found.wrong), "but", _indented(found.right))
    return "\n\n".join(parts)


def page() -> str:
    """Return the page of all codes as Markdown."""
    return "\n".join(
        f"## {code}\n\n**{known.title}.** {known.explanation}\n\n"
        f"Not\n\n```yaml\n{_short(known.wrong)}\n```\n\nbut\n\n```yaml\n{_short(known.right)}\n```\n"
        for code, known in CODES.items()
    )


def _short(lines: str) -> str:
    found = lines.splitlines()
    return "\n".join(found if len(found) <= 8 else [*found[:8], "    ..."])


def _indented(lines: str) -> str:
    return "\n".join(f"    {line}" for line in _short(lines).splitlines())
