"""A handler hands a referral back to the office.

Source: docs/lifecycle.md (`referralHandBack`).
"""

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, Moment, Told
from resolvers.commands.target import Note, OnReferral
from resolvers.commands.work import Work


class ReferralHandBackInput(OnReferral):
    """Which referral is handed back. 交回的转介。"""

    note: Note = None


class ReferralHandBack(Command[Case, ReferralHandBackInput]):
    """Hand back a referral that one handles oneself; the office gives it to another. 交回本人承办的转介。"""

    async def load(self, work: Work, input: ReferralHandBackInput) -> Case:
        """The referral with its case."""
        return await work.referral()

    def apply(self, case: Case, input: ReferralHandBackInput, at: Moment) -> Told:
        """Handled by nobody."""
        case.judged.handler_id = None
        return Told(text=input.note)
