"""Steps of a course that is on a waiting list: its office looks at it again.

Source: docs/lifecycle.md (`referralReview`).
"""

from demonstration.history.course import Course
from demonstration.history.outcomes import Decision
from domain.outcome import Result
from domain.time.calendar import day_of
from resolvers.commands.outcome.review import ReferralReview, ReferralReviewInput


def review(course: Course, *, result: Result) -> None:
    """Decide anew, as the referral's handler or another of its office."""
    referral, cast = course.referral, course.cast
    decision = Decision(course.facts, course.members.family, day_of(course.now), course.random)
    handler = cast.at_office(referral.office_id, referral.handler_id) or cast.handler(referral.office_id)
    given = ReferralReviewInput(id=referral.id, outcome=decision.outcome(result))
    course.on_referral(referral, ReferralReview(), given, handler)
