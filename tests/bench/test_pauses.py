"""Pauses from outside in a real browser with real sound: the sample of what scripts/soak measures."""

import pytest
from sessions import Murmur, compiled

from scripts.benches import pauses
from scripts.benches.page import write
from voiceguide.timeline.layout import lay_out

pytestmark = [pytest.mark.browser, pytest.mark.timed]


@pytest.fixture(scope="module")
def timeline():
    return lay_out(compiled(), Murmur())


def test_a_pause_from_outside_is_one_change_and_so_is_the_play_after_it(browser, tmp_path, timeline):
    write(tmp_path / "page.html", timeline, "m4a")
    begins = {step.verb: step.at for step in timeline.steps}
    frames = [begins[verb] + 24_000 for verb in ("hold", "rest", "wait")]
    words = timeline.steps[0].at
    chosen = [words, *frames, *pauses.moments(timeline, 4, seed=7)]
    paused = pauses.paused(browser, tmp_path / "page.html", timeline, chosen)
    assert [pause for pause in paused if pause.wrong] == []
    assert [pause.events for pause in paused] == [2] * len(chosen)
