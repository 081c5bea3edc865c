"""Steps of a course after an office has recognised a status: it holds no longer.

Source: docs/lifecycle.md (`recognitionEnd`).
"""

from demonstration.history.course import Course
from domain.time.calendar import day_of
from resolvers.commands.outcome.recognition_end import RecognitionEnd, RecognitionEndInput


def end(course: Course) -> None:
    """The risk of a monitored household is eliminated; everybody else meets the conditions no longer."""
    reason = "RISK_ELIMINATED" if course.facts.monitors else "NO_LONGER_MET"
    given = RecognitionEndInput(id=course.referral.id, ended_on=day_of(course.now), reason=reason)
    course.on_referral(course.referral, RecognitionEnd(), given, course.cast.dispatcher(course.referral.office_id))
