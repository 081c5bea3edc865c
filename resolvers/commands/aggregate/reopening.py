"""A referral that is worked on once more, by whichever action: same office, same handler, a shorter clock.

Source: docs/lifecycle.md (`referralReopen`, `followUpRecord`); docs/domain.md 4 (REOPENED).
"""

from db.tables.referral import Referral
from resolvers.commands.aggregate.case import Case
from resolvers.commands.context import Moment


def reopen(case: Case, referral: Referral, at: Moment) -> None:
    """Start the clock anew and open what was confirmed; the office cannot return the referral any more."""
    referral.reopen_count += 1
    referral.reopened_at = at.now
    referral.suspended_days = referral.suspended_seconds = 0
    referral.attempts, referral.attempted_on = 0, None
    referral.confirmed = referral.confirmed_at = None
    referral.returnable = False
    case.pauses.clear()
