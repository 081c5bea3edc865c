"""`membershipGrant`: a system administrator proposes a role in an office for an account, which begins once it is approved.

Source: docs/lifecycle.md (`membershipGrant`); docs/decisions/041-two-administrators.md.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple
from uuid import UUID

from typing_extensions import override

from db.tables.account import Account, Membership
from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalKind
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Says
from resolvers.commands.locks import Locks
from resolvers.commands.membership.rights import MembershipRightsInput, write_rights
from resolvers.commands.proposal.proposed import Around, against, proposed
from resolvers.commands.view import View


class MembershipGrantInput(MembershipRightsInput):
    """A membership that is to be. 拟授予的任职。"""

    account: Annotated[UUID, IdOf("Account"), Says("Whose. 账号。")]


class Named(NamedTuple):
    """Who is to work where, as the viewer sees it."""

    account: Account
    around: Around


@dataclass(kw_only=True)
class Granting(Aggregate[Proposal]):
    """A new proposal with what it is judged by."""

    named: Named


async def held_by(view: View, account: UUID) -> list[Membership]:
    """Return what an account holds now or later."""
    return await view.rows(Membership, Membership.account_id == account, Membership.ends_at > view.at.now)


def check(row: Proposal, named: Named, at: Moment) -> None:
    """Raise OWN_PROPOSAL, or all that stands against a proposed membership."""
    if named.account.id == at.viewer.account:
        raise Refusal("OWN_PROPOSAL", path=("account",))
    if unfit := [Refusal(code, path=(field,)) for code, field in against(row, named.around, at.now)]:
        raise Refusals(*unfit)


class MembershipGrant(Command[Granting, MembershipGrantInput, Named]):
    """Propose a role in an office for an account; a security administrator approves it. 提议授予任职，由安全管理员审批。"""

    answers: ClassVar[str] = "Proposal"

    @override
    async def find(self, view: View, input: MembershipGrantInput) -> Named:
        """Return the account, the office and what the account holds. Raises NOT_FOUND."""
        account = await view.row(Account, input.account, ("account",))
        office = await view.row(Office, input.office, ("office",))
        return Named(account, Around(office, await held_by(view, account.id)))

    @override
    async def load(self, locks: Locks, found: Named) -> Granting:
        """Return a new proposal with what was found."""
        return Granting(answer=proposed(ProposalKind.MEMBERSHIP, locks.at), named=found)

    @override
    def apply(self, granting: Granting, input: MembershipGrantInput, at: Moment) -> Change:
        """Write what is proposed. Raises what `check` raises."""
        row, office = granting.answer, granting.named.around.office
        row.account_id = input.account
        write_rights(row, input, office)
        check(row, granting.named, at)
        return Change(rows=(row,))
