"""A referral that was thought done is worked on once more.

Source: docs/lifecycle.md (`referralReopen`; limits are guards).
"""

from typing import Annotated

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import reopen
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralReopenInput(OnReferral):
    """Why it is worked on once more. 重办的原因。"""

    reason: Annotated[str, CodeOf("REOPEN_REASON"), Says("Why; a code. 重办原因代码。")]
    note: Note = None


class ReferralReopen(ReferralCommand[ReferralReopenInput]):
    """Have the same office work on it once more, with a shorter clock. 重办。"""

    @override
    def apply(self, case: Case, input: ReferralReopenInput, at: Moment) -> Change:
        """Reopen the referral; its clock starts anew."""
        reopen(case, case.judged, at)
        return Change(reasons=("REOPEN_REASON", [input.reason]), text=input.note)
