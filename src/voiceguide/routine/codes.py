"""Every code of a problem -> what it means, an example of it, and its mend.

Codes are stable: one that is no longer used is never given another meaning. VG1.. is known from the file alone, VG2..
once the settings have values, or once the length of speech is known.
"""

from __future__ import annotations

from voiceguide.routine.later import LATER, Code

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
    **LATER,
}


def explained(code: str) -> str:
    """Return what `code` means, in plain text; raise `KeyError` when there is no such code."""
    found = CODES[code]
    parts = (f"{code}: {found.title}", found.explanation, "Not", _indented(found.wrong), "but", _indented(found.right))
    return "\n\n".join(parts)


def page() -> str:
    """Return the page of all codes, in Markdown."""
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
