"""What the built-in routines say, in which order, and the time they leave. The lengths of speech are guessed."""

import re
from fractions import Fraction

import pytest
from plans import Laid

from voiceguide.plan.compile import compile_plan
from voiceguide.routine.library import BUILTIN, load, translations
from voiceguide.timeline.layout import estimate

ALL = sorted(path.stem for path in BUILTIN.glob("*.yaml"))
LOWER_BACK = [name for name in ALL if name.startswith("lower-back")]

BEFORE = """
do not start, and get medical help now | new numbness between your legs | bladder or bowel trouble
weakness or numbness in a leg | chest or belly pain | a fall or accident
ask a doctor first | pregnant | blood thinners | weak bones
only on muscle | low down | never on bone | pain is sharp | spreads down a leg | tingles | let go
near a wall | steady chair without wheels | feet flat
"""
STOP = "if reaching behind hurts your shoulder or your wrist, stop"
KNOT = """
hard ball | sore to touch | moves a little when you press | the muscle around it may be stiff and tight
takes a little practice | a couple of times | bending forward a little brings it closer
"""
CHANGES = "smaller, and harder to stay on | may seem to break up under your fingers"
NONE = "if you found none, don't press. rest, and keep breathing"
PRESS = "press at the tone, and keep breathing | let go"
STROKE = "stroke the muscle lightly | may feel smoother | let your arm hang"
AFTER = """
last round | two slow breaths | relief may last only a while | a little sore
gets worse, or doesn't improve, see a doctor or physiotherapist | general guidance, not treatment
"""
FACTS = {
    "lower-back": f"""{BEFORE}
        knot in the muscle | just above the pelvis | beside the spine | {KNOT}
        8 seconds | one tone means press | another means let go | a voice counts down the last seconds | {CHANGES}
        firmly | comfortable | {STOP}
        the left side | behind your back with your left hand | just above the pelvis | beside the spine
        up to 30 seconds to find | if it is comfortable, bend forward a little
        come back up | stay on the knot | {NONE}
        round 1 of 2 | {PRESS} | smaller now | round 2 of 2 | {PRESS} | {STROKE}
        the right side | behind your back with your right hand | stay low, just above the pelvis | up to 30 seconds
        bend forward a little | come back up | stay on the knot | if you found none, rest
        round 1 of 2 | press at the tone | let go | find the knot again | round 2 of 2 | press at the tone | let go
        {AFTER}""",
    "lower-back-first-time": f"""{BEFORE}
        knots in the muscle | lower back | just above the pelvis | on each side of the spine | {KNOT}
        finding none is fine | you don't press | keep breathing, and rest
        this tone means press | 5 seconds | firmly | comfortably | a voice counts down the last seconds
        this tone means let go | {CHANGES} | {STOP}
        the left side | your left hand | just above it | beside the spine | up to 45 seconds
        if it is comfortable, bend forward a little | come back up | stay on the knot | {NONE}
        round 1 of 2 | {PRESS} | smaller now | round 2 of 2 | {PRESS} | {STROKE}
        the right side | your right hand | just above it | beside the spine | up to 45 seconds
        bend forward a little | come back up | stay on the knot | {NONE}
        round 1 of 2 | {PRESS} | smaller now | round 2 of 2 | {PRESS} | {STROKE}
        {AFTER}""",
    "lower-back-short": f"""{BEFORE}
        if reaching behind hurts, stop | one tone means press | another let go | a voice counts down
        left side | up to 10 seconds to find the knot | stay low, beside the spine
        bend forward a little if needed | come back up | stay on the knot | if you found none, rest
        round 1 of 2 | press at the tone | let go | seem to break up | round 2 of 2 | press at the tone | let go
        right side | up to 10 seconds | come back up | stay on the knot
        round 1 of 2 | press at the tone | let go | round 2 of 2 | press at the tone | let go
        smoother | relief may last only a while | gets worse, see a doctor""",
    "hip-stretch": """
        never pain | tingles or goes numb | ask a doctor first | dizzy
        mat | steady chair | each change of position | 20 seconds | 30 seconds
        one tone begins it | another one ends it
        left knee | left hip | stretch | breathe slowly | halfway | and come back | change knees
        right knee | right hip
        sit on the front of the chair | left leg | left thigh | and come back | change legs | right leg | right thigh
        breathe with me | stand up slowly""",
    "box-breathing": """
        stop if you get dizzy | never strain to hold the breath | while you drive, or in water
        you breathe in, hold, breathe out, and rest, 4 seconds each, for about 3 minutes
        too long, just breathe | breathe in | hold | breathe out | rest | its own way""",
}
FORBIDDEN = {
    "en": r"\b(cures?|fix(es)?|heals?|toxins?|clinicians?|breathe (on|along))\b",
    "de": r"\b(heil\w*|entgift\w*|Giftstoff\w*|Bleib unten|Ball|(Drück|Beginn|Fühl|Hol|Frag|Leg|Halt|Beug)e)\b",
    "fr": r"\b(guéri\w*|toxines?|Caresse|Reste en bas|Rien ne presse|Encore)\b",
    "es": r"\b(cura\w*|sana\w*|toxinas?|Siente|para\.|sobre la pelvis)\b",
}
NOT_HEARD = {"en": "notes screen", "de": "Notizen Bildschirm", "fr": "notes écran", "es": "notas pantalla"}


def laid(name, **values):
    """Return the timeline of the routine `name` with the settings' `values`, and their defaults."""
    routine = load(name)
    defaults = {key: setting.default for key, setting in routine.settings.items()}
    return estimate(compile_plan(routine, {**defaults, **values}))


