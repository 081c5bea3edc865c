"""A dispatcher gives a referral to a handler of the office.

Source: docs/lifecycle.md (`referralAssign`). Assignment is inside the office's inbox: the queue belongs to the office.
"""

from typing import Annotated
from uuid import UUID

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, IdOf, Input, Moment, Says, Told
from resolvers.commands.work import Work


class ReferralAssignInput(Input):
    """To whom referrals are given. 分配承办人。"""

    handler: Annotated[UUID, IdOf("Account"), Says("Who works on it from now on. 承办人。")]


class ReferralAssign(Command[Case, ReferralAssignInput]):
    """Give a referral to a handler of the office. 分配承办人。"""

    bulk = True

    async def load(self, work: Work, input: ReferralAssignInput) -> Case:
        """The referral with its case; the handler holds a role in its office."""
        case = await work.referral()
        await work.works_in(case.judged.office_id, input.handler, ("handler",))
        return case

    def apply(self, case: Case, input: ReferralAssignInput, at: Moment) -> Told:
        """Handled by the one who is named."""
        case.judged.handler_id = input.handler
        return Told(handler=input.handler)
