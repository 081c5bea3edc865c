"""The end of a suspension, by whichever action it comes: the finishing clock runs again.

Source: docs/domain.md 4; docs/lifecycle.md (`referralSupply`, `referralResume`, `referralComplete` while suspended).
"""

from db.tables.referral import Referral
from domain.time.clock import suspension
from resolvers.commands.aggregate.case import Case
from resolvers.commands.context import Moment


def resume(case: Case, referral: Referral, at: Moment) -> None:
    """End the suspension: add the time it took to the row; nothing is missing any more."""
    if referral.suspended_at is None:
        return
    took = suspension(referral.suspended_at, at.now, referral.accepted_on, at.reference.calendar)
    referral.suspended_days += took.days
    referral.suspended_seconds += took.seconds
    case.pauses.append((referral.suspended_at, at.now))
    referral.suspended_at = referral.suspended_until = None
    referral.missing = []
