"""A step of a course in which the superior office of a line gives the case to another of its offices.

Source: docs/lifecycle.md (`referralMove`).
"""

from demonstration.history.course import Course
from demonstration.history.offices.township import choose
from resolvers.commands.referral.move import ReferralMove, ReferralMoveInput


def hand_down(course: Course) -> None:
    """Hand down to the township in which the family is registered or lives."""
    lead, office = course.referral, choose(course)
    given = ReferralMoveInput(id=lead.id, office=office, reason="HANDED_DOWN")
    course.on_referral(lead, ReferralMove(), given, course.cast.superior(lead.office_id))
