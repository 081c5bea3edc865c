"""Steps of a course in which an office tells the federation of another need of the family.

Source: docs/lifecycle.md (`familyTransfer`, `familyTransferDecide`).
"""

from demonstration.history.course import Course
from resolvers.commands.handing.family_transfer import FamilyTransfer, FamilyTransferInput
from resolvers.commands.handing.family_transfer_decide import FamilyTransferDecide, FamilyTransferDecideInput


def hand_over(course: Course) -> None:
    """Tell of a need that the office sees and cannot serve."""
    referral = course.referral
    told = FamilyTransferInput(id=referral.id, domain="HOME_ACCESSIBILITY", request_text="门口台阶较高，出行不便。")
    course.on_referral(referral, FamilyTransfer(), told, course.cast.dispatcher(referral.office_id))


def decide(course: Course, *, accepted: bool) -> None:
    """Take the need on, or decline it."""
    given = FamilyTransferDecideInput(id=course.referral.id, accepted=accepted, reason=None if accepted else "NOT_NEEDED")
    course.on_referral(course.referral, FamilyTransferDecide(), given, course.cast.cadre(course.members.family))
