"""Steps of the work on a referral that several actions share: who handles it, the end of a suspension, a reopening.

Source: docs/lifecycle.md (Actors; `referralSupply`, `referralResume`, `referralReopen`, `followUpRecord`); docs/domain.md 4.
"""

from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.time.clock import suspension
from resolvers.commands.aggregate.case import Case
from resolvers.commands.context import Moment


def check_reason(code_list: str, code: str, case: Case, at: Moment) -> None:
    """Check that a reason goes with what is asked: some tell of a family, some of funds. Raises REASON_UNFIT."""
    told = at.reference.facts[code_list][code].get("tells_of")
    if told is not None and (told == "FUNDS") is not (case.item.family_id is None):
        raise Refusal("REASON_UNFIT", path=("reason",))


def handle(referral: Referral, at: Moment) -> None:
    """Make the viewer the referral's handler if it has none."""
    referral.handler_id = referral.handler_id or at.viewer.account


def resume(case: Case, referral: Referral, at: Moment) -> None:
    """End the referral's suspension, if it is suspended: add its length to the row, so that the finishing clock runs on."""
    if referral.suspended_at is None:
        return
    took = suspension(referral.suspended_at, at.now, referral.accepted_on, at.reference.calendar)
    referral.suspended_days += took.days
    referral.suspended_seconds += took.seconds
    case.pauses.append((referral.suspended_at, at.now))
    referral.suspended_at = referral.suspended_until = None
    referral.missing = []


def reopen(case: Case, referral: Referral, at: Moment) -> None:
    """Start the clock anew for the same office and handler; the referral is confirmed no more, and cannot be returned any more."""
    referral.reopen_count += 1
    referral.reopened_at = at.now
    referral.suspended_days = referral.suspended_seconds = referral.extension_granted_days = 0
    referral.attempts, referral.attempted_on = 0, None
    referral.confirmed = referral.confirmed_at = referral.call_on = referral.review_on = None
    referral.returnable = False
    case.pauses.clear()
