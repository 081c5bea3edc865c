"""The federation consents to a late return, or refuses it.

Source: docs/lifecycle.md (`referralReturnDecide`): granted, everything follows as from `referralReturn`; refused, it is not returnable.
"""

from typing_extensions import override

from domain.ask import RETURN_ASK
from domain.referral import ReturnedBy, State
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import resume
from resolvers.commands.asks.ask import Decision, decide
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.referral.return_ import give_back
from resolvers.commands.target import ReferralCommand


class ReferralReturnDecideInput(Decision):
    """Whether the federation consents to the return. 是否同意退回。"""


class ReferralReturnDecide(ReferralCommand[ReferralReturnDecideInput]):
    """Consent to the return that the office asks for, or refuse it. 决定是否同意办理机构退回转介的申请。"""

    @override
    def apply(self, case: Case, input: ReferralReturnDecideInput, at: Moment) -> Change:
        """Return the referral as asked, or keep it with its office for good."""
        referral = case.judged
        decide(RETURN_ASK, referral, granted=input.granted)
        if not input.granted:
            referral.returnable = False
            return Change(text=input.note, granted=False)
        reason, returned_by = referral.return_ask_reason, ReturnedBy(referral.return_ask_returned_by)
        give_back(case, reason, returned_by, referral.return_ask_suggested_office_id)
        resume(case, referral, at)
        return Change(
            to=State.RETURNED,
            reasons=("RETURN_REASON", [reason]),
            text=input.note,
            returned_by=returned_by,
            suggested_office=referral.return_ask_suggested_office_id,
            granted=True,
        )
