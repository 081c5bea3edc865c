"""A handler takes a referral that nobody handles.

Source: docs/lifecycle.md (`referralTake`).
"""

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.target import OnReferral, ReferralCommand


class ReferralTakeInput(OnReferral):
    """Which referral is taken. 领办的转介。"""


class ReferralTake(ReferralCommand[ReferralTakeInput]):
    """Take a referral of the office that nobody handles. 领办。"""

    @override
    def apply(self, case: Case, input: ReferralTakeInput, at: Moment) -> Change:
        """Make the viewer the handler."""
        case.judged.handler_id = at.viewer.account
        return Change()
