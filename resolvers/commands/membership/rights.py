"""What a membership gives: the office, the role, the divisions, the days; as an input, and as it is written into a proposal.

Source: docs/domain.md 1; docs/decisions/041-two-administrators.md.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.time.calendar import end_of, start_of
from domain.value.values import NotInPast, RegionAt
from domain.viewer import Role
from resolvers.commands.inputs.input import Distinct, IdOf, Input, Says, Several

DIVISIONS_MOST = 50


class MembershipRightsInput(Input):
    """A role in an office, over divisions, for a time. 在办公室的角色、管辖区划与任期。"""

    office: Annotated[UUID, IdOf("Office"), Says("In which office. 办公室。")]
    role: Annotated[Role, Says("In which role. 角色。")]
    scope: Annotated[
        tuple[str, ...] | None,
        RegionAt(),
        Several(1, DIVISIONS_MOST),
        Distinct(),
        Says("Over which divisions, within the office's; by default all of it. 管辖区划，须在办公室区划内，默认为其全部。"),
    ] = None
    starts_on: Annotated[date | None, NotInPast("membership_days"), Says("The first day; by default at once. 起始日，默认批准即生效。")] = (
        None
    )
    ends_on: Annotated[date, NotInPast("membership_days"), Says("The last day. 最后一日。")]


def write_rights(row: Proposal, given: MembershipRightsInput, office: Office) -> None:
    """Write into a proposal what the membership is to give."""
    row.office_id, row.role, row.scope = office.id, given.role, [*(given.scope or (office.region_code,))]
    row.starts_at, row.ends_at = None if given.starts_on is None else start_of(given.starts_on), end_of(given.ends_on)
