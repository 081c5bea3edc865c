"""A township hands back to the county's office what that delegated to it.

Source: docs/lifecycle.md (`referralDelegateReturn`): it ends alone, and goes to nobody else.
"""

from typing import Annotated

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralDelegateReturnInput(OnReferral):
    """What was done, or why not. 交回的原因。"""

    reason: Annotated[str, CodeOf("HAND_OVER_REASON"), Says("Why; a code. 交回原因代码。")]
    note: Note = None


class ReferralDelegateReturn(ReferralCommand[ReferralDelegateReturnInput]):
    """Hand back to the county what it delegated. 将受托事项交回县级单位。"""

    @override
    def apply(self, case: Case, input: ReferralDelegateReturnInput, at: Moment) -> Change:
        """End the referral; the lead's office is told that it came back."""
        assert case.lead is not None
        case.lead.handed_back = True
        return Change(reasons=("HAND_OVER_REASON", [input.reason]), text=input.note)
