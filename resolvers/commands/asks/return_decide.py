"""The federation consents to a late return, or refuses it.

Source: docs/lifecycle.md (`referralReturnDecide`): granted, everything follows as from `referralReturn`; refused, it is not returnable.
"""

from typing import Annotated

from typing_extensions import override

from domain.ask import AskState
from domain.referral import ReturnedBy, State
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import resume
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.referral.return_ import give_back
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralReturnDecideInput(OnReferral):
    """Whether the federation consents. 是否同意退回。"""

    granted: Annotated[bool, Says("Whether it is returned. 是否同意退回。")]
    note: Note = None


class ReferralReturnDecide(ReferralCommand[ReferralReturnDecideInput]):
    """Consent to the return that the office asks for, or refuse it. 决定是否同意办理机构退回转介的申请。"""

    @override
    def apply(self, case: Case, input: ReferralReturnDecideInput, at: Moment) -> Change:
        """Return the referral as asked, or keep it with its office for good."""
        referral = case.judged
        if not input.granted:
            referral.return_ask_state, referral.returnable = AskState.REFUSED, False
            return Change(text=input.note, granted=False)
        referral.return_ask_state = AskState.GRANTED
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
