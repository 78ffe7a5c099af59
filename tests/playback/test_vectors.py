"""The transport against written vectors, which a port of it to another language is held to as well."""

import pytest
import vectors

from voiceguide.playback.contracts import Command
from voiceguide.playback.transport import RAMP
from voiceguide.routine.model import VERBS

WRITTEN = vectors.read()


@pytest.mark.parametrize("case", WRITTEN["sessions"], ids=lambda case: case["what"])
def test_a_session_hands_over_what_is_written(case):
    spans, answers = vectors.played(WRITTEN["timelines"][case["timeline"]], case)
    assert spans == case["spans"]
    assert answers == case["answers"]


def test_the_ramp_is_as_long_as_it_is_written():
    assert WRITTEN["ramp"] == RAMP


def test_every_command_has_a_vector_but_those_that_lay_the_rest_out_anew():
    asked = {order["command"] for case in WRITTEN["sessions"] for order in case["commands"]}
    others = {command.value for command in (Command.SHORTER, Command.SLOWER, Command.FASTER)}
    assert asked | others == {command.value for command in Command}


def test_the_facts_of_a_verb_are_as_its_row_has_them():
    rows = {verb: VERBS[verb] for verb in WRITTEN["verbs"]}
    facts = {verb: {"canAct": r.can_act, "isHeld": r.is_held, "isSilence": r.is_silence} for verb, r in rows.items()}
    assert WRITTEN["verbs"] == facts


def test_every_vector_has_its_own_name():
    names = [case["what"] for case in WRITTEN["sessions"]]
    assert len(names) == len(set(names))
