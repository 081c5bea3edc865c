"""`accountCreate`: a system administrator proposes an account, which is there once a security administrator approves it.

Source: docs/lifecycle.md (`accountCreate`); docs/decisions/041-two-administrators.md.
"""

from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from db.tables.account import Account
from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalKind
from domain.value.values import FileNumber, PersonName
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.membership.rights import MembershipRightsInput, write_rights
from resolvers.commands.proposal.proposed import Around, against, proposed
from resolvers.commands.view import View

SUBJECT_MOST = 100


class AccountCreateInput(Input):
    """An account that is to be. 拟建的账号。"""

    subject: Annotated[
        str,
        FileNumber(SUBJECT_MOST),
        Says("By which tokens name it; no number of a person. 登录标识，不得使用身份证号或手机号。"),
    ]
    name: Annotated[str, PersonName(), Says("What colleagues call it. 同事看到的姓名。")]
    membership: Annotated[
        MembershipRightsInput | None, Says("Its first membership, approved together with it. 首个任职，与账号一并审批。")
    ] = None


@dataclass(kw_only=True)
class Opening(Aggregate[Proposal]):
    """A new proposal with the office of the account's first membership."""

    office: Office | None


class AccountCreate(Command[Opening, AccountCreateInput, Office | None]):
    """Propose an account; a security administrator approves it. It may do nothing until it holds a membership. 提议新建账号。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: AccountCreateInput) -> Office | None:
        """Return the office of the first membership; note SUBJECT_USED where there is such an account. Raises NOT_FOUND."""
        if await view.rows(Account, Account.subject == input.subject):
            view.findings.unfit.append(Refusal("SUBJECT_USED", path=("subject",)))
        return None if input.membership is None else await view.row(Office, input.membership.office, ("membership", "office"))

    @override
    async def load(self, locks: Locks, found: Office | None) -> Opening:
        """Return a new proposal with what was found."""
        return Opening(answer=proposed(ProposalKind.ACCOUNT, locks.at), office=found)

    @override
    def apply(self, opening: Opening, input: AccountCreateInput, at: Moment) -> Change:
        """Write what the account is to be called, and may. Raises what stands against its membership."""
        row = opening.answer
        row.subject, row.name = input.subject, input.name
        if opening.office is not None and input.membership is not None:
            write_rights(row, input.membership, opening.office)
            if unfit := [Refusal(code, path=("membership", field)) for code, field in against(row, Around(opening.office, ()), at.now)]:
                raise Refusals(*unfit)
        return Change(rows=(row,))
