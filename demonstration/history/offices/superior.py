"""A step of a course in which the superior office of a line gives the case to another of its offices.

Source: docs/lifecycle.md (`referralMove`).
"""

from demonstration.history.course import Course
from domain.routing import below
from resolvers.commands.referral.move import ReferralMove, ReferralMoveInput


def hand_down(course: Course) -> None:
    """Hand down to the township in which the family is registered or lives."""
    lead, case = course.referral, course.case
    office = below(course.cast.near(course.members.family), lead.department_code, lead.office_region_code)[0]
    case.chosen = course.cast.chosen(office, course.cast.federation(course.members.family))
    given = ReferralMoveInput(id=lead.id, office=office, reason="HANDED_DOWN")
    course.on_referral(lead, ReferralMove(), given, course.cast.superior(lead.office_id))
