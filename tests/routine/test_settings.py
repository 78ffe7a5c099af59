"""What a listener chose, checked against what the author allows."""

from fractions import Fraction

import pytest

from voiceguide.errors import UsageError
from voiceguide.routine.settings import chosen, limits


@pytest.fixture
def allowed(beside):
    from voiceguide.routine.library import load

    beside(
        "back.yaml",
        "routine: 1\ntitle: Settings\nsettings:\n"
        "  hold: {default: 8 s, min: 5 s, max: 10 s}\n"
        "  rounds: {default: 2, min: 1}\n"
        "  side: {default: both, choices: [both, left, right]}\n"
        "  explain: {default: true}\n"
        "steps:\n  - say: <hold> <rounds> <side>\n    only: <explain>\n",
    )
    return load("back.yaml")


def refused(routine, **given):
    with pytest.raises(UsageError) as caught:
        chosen(routine, given)
    return caught.value.message, caught.value.hint


def test_what_is_not_given_has_its_default(allowed):
    assert chosen(allowed, {}) == {"hold": 8, "rounds": 2, "side": "both", "explain": True}


def test_a_value_is_read_as_the_kind_of_its_setting(allowed):
    given = {"hold": "7.5s", "rounds": "12", "side": "left", "explain": "false"}
    values = chosen(allowed, given)
    assert values == {"hold": Fraction(15, 2), "rounds": 12, "side": "left", "explain": False}
    assert isinstance(values["hold"], Fraction)


def test_a_setting_that_is_not_there_is_reported_with_the_nearest(allowed):
    assert refused(allowed, hodl="8 s") == (
        "this routine has no setting 'hodl'; did you mean 'hold'?",
        "Its settings: hold, rounds, side, explain.",
    )


def test_a_routine_without_settings_says_so(beside):
    from voiceguide.routine.library import load

    beside("plain.yaml")
    assert refused(load("plain.yaml"), hold="8 s")[1] == "It has no settings."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"hold": "10.5 s"}, "hold is '10.5 s': more than its max, 10 s"),
        ({"hold": "4 s"}, "hold is '4 s': less than its min, 5 s"),
    ],
)
def test_a_value_outside_the_limits_is_reported_with_them(allowed, given, message):
    assert refused(allowed, **given) == (message, "It takes 5 s to 10 s.")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"hold": "8"}, "hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')"),
        ({"rounds": "0"}, "rounds is '0': a count is a whole number; write one from 1 to 999999"),
        ({"rounds": "3x"}, "rounds is '3x': a count is a whole number; write '3'"),
        ({"side": "letf"}, "side is 'letf': it takes 'both', 'left' or 'right'; did you mean 'left'?"),
        ({"explain": "no"}, "explain is 'no': a switch is 'true' or 'false'; write 'false'"),
        ({"hold": ""}, "'hold' has no value; it takes a duration such as '8 s'"),
        (
            {"hold": "<rounds>"},
            "hold lasts '<rounds>': a duration is written like '8 s', '1.5 s', '1 min 30 s' or '1:30'",
        ),
    ],
)
def test_a_value_of_another_kind_is_reported_with_a_hint(allowed, given, message):
    assert refused(allowed, **given)[0] == message


def test_limits_are_written_in_words(allowed):
    told = {name: limits(setting) for name, setting in allowed.settings.items()}
    assert told == {
        "hold": "5 s to 10 s",
        "rounds": "1 or more",
        "side": "'both', 'left' or 'right'",
        "explain": "'true' or 'false'",
    }
