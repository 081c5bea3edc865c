"""Steps of a course in which another office assists the one that leads: it is asked, signs, and does it or returns it.

Source: docs/lifecycle.md (`referralAssist`, `referralAssistComplete`).
"""

from db.tables.referral import Referral
from demonstration.history.course import Course
from domain.referral import Part, ReturnedBy
from domain.routing import assisting
from domain.viewer import OrganizationKind
from resolvers.commands.referral.assist import ReferralAssist, ReferralAssistInput
from resolvers.commands.referral.assist_complete import ReferralAssistComplete, ReferralAssistCompleteInput
from resolvers.commands.referral.return_ import ReferralReturn, ReferralReturnInput
from resolvers.commands.referral.sign import ReferralSign, ReferralSignInput


def ask(course: Course) -> None:
    """Ask a department of the county that does not lead."""
    lead, near = course.referral, course.cast.near(course.members.family)
    county = course.cast.federation(course.members.family).region_code
    kinds = {each.id: each for each in near if each.kind == OrganizationKind.DEPARTMENT and each.region == county}
    office = next(each for each in assisting(near) if each in kinds and kinds[each].department != lead.department_code)
    course.case.chosen = course.cast.chosen(office, course.cast.federation(course.members.family))
    given = ReferralAssistInput(id=lead.id, office=office, request_text="请协助核实情况，并提供相关证明。")
    course.on_referral(lead, ReferralAssist(), given, course.cast.cadre(course.members.family))


def sign(course: Course) -> None:
    """Sign what the office is asked."""
    referral = asked(course)
    course.on_referral(referral, ReferralSign(), ReferralSignInput(), course.cast.dispatcher(referral.office_id))


def finish(course: Course) -> None:
    """Complete what the office was asked."""
    referral = asked(course)
    given = ReferralAssistCompleteInput(id=referral.id, note="已核实，并出具证明。")
    course.on_referral(referral, ReferralAssistComplete(), given, course.cast.handler(referral.office_id))


def decline(course: Course) -> None:
    """Return what the office is asked: it is not its duty."""
    referral = asked(course)
    given = ReferralReturnInput(reason="NOT_OUR_DUTY", returned_by=ReturnedBy.NOT_OUR_DUTY)
    course.on_referral(referral, ReferralReturn(), given, course.cast.dispatcher(referral.office_id))


def asked(course: Course) -> Referral:
    """Return the referral of the office that was asked last."""
    return next(each for each in reversed(course.case.referrals) if each.part == Part.ASSISTING)
