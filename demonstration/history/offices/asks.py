"""Steps of a course in which an office asks for something and somebody decides it.

Source: docs/lifecycle.md (`referralReturnAsk`, `referralExtensionAsk`, and what decides them).
"""

from datetime import timedelta

from demonstration.history.course import Course
from domain.referral import ReturnedBy
from resolvers.commands.asks.accepted_on_correct import AcceptedOnCorrect, AcceptedOnCorrectInput
from resolvers.commands.asks.accepted_on_decide import AcceptedOnDecide, AcceptedOnDecideInput
from resolvers.commands.asks.extension_ask import ReferralExtensionAsk, ReferralExtensionAskInput
from resolvers.commands.asks.extension_decide import ReferralExtensionDecide, ReferralExtensionDecideInput
from resolvers.commands.asks.return_ask import ReferralReturnAsk, ReferralReturnAskInput
from resolvers.commands.asks.return_decide import ReferralReturnDecide, ReferralReturnDecideInput


def ask_to_return(course: Course) -> None:
    """Ask to return the referral late: the household turns out to belong elsewhere."""
    referral = course.referral
    why = ReferralReturnAskInput(id=referral.id, reason="WRONG_AREA", returned_by=ReturnedBy.NOT_OUR_AREA, note="走访后发现不属本辖区。")
    course.on_referral(referral, ReferralReturnAsk(), why, course.cast.dispatcher(referral.office_id))


def decide_on_return(course: Course, *, granted: bool) -> None:
    """Consent to the return, or refuse it."""
    given = ReferralReturnDecideInput(id=course.referral.id, granted=granted, note="已核实。")
    course.on_referral(course.referral, ReferralReturnDecide(), given, course.cast.cadre(course.members.family))


def ask_for_time(course: Course) -> None:
    """Ask for a week more, as who handles the referral: another office has to say what it knows."""
    referral = course.referral
    why = ReferralExtensionAskInput(id=referral.id, days=5, reason="OTHERS_AWAITED", note="等待核对结果。")
    course.on_referral(referral, ReferralExtensionAsk(), why, course.cast.handler(referral.office_id))


def decide_on_time(course: Course, *, granted: bool) -> None:
    """Give the office more time, or refuse it."""
    given = ReferralExtensionDecideInput(id=course.referral.id, granted=granted, note="已核实。")
    course.on_referral(course.referral, ReferralExtensionDecide(), given, course.cast.cadre(course.members.family))


def correct_acceptance(course: Course) -> None:
    """Say that the application was accepted a day later than was recorded."""
    referral = course.referral
    assert referral.accepted_on is not None
    right = AcceptedOnCorrectInput(id=referral.id, accepted_on=referral.accepted_on + timedelta(days=1), note="日期填写有误。")
    course.on_referral(referral, AcceptedOnCorrect(), right, course.cast.handler(referral.office_id))


def decide_on_acceptance(course: Course) -> None:
    """Consent to the other day of acceptance."""
    given = AcceptedOnDecideInput(id=course.referral.id, granted=True, note="已核实。")
    course.on_referral(course.referral, AcceptedOnDecide(), given, course.cast.cadre(course.members.family))
