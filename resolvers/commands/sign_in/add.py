"""`signInAdd`: a system administrator proposes under which subject of an issuer an account signs in.

Source: docs/lifecycle.md (`signInAdd`); docs/decisions/035-issuers.md.
"""

from dataclasses import dataclass
from typing import Annotated, NamedTuple
from uuid import UUID

from typing_extensions import override

from db.tables.account import Account
from db.tables.issuer import Issuer, SignIn
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalKind
from domain.value.values import FileNumber
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.issuer.judged import SignedIn, against_sign_in
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class SignInAddInput(Input):
    """Whom an issuer calls so. 账号在外部认证服务的登录标识。"""

    issuer: Annotated[UUID, IdOf("Issuer"), Says("The issuer. 外部认证服务。")]
    subject: Annotated[str, FileNumber(), Says("What it calls them (`sub`); no number of a person. 登录标识，不得使用身份证号或手机号。")]
    account: Annotated[UUID, IdOf("Account"), Says("Who that is here. 账号。")]


class Found(NamedTuple):
    """Who is to sign in, and what that is judged by."""

    account: Account
    signed_in: SignedIn


@dataclass(kw_only=True)
class Adding(Aggregate[Proposal]):
    """A new proposal with what it is judged by."""

    found: Found


class SignInAdd(Command[Adding, SignInAddInput, Found]):
    """Propose under which subject an account signs in; another administrator approves it. 提议登记账号的外部登录标识，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: SignInAddInput) -> Found:
        """Return the account, the issuer and whom it calls so already. Raises NOT_FOUND."""
        issuer = await view.row(Issuer, input.issuer, ("issuer",))
        account = await view.row(Account, input.account, ("account",))
        held = await view.rows(SignIn, SignIn.issuer_id == issuer.id, SignIn.subject == input.subject)
        return Found(account, SignedIn(issuer, next(iter(held), None)))

    @override
    async def load(self, locks: Locks, found: Found) -> Adding:
        """Return a new proposal with what was found."""
        return Adding(answer=proposed(ProposalKind.SIGN_IN, locks.at), found=found)

    @override
    def apply(self, adding: Adding, input: SignInAddInput, at: Moment) -> Change:
        """Write what is proposed. Raises OWN_PROPOSAL, and what stands against it."""
        if input.account == at.viewer.account:
            raise Refusal("OWN_PROPOSAL", path=("account",))
        if unfit := [*against_sign_in(adding.found.signed_in, at.now)]:
            raise Refusals(*unfit)
        row = adding.answer
        row.issuer_id, row.subject, row.account_id = input.issuer, input.subject, input.account
        return Change(rows=(row,))
