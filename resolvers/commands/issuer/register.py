"""`issuerRegister`: a system administrator proposes whose tokens are taken for which organisations; of one that is known, what changes.

Source: docs/lifecycle.md (`issuerRegister`); docs/decisions/035-issuers.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.issuer import Issuer
from db.tables.organization import Organization
from db.tables.proposal import Proposal
from domain.issuer import ServerAddress, ToldOfSignIn
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalKind
from domain.value.values import FileNumber, ShortText
from domain.viewer import Role
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Distinct, IdOf, Input, Says, Several
from resolvers.commands.issuer.judged import Named, against_issuer
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View

ORGANIZATIONS_MOST, TOLD_MOST = 100, 10


class RequirementInput(Input):
    """What a token must tell of the sign-in for a role. 某角色的登录要求。"""

    role: Annotated[Role, Says("For which role. 角色。")]
    acr: Annotated[
        tuple[str, ...] | None, ToldOfSignIn(), Several(1, TOLD_MOST), Distinct(), Says("One of these (`acr`). 认证等级，满足其一。")
    ] = None
    amr: Annotated[
        tuple[str, ...] | None, ToldOfSignIn(), Several(1, TOLD_MOST), Distinct(), Says("All of these (`amr`). 认证方式，须全部满足。")
    ] = None


class IssuerRegisterInput(Input):
    """An authorization server of others. 外部认证服务。"""

    address: Annotated[
        str, ServerAddress(), Says("The issuer of its tokens (`iss`); one that is known is changed. 签发者地址；已登记的则变更。")
    ]
    name: Annotated[str, ShortText(), Says("What it is called. 名称。")]
    audience: Annotated[str, FileNumber(), Says("For whom its tokens must be (`aud`). 令牌受众。")]
    keys_address: Annotated[
        str | None, ServerAddress(), Says("Where its keys are; by default where its metadata says. 公钥地址，默认按其元数据。")
    ] = None
    client_id: Annotated[
        str | None, FileNumber(), Says("What we are called there, for sign-in in a browser. 本平台在该服务的客户端标识。")
    ] = None
    organizations: Annotated[
        tuple[UUID, ...],
        IdOf("Organization"),
        Several(1, ORGANIZATIONS_MOST),
        Distinct(),
        Says("The organisations for which it speaks. 可代表的机构。"),
    ]
    requirements: Annotated[
        tuple[RequirementInput, ...] | None, Several(1, len(Role)), Says("What its tokens must tell, by role. 各角色的登录要求。")
    ] = None


@dataclass(kw_only=True)
class Naming(Aggregate[Proposal]):
    """A new proposal with what it is judged by."""

    named: Named


class IssuerRegister(Command[Naming, IssuerRegisterInput, Named]):
    """Propose whose tokens are taken; another administrator approves it. 提议登记或变更外部认证服务，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: IssuerRegisterInput) -> Named:
        """Return the issuer of this address, if there is one, and the organisations. Notes NOT_FOUND."""
        known = await view.rows(Issuer, Issuer.address == input.address)
        return Named(next(iter(known), None), await view.named_rows(Organization, input.organizations, ("organizations",)))

    @override
    async def load(self, locks: Locks, found: Named) -> Naming:
        """Return a new proposal with what was found."""
        return Naming(answer=proposed(ProposalKind.ISSUER, locks.at), named=found)

    @override
    def apply(self, naming: Naming, input: IssuerRegisterInput, at: Moment) -> Change:
        """Write what is proposed. Raises REPEATED, REQUIRED, and what stands against it."""
        row, issuer = naming.answer, naming.named.issuer
        row.address, row.name, row.audience = input.address, input.name, input.audience
        row.keys_address, row.client_id, row.organization_ids = input.keys_address, input.client_id, [*input.organizations]
        row.issuer_id = None if issuer is None else issuer.id
        row.requirements = [*_written(input.requirements or ())]
        if unfit := [*against_issuer(row, naming.named)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))


def _written(requirements: tuple[RequirementInput, ...]) -> Iterator[str]:
    """Yield each value that must be told, after its role and `acr` or `amr`. Raises REPEATED, REQUIRED."""
    for place, each in enumerate(requirements):
        if each.role in [other.role for other in requirements[:place]]:
            raise Refusal("REPEATED", path=("requirements", place))
        if not (each.acr or each.amr):
            raise Refusal("REQUIRED", path=("requirements", place, "acr"))
        for what, values in (("acr", each.acr), ("amr", each.amr)):
            yield from (f"{each.role} {what} {value}" for value in values or ())
