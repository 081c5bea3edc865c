"""A referral that was thought done is worked on once more.

Source: docs/lifecycle.md (`referralReopen`; limits are guards).
"""

from typing import Annotated

from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.reopening import reopen
from resolvers.commands.command import CodeOf, Command, Moment, Says, Told
from resolvers.commands.target import Note, OnReferral
from resolvers.commands.work import Work


class ReferralReopenInput(OnReferral):
    """Why it is worked on once more. 重办的原因。"""

    reason: Annotated[str, CodeOf("REOPEN_REASON"), Says("Why; a code. 重办原因代码。")]
    note: Note = None


class ReferralReopen(Command[Case, ReferralReopenInput]):
    """Have the same office work on it once more, with a shorter clock. 重办。"""

    async def load(self, work: Work, input: ReferralReopenInput) -> Case:
        """The referral with its case."""
        return await work.referral()

    def apply(self, case: Case, input: ReferralReopenInput, at: Moment) -> Told:
        """The clock starts anew."""
        reopen(case, case.judged, at)
        return Told(reasons=("REOPEN_REASON", [input.reason]), text=input.note)
