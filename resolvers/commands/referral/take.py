"""A handler takes a referral that nobody handles.

Source: docs/lifecycle.md (`referralTake`).
"""

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, Moment, Told
from resolvers.commands.target import OnReferral
from resolvers.commands.work import Work


class ReferralTakeInput(OnReferral):
    """Which referral is taken. 领办的转介。"""


class ReferralTake(Command[Case, ReferralTakeInput]):
    """Take a referral of the office that nobody handles. 领办。"""

    async def load(self, work: Work, input: ReferralTakeInput) -> Case:
        """The referral with its case."""
        return await work.referral()

    def apply(self, case: Case, input: ReferralTakeInput, at: Moment) -> Told:
        """Handled by the one who takes it."""
        case.judged.handler_id = at.viewer.account
        return Told()
