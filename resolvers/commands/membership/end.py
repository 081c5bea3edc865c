"""`membershipEnd`: ends a membership; the referrals that its account handled in that office have no handler any more.

Source: docs/lifecycle.md (`membershipEnd`: not one's own; in the same transaction its open referrals lose their handler, event RELEASED).
"""

from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.tables.account import Membership
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.referral import OPEN
from resolvers.commands.aggregate.case import WithCases
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand

RELEASED = "RELEASED"
"""What the histories of these referrals call it, since no action was aimed at them."""


class MembershipEndInput(Input):
    """Which membership ends and why. 结束任职。"""

    id: Annotated[UUID, IdOf("Membership"), Says("The membership. 任职。")]
    reason: Annotated[str, CodeOf("MEMBERSHIP_END_REASON"), Says("Why; a code. 原因代码。")]


class MembershipEnd(RowCommand[WithCases[Membership], MembershipEndInput, Membership]):
    """End a membership now; its open referrals lose their handler. 结束任职，其承办的未结转介改为无承办人。"""

    answers = "Membership"

    @override
    async def load(self, locks: Locks, found: Membership) -> WithCases[Membership]:
        """Return the membership and the cases that its account handles by no other membership in the office, locked."""
        membership = await locks.locked(found)
        others = {each.id for each in await locks.memberships(membership.office_id, membership.account_id)} - {membership.id}
        handled = select(Referral.item_id).where(
            Referral.handler_id == membership.account_id,
            Referral.office_id == membership.office_id,
            Referral.state.in_([state.value for state in OPEN]),
        )
        cases = [] if others else await locks.cases((await locks.session.scalars(handled.distinct())).all())
        return WithCases(answer=membership, cases=cases)

    @override
    def apply(self, leaving: WithCases[Membership], input: MembershipEndInput, at: Moment) -> Change:
        """End the membership now, or at its start if it has not begun, and release its referrals. The reason is kept in the audit alone.

        Raises OWN_MEMBERSHIP, MEMBERSHIP_OVER.
        """
        membership = leaving.answer
        if membership.account_id == at.viewer.account:
            raise Refusal("OWN_MEMBERSHIP", path=("id",))
        if membership.ends_at <= at.now:
            raise Refusal("MEMBERSHIP_OVER", path=("id",))
        membership.ends_at = max(at.now, membership.starts_at)
        handles = (membership.office_id, membership.account_id)
        for referral in (each for case in leaving.cases for each in case.referrals):
            if referral.state in OPEN and (referral.office_id, referral.handler_id) == handles:
                referral.handler_id = None
        return Change(reasons=("MEMBERSHIP_END_REASON", [input.reason]), elsewhere=RELEASED)
