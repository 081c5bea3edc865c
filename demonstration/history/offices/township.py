"""Steps of a course in which a township helps: the county delegates, the township signs, notes what it did and hands back.

Source: docs/lifecycle.md (`referralDelegate`, `referralDelegateReturn`).
"""

from uuid import UUID

from db.tables.referral import Referral
from demonstration.history.course import Course
from domain.referral import Part
from domain.routing import below
from domain.time.calendar import day_of
from resolvers.commands.referral.delegate import ReferralDelegate, ReferralDelegateInput
from resolvers.commands.referral.delegate_return import ReferralDelegateReturn, ReferralDelegateReturnInput
from resolvers.commands.referral.progress import ReferralProgress, ReferralProgressInput, StageInput
from resolvers.commands.referral.sign import ReferralSign, ReferralSignInput


def choose(course: Course) -> UUID:
    """Choose the township of the lead's line in which the family is registered or lives; return its office."""
    lead, family = course.referral, course.members.family
    office = below(course.cast.near(family), lead.department_code, lead.office_region_code)[0]
    course.case.chosen = course.cast.chosen(office, course.cast.federation(family))
    return office


def delegate(course: Course) -> None:
    """Delegate to the township in which the family is registered or lives."""
    lead, office = course.referral, choose(course)
    given = ReferralDelegateInput(id=lead.id, office=office, request_text="请协助入户核实，并收集申请材料。")
    course.on_referral(lead, ReferralDelegate(), given, course.cast.dispatcher(lead.office_id))


def sign(course: Course) -> None:
    """Sign what was delegated."""
    referral = delegated(course)
    course.on_referral(referral, ReferralSign(), ReferralSignInput(), course.cast.dispatcher(referral.office_id))


def survey(course: Course) -> None:
    """Note that the township was at the family's home."""
    referral = delegated(course)
    visited = StageInput(code="HOME_SURVEY", on=day_of(course.now)) if "HOME_SURVEY" in course.facts.stages else None
    given = ReferralProgressInput(id=referral.id, stage=visited, note="已入户核实，材料已收集。")
    course.on_referral(referral, ReferralProgress(), given, course.cast.handler(referral.office_id))


def hand_over(course: Course) -> None:
    """Hand back to the county what was delegated."""
    referral = delegated(course)
    given = ReferralDelegateReturnInput(id=referral.id, reason="DONE", note="受托事项已办理，材料已移交。")
    course.on_referral(referral, ReferralDelegateReturn(), given, course.cast.dispatcher(referral.office_id))


def delegated(course: Course) -> Referral:
    """Return what was delegated last."""
    return next(each for each in reversed(course.case.referrals) if each.part == Part.DELEGATE)
