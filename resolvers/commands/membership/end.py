"""`membershipEnd`: ends a membership, and who stands in for it; the referrals that these handled in that office have no handler any more.

Source: docs/lifecycle.md (`membershipEnd`: not one's own; in the same transaction its open referrals lose their handler, event RELEASED).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import and_, or_, select
from typing_extensions import override

from db.session.lock import lock
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


@dataclass(kw_only=True)
class Leaving(WithCases[Membership]):
    """A membership with those that stand in for it, and the cases that they handle. `released`: the accounts that work there no more."""

    deputies: Sequence[Membership]
    released: frozenset[UUID]


class MembershipEnd(RowCommand[Leaving, MembershipEndInput, Membership]):
    """End a membership now, with its deputies; open referrals lose their handler. 结束任职及其代理，其承办的未结转介改为无承办人。"""

    answers = "Membership"

    @override
    async def load(self, locks: Locks, found: Membership) -> Leaving:
        """Return the membership, its deputies, and the cases that their accounts handle by no other membership in the office, locked."""
        standing_in = (Membership.deputy_for_id == found.id, Membership.ends_at > locks.at.now)
        leaving = await lock(locks.session, Membership, or_(Membership.id == found.id, and_(*standing_in)))
        membership, ending = next(each for each in leaving if each.id == found.id), {each.id for each in leaving}
        released = set[UUID]()
        for account in sorted({each.account_id for each in leaving}):
            if not {each.id for each in await locks.memberships(membership.office_id, account)} - ending:
                released.add(account)
        handled = select(Referral.item_id).where(
            Referral.handler_id.in_(released),
            Referral.office_id == membership.office_id,
            Referral.state.in_([state.value for state in OPEN]),
        )
        cases = await locks.cases((await locks.session.scalars(handled.distinct())).all()) if released else []
        deputies = [each for each in leaving if each is not membership]
        return Leaving(answer=membership, cases=cases, deputies=deputies, released=frozenset(released))

    @override
    def apply(self, leaving: Leaving, input: MembershipEndInput, at: Moment) -> Change:
        """End the membership now, or at its start if it has not begun, and release its referrals. The reason is kept in the audit alone.

        Raises OWN_MEMBERSHIP, MEMBERSHIP_OVER.
        """
        membership = leaving.answer
        if membership.account_id == at.viewer.account:
            raise Refusal("OWN_MEMBERSHIP", path=("id",))
        if membership.ends_at <= at.now:
            raise Refusal("MEMBERSHIP_OVER", path=("id",))
        for each in (membership, *leaving.deputies):
            each.ends_at = max(at.now, each.starts_at)
        for referral in (each for case in leaving.cases for each in case.referrals):
            if referral.state in OPEN and referral.office_id == membership.office_id and referral.handler_id in leaving.released:
                referral.handler_id = None
        return Change(reasons=("MEMBERSHIP_END_REASON", [input.reason]), elsewhere=RELEASED)
