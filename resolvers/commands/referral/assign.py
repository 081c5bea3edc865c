"""A dispatcher gives a referral to a handler of the office.

Source: docs/lifecycle.md (`referralAssign`). Assignment is inside the office's inbox: the queue belongs to the office.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.referral import Referral
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class ReferralAssignInput(Input):
    """To whom referrals are given. 分配承办人。"""

    handler: Annotated[UUID, IdOf("Account"), Says("Who works on it from now on. 承办人。")]


class ReferralAssign(Command[Case, ReferralAssignInput, tuple[Referral, UUID]]):
    """Give a referral to a handler of the office. 分配承办人。"""

    bulk = True

    @override
    async def find(self, view: View, input: ReferralAssignInput) -> tuple[Referral, UUID]:
        """Return the referral and the account of its handler. Raises NOT_FOUND."""
        return await view.aimed_at(Referral), input.handler

    @override
    async def load(self, locks: Locks, found: tuple[Referral, UUID]) -> Case:
        """Return its case, locked; the handler holds a role in its office."""
        referral, handler = found
        case = await locks.referral(referral)
        await locks.works_in(referral.office_id, handler, ("handler",))
        return case

    @override
    def apply(self, case: Case, input: ReferralAssignInput, at: Moment) -> Change:
        """Make the account that is named the handler."""
        case.judged.handler_id = input.handler
        return Change(handler=input.handler)
