"""A tap on a step in a real browser with real sound: the sample of what scripts/bench measures."""

import pytest

from scripts.benches import page

pytestmark = [pytest.mark.browser, pytest.mark.timed]


@pytest.mark.parametrize("kind", page.KINDS)
def test_a_tapped_step_is_heard_from_its_first_cue_within_50_ms(kind, browser, tmp_path):
    timeline = page.noise()
    page.write(tmp_path / "page.html", timeline, kind)
    assert abs(page.late(browser, tmp_path / "page.html", timeline, 3)) <= 1_200
