"""A handler hands a referral back to the office.

Source: docs/lifecycle.md (`referralHandBack`).
"""

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralHandBackInput(OnReferral):
    """Which referral is handed back. 交回的转介。"""

    note: Note = None


class ReferralHandBack(ReferralCommand[ReferralHandBackInput]):
    """Hand back a referral that one handles oneself; the office gives it to another. 交回本人承办的转介。"""

    @override
    def apply(self, case: Case, input: ReferralHandBackInput, at: Moment) -> Change:
        """Leave the referral without a handler."""
        case.judged.handler_id = None
        return Change(text=input.note)
