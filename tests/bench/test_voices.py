"""What is spoken once is only read again: no engine is imported or started for it."""

import os

import pytest

from scripts.benches.voices import ENGINES, started


@pytest.mark.engine
@pytest.mark.parametrize("engine", ENGINES)
def test_a_routine_that_was_spoken_before_starts_no_engine(engine, tmp_path):
    routine = tmp_path / "one.yaml"
    routine.write_text("routine: 1\ntitle: One\nsteps:\n  - say: One.\n")
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    assert started(engine, environment, str(routine))
    assert not started(engine, environment, str(routine))