def said(timeline):
    return [(float(timeline.rate.seconds(m.at)), m.label) for m in timeline.marks if m.kind == "caption"]


def holds(timeline):
    return [mark for mark in timeline.marks if mark.kind == "step" and mark.verb == "hold"]


def facts(name):
    return [fact.strip() for line in FACTS[name].split("\n") for fact in line.split("|") if fact.strip()]


def every_value(name):
    """Yield each choice of each setting of `name`: the smallest, the largest, each name, both switches."""
    for key, setting in load(name).settings.items():
        values = [setting.min, setting.max, *setting.choices, *((True, False) if setting.kind == "switch" else ())]
        yield from ({key: value} for value in values if value is not None)


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_heard_in_its_place(name):
    text = " ".join(words for _, words in said(laid(name))).lower()
    at = 0
    for fact in facts(name):
        assert fact in text[at:], f"'{fact}' isn't heard after '{text[max(0, at - 60) : at]}'"
        at = text.index(fact, at) + len(fact)


@pytest.mark.parametrize("name", ["lower-back", "lower-back-first-time"])
@pytest.mark.parametrize("rounds", [1, 3])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("find", [Fraction(15), Fraction(120)])
def test_one_side_and_one_round_leave_out_no_fact(name, rounds, side, find):
    text = " ".join(words for _, words in said(laid(name, rounds=rounds, side=side, find=find))).lower()
    once = (BEFORE, KNOT, CHANGES, NONE, STROKE, AFTER, STOP, "come back up. stay on the knot", "means let go")
    for fact in (fact.strip() for part in once for fact in re.split(r"[|\n]", part)):
        assert fact in text


@pytest.mark.parametrize("name", FACTS)
def test_each_is_here_in_four_languages(name):
    assert translations(name) == ["de", "es", "fr"]


@pytest.mark.parametrize("name", ALL)
def test_nothing_promises_a_cure_or_sends_the_listener_to_a_screen(name):
    routine, timeline = load(name), laid(name)
    words = " ".join(words for _, words in said(timeline))
    everything = " ".join([routine.title, routine.summary, *routine.tags, words])
    assert not re.search(FORBIDDEN[routine.language], everything)
    for word in NOT_HEARD[routine.language].split():
        assert not re.search(rf"\b{word}\b", words)


@pytest.mark.parametrize("name", ALL)
def test_every_value_of_every_setting_plays_without_a_note(name):
    for values in ({}, *every_value(name)):
        assert laid(name, **values).notes == (), values


@pytest.mark.parametrize("name", LOWER_BACK)
@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_the_words_before_each_press_end_as_long_before_it(name, rounds):
    timeline = laid(name, rounds=rounds)
    captions = [mark for mark in timeline.marks if mark.kind == "caption"]
    leads = [max((c for c in captions if c.at < hold.at), key=lambda c: c.at) for hold in holds(timeline)]
    assert len(leads) == 2 * rounds
    # A pause in the press repeats these words: they name the round, and are short.
    assert all(re.search(rf"\b{1 + i % rounds} \w+ {rounds}\b", lead.label) for i, lead in enumerate(leads))
    for lead, hold in zip(leads, holds(timeline), strict=True):
        assert (hold.at - lead.end) / timeline.rate.hz == pytest.approx(1, abs=0.001)
        assert (hold.at - lead.at) / timeline.rate.hz < 8


@pytest.mark.parametrize("name", ["lower-back", "lower-back-short", "lower-back-first-time"])
def test_three_to_five_seconds_are_left_to_find_the_knot_again(name):
    timeline = laid(name)
    captions = [mark for mark in timeline.marks if mark.kind == "caption"]
    again = [i for i, mark in enumerate(captions) if mark.label.endswith("tay on the knot.")]
    assert len(again) == 2
    for i in again:
        assert 3 <= (captions[i + 1].at - captions[i].end) / timeline.rate.hz <= 5


@pytest.mark.parametrize("name", LOWER_BACK)
def test_the_search_says_how_long_it_lasts_whatever_its_length(name):
    for find in map(Fraction, (15, 40, 60)):
        timeline = laid(name, find=find)
        for gate in timeline.gates:
            assert (gate.end - gate.start) / timeline.rate.hz == find
            before = [m.label for m in timeline.marks if m.kind == "caption" and m.at < gate.start][-2:]
            length = r"\b(1|ein\w*|un\w*) minut" if find == 60 else rf"\b{find} (se[cg][ou]nd|Sekunde)"
            assert re.search(length, " ".join(before), re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_the_first_time_gives_both_tones_to_hear_before_they_matter(language):
    timeline = laid("lower-back-first-time" + f".{language}" * (language != "en"))
    tones = Laid(timeline).tones()
    assert [tone for _, tone in tones[:2]] == ["start", "release"]
    for at, _ in tones[:2]:
        begin, words = max(pair for pair in said(timeline) if pair[0] < at)
        assert re.search(r"\b(this tone|diesem Ton|este tono|ce son)\b", words, re.IGNORECASE)
        assert at - begin < 4
    assert tones[1][0] < float(timeline.rate.seconds(timeline.gates[0].start))


def test_hip_stretch_waits_at_each_change_of_position():
    timeline = laid("hip-stretch")
    lengths = [(gate.end - gate.start) / timeline.rate.hz for gate in timeline.gates]
    assert lengths == [20] * 5
    for hold in holds(timeline):
        assert any(gate.end <= hold.at < gate.end + 20 * timeline.rate.hz for gate in timeline.gates)
