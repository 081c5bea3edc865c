"""A membership ends; what its account handled in that office is handled by nobody.

Source: docs/lifecycle.md (`membershipEnd`: not one's own; in the same transaction its open referrals lose their handler, event RELEASED).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.session.lock import lock
from db.tables.account import Membership
from db.tables.declare import Row
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.referral import OPEN
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand

RELEASED = "RELEASED"
"""What happens to a referral without an action on it."""


@dataclass
class Leaving(Aggregate):
    """A membership, and the items whose open referrals its account handles by it alone."""

    membership: Membership = field(kw_only=True)
    handled: list[Case] = field(kw_only=True, default_factory=list)

    @property
    @override
    def subjects(self) -> list[Row]:
        """The membership, and what the items move with them whose referrals are released."""
        return [self.answer, *(row for case in self.handled for row in case.subjects)]

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Settle each item."""
        return [row for case in self.handled for row in case.settle(made, at)]

    @property
    def released(self) -> list[Referral]:
        """The open referrals that the account handles in the office."""
        return [each for case in self.handled for each in case.referrals if self.handles(each)]

    def handles(self, referral: Referral) -> bool:
        """Whether this referral is one of them."""
        office, account = self.membership.office_id, self.membership.account_id
        return referral.state in OPEN and referral.office_id == office and referral.handler_id == account


class MembershipEndInput(Input):
    """Which membership ends and why. 结束任职。"""

    id: Annotated[UUID, IdOf("Membership"), Says("The membership. 任职。")]
    reason: Annotated[str, CodeOf("MEMBERSHIP_END_REASON"), Says("Why; a code. 原因代码。")]


class MembershipEnd(RowCommand[Leaving, MembershipEndInput, Membership]):
    """End a membership now; its open referrals lose their handler. 结束任职，其承办的未结转介改为无承办人。"""

    answers = "Membership"

    @override
    async def load(self, locks: Locks, found: Membership) -> Leaving:
        """Return the membership, and what its account handles by no other membership in that office, locked."""
        (membership,) = await lock(locks.session, Membership, Membership.id == found.id)
        leaving = Leaving(judged=None, answer=membership, membership=membership)
        if {each.id for each in await locks.memberships(membership.office_id, membership.account_id)} <= {membership.id}:
            leaving.handled = await locks.cases(await _handled(locks, membership))
        return leaving

    @override
    def apply(self, leaving: Leaving, input: MembershipEndInput, at: Moment) -> Change:
        """End the membership now; one that has not begun never runs. The reason stands in the audit alone."""
        membership = leaving.membership
        if membership.account_id == at.viewer.account:
            raise Refusal("OWN_MEMBERSHIP", path=("id",))
        if membership.ends_at <= at.now:
            raise Refusal("MEMBERSHIP_OVER", path=("id",))
        membership.ends_at = max(at.now, membership.starts_at)
        for referral in leaving.released:
            referral.handler_id = None
        return Change(reasons=("MEMBERSHIP_END_REASON", [input.reason]), elsewhere=RELEASED)


async def _handled(locks: Locks, membership: Membership) -> list[UUID]:
    """The items with an open referral that the account handles in the office."""
    handles = select(Referral.item_id).where(
        Referral.handler_id == membership.account_id,
        Referral.office_id == membership.office_id,
        Referral.state.in_([state.value for state in OPEN]),
    )
    return list(await locks.session.scalars(handles.distinct()))
