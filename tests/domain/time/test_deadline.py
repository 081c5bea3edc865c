"""A request's time is shared out: work, then reading, then sending. Source: docs/design.md 5."""

import pytest

from domain.time.deadline import ENDLESS, READ, WORK, Deadline


@pytest.mark.parametrize(("now", "work", "read"), [(100.0, 21.0, 27.0), (121.0, 0.0, 6.0), (125.0, 0.0, 2.0), (127.0, 0.0, 0.0)])
def test_work_ends_before_reading_does_and_reading_before_the_whole_time_is_over(now: float, work: float, read: float) -> None:
    deadline = Deadline(100.0, 30.0, lambda: now)
    assert [deadline.left(WORK), deadline.left(READ)] == pytest.approx([work, read])


def test_what_nobody_waits_for_has_no_end() -> None:
    assert ENDLESS.left(WORK) == float("inf")
