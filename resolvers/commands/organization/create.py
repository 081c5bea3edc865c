"""`organizationCreate`: a system administrator proposes an organisation with its offices, which stand once it is approved.

Source: docs/lifecycle.md (`organizationCreate`); docs/decisions/047-what-administrators-keep.md.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Organization
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.organization import lines_with
from domain.proposal import ProposalKind
from domain.value.values import RegionAt, ShortText
from domain.viewer import OrganizationKind
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.organization.judged import Site, against_organization
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View

LINES_MOST = 30


class OrganizationCreateInput(Input):
    """An organisation that is to be. 拟设立的机构。"""

    kind: Annotated[OrganizationKind, Says("What it is. 机构类别。")]
    name: Annotated[str, ShortText(), Says("Its name, which its office has as well. 机构名称，其办公室同名。")]
    region: Annotated[str, RegionAt(), Says("The division that it serves. 所属区划。")]
    department: Annotated[str | None, CodeOf("DEPARTMENT"), Says("Of a department alone: which; a code. 部门代码，仅部门机构填写。")] = None
    parent: Annotated[UUID | None, IdOf("Organization"), Says("The organisation above it. 上级机构。")] = None
    lines: Annotated[
        tuple[str, ...] | None,
        CodeOf("DEPARTMENT"),
        Several(1, LINES_MOST),
        Distinct(),
        Says("Of a township alone: for which departments it acts, an office each; codes. 乡镇（街道）承接的部门代码，各设一个办公室。"),
    ] = None


@dataclass(kw_only=True)
class Founding(Aggregate[Proposal]):
    """A new proposal with what it is judged by."""

    site: Site


class OrganizationCreate(Command[Founding, OrganizationCreateInput, Site]):
    """Propose an organisation with its offices; a security administrator approves it. 提议设立机构及其办公室，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: OrganizationCreateInput) -> Site:
        """Return the organisation above, and those of this kind in the division. Raises NOT_FOUND."""
        above = None if input.parent is None else await view.row(Organization, input.parent, ("parent",))
        same = (Organization.region_code == input.region, Organization.kind == input.kind.value)
        return Site(above, await view.rows(Organization, *same))

    @override
    async def load(self, locks: Locks, found: Site) -> Founding:
        """Return a new proposal with what was found."""
        return Founding(answer=proposed(ProposalKind.ORGANIZATION, locks.at), site=found)

    @override
    def apply(self, founding: Founding, input: OrganizationCreateInput, at: Moment) -> Change:
        """Write what is proposed. Raises REQUIRED, NOT_EXPECTED, and what stands against it."""
        row = founding.answer
        if (input.kind is OrganizationKind.DEPARTMENT) != (input.department is not None):
            raise Refusal("REQUIRED" if input.department is None else "NOT_EXPECTED", path=("department",))
        if input.lines and input.kind is not OrganizationKind.TOWNSHIP:
            raise Refusal("NOT_EXPECTED", path=("lines",))
        row.organization_kind, row.name, row.region_code = input.kind.value, input.name, input.region
        row.department_code, row.parent_id, row.lines = input.department, input.parent, [*(input.lines or ())]
        row.office_ids = [at.fresh.id() for _ in lines_with(input.kind, input.department, row.lines)]
        if unfit := [*against_organization(row, founding.site)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))
