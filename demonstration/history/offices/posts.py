"""Steps of a course after somebody has come on a post: the federation calls and asks whether they are on it still.

Source: docs/lifecycle.md (`placementCallRecord`).
"""

from datetime import timedelta

from demonstration.history.course import Course
from domain.placement import CallResult
from domain.time.calendar import day_of
from resolvers.commands.follow_up.placement_call import PlacementCallRecord, PlacementCallRecordInput


def call(course: Course, *, result: CallResult) -> None:
    """Call the person, as the family's commissioner; who has left a week ago wants another post."""
    left = result is CallResult.LEFT
    given = PlacementCallRecordInput(
        id=course.referral.id,
        result=result,
        left_on=day_of(course.now) - timedelta(days=7) if left else None,
        left_reason="TOO_FAR" if left else None,
        wants_another=True if left else None,
    )
    course.on_referral(course.referral, PlacementCallRecord(), given, course.cast.commissioner(course.members.family))
