"""Views of moments of a session made by hand."""

import plans
import pytest

from voiceguide.playback.contracts import Now
from voiceguide.screen.view import Course


@pytest.fixture
def moments():
    """Lay events out. Return a function from seconds to the view at that moment, and the timeline."""

    def lay(*events, **options):
        timeline = plans.lay(*events, **options).timeline
        course = Course(timeline)

        def at(seconds, *, live=True, still=False, **more):
            now = Now(timeline, timeline.rate.frame(plans.seconds(seconds)), **more)
            return course.look(now, live=live, still=still)

        return at, timeline

    return lay
