"""`accountCreate`: a system administrator proposes an account, which is there once a security administrator approves it.

Source: docs/lifecycle.md (`accountCreate`); docs/decisions/041-two-administrators.md.
"""

from typing import Annotated

from typing_extensions import override

from db.tables.account import Account
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.proposal import ProposalKind
from domain.value.values import FileNumber, PersonName
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
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


class AccountCreate(Command[Aggregate[Proposal], AccountCreateInput, None]):
    """Propose an account; a security administrator approves it. It may do nothing until it holds a membership. 提议新建账号。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: AccountCreateInput) -> None:
        """Note SUBJECT_USED where there is such an account."""
        if await view.rows(Account, Account.subject == input.subject):
            view.findings.unfit.append(Refusal("SUBJECT_USED", path=("subject",)))

    @override
    async def load(self, locks: Locks, found: None) -> Aggregate[Proposal]:
        """Return a new proposal."""
        return Aggregate(answer=proposed(ProposalKind.ACCOUNT, locks.at))

    @override
    def apply(self, proposal: Aggregate[Proposal], input: AccountCreateInput, at: Moment) -> Change:
        """Write what the account is to be called."""
        row = proposal.answer
        row.subject, row.name = input.subject, input.name
        return Change(rows=(row,))
