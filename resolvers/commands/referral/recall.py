"""The federation takes back what it has sent and nobody has signed.

Source: docs/lifecycle.md (`referralRecall`).
"""

from typing import Annotated

from typing_extensions import override

from domain.time.clock_facts import RECALLED
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralRecallInput(OnReferral):
    """Why a referral is recalled. 撤回转介的原因。"""

    reason: Annotated[str, CodeOf("RECALL_REASON"), Says("Why; a code. 撤回原因代码。")]
    note: Note = None


class ReferralRecall(ReferralCommand[ReferralRecallInput]):
    """Take back a referral that nobody has signed; its item can be dispatched again. 撤回尚未签收的转介。"""

    @override
    def apply(self, case: Case, input: ReferralRecallInput, at: Moment) -> Change:
        """Cancel the referral as recalled: its item can be dispatched again."""
        case.judged.cancel_reason = RECALLED
        return Change(reasons=("RECALL_REASON", [input.reason]), text=input.note)
