"""A small sample of the crowd that scripts/soak lets come."""

from scripts.benches.share import crowded


def test_phones_that_come_all_at_once_are_each_answered_right():
    crowd = crowded(40, 2, minutes=2, seed=7)
    assert crowd.wrong == []
    assert len(crowd.right) >= 8, "of the ten kinds of question"
