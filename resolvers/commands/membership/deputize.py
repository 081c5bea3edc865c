"""`membershipDeputize`: a system administrator proposes who stands in for an official while they are away, in the same role and divisions.

Source: docs/lifecycle.md (`membershipDeputize`); docs/decisions/041-two-administrators.md.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.account import Account, Membership
from db.tables.organization import Office
from domain.proposal import ProposalKind
from domain.time.calendar import end_of, start_of
from domain.value.values import NotInPast
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.membership.grant import Granting, Named, check, held_by
from resolvers.commands.proposal.proposed import Around, proposed
from resolvers.commands.view import View


class MembershipDeputizeInput(Input):
    """Who stands in for whom, and when. 代理任职。"""

    id: Annotated[UUID, IdOf("Membership"), Says("The membership of whoever is away. 外出人员的任职。")]
    account: Annotated[UUID, IdOf("Account"), Says("Who stands in. 代理人账号。")]
    starts_on: Annotated[date, NotInPast("membership_days"), Says("The first day of the absence. 代理首日。")]
    ends_on: Annotated[date, NotInPast("deputy_days"), Says("Its last day. 代理末日。")]


class MembershipDeputize(Command[Granting, MembershipDeputizeInput, Named]):
    """Propose who stands in while somebody is away; a security administrator approves it. 提议代理任职，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: MembershipDeputizeInput) -> Named:
        """Return who stands in, and what for. Raises NOT_FOUND."""
        absent = await view.aimed_at(Membership)
        account = await view.row(Account, input.account, ("account",))
        office = await view.row(Office, absent.office_id, ("id",))
        return Named(account, Around(office, await held_by(view, account.id), absent))

    @override
    async def load(self, locks: Locks, found: Named) -> Granting:
        """Return a new proposal with what was found."""
        return Granting(answer=proposed(ProposalKind.MEMBERSHIP, locks.at), named=found)

    @override
    def apply(self, granting: Granting, input: MembershipDeputizeInput, at: Moment) -> Change:
        """Write what is proposed: the same role over the same divisions. Raises what `check` raises."""
        row, absent = granting.answer, granting.named.around.absent
        assert absent is not None
        row.account_id, row.deputy_for_id = input.account, absent.id
        row.office_id, row.role, row.scope = absent.office_id, absent.role, [*absent.scope]
        row.starts_at, row.ends_at = start_of(input.starts_on), end_of(input.ends_on)
        check(row, granting.named, at)
        return Change(rows=(row,))
