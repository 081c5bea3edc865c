"""Families that have moved to another county, as they are proposed to the federation there.

Source: docs/decisions/033-moving.md.
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.moving import MoveState
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Family, Office, Region
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which proposed moves. 跨县迁居移交的筛选条件。")
class FamilyMoveProposalFilter:
    state: list[MoveState] | None = field(description="In these states. 状态。")
    number: str | None = field(description="Of this number. 编号。")
    region: RegionCode | None = field(description="To this division. 迁入地区划。")
    arriving: bool | None = field(
        description="Whether the family would come to the viewer's divisions; else it leaves them. 是否迁入本人管辖范围，否则为迁出。"
    )
    late: bool | None = field(description="Whether they should have been decided by now. 是否逾期未决定。")
    changed_after: datetime | None = field(description="Changed at or after. 变更时间不早于。")


@strawberry.type(description="A family that is proposed to the county to which it has moved. 向迁入县（市、区）移交的迁居家庭。")
class FamilyMoveProposal(
    Node,
    narrowed_by=FamilyMoveProposalFilter,
    ordered_by=by_time("FamilyMoveProposalOrder", "AT", "By when it was proposed, the", "按移交时间"),
):
    in_payloads = ("family_move_proposal", "What was proposed. 迁居移交记录。")

    number: str = field(description="The number by which both counties speak of it. 编号，供两地核对。")
    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last, with its version. 最近变更时间，与版本号一同变更。")
    at: datetime = field(description="When. 移交时间。")
    office: Office | None = field(description="Which federation proposes it: whom to call. 移交残联，可向其询问。")
    by: Account | None = field(description="Who; internal to the federation. 移交人；仅残联可见。")
    region: Region | None = field(
        description="Where the family lives then; the township for who may not know the village. 迁入地；无权知悉村（社区）者仅见乡镇。"
    )
    state: MoveState = field(description="Where it stands. 状态。")
    due_at: datetime = field(description="By when it is to be decided; it does not lapse. 决定期限，逾期不失效。")
    due_on: date | None = field(description="The last day for that. 决定期限的最后一日。")
    reason: CodeName | None = field(description="Why it was declined. 不予接收的原因。")
    decided_at: datetime | None = field(description="When it was decided or withdrawn. 决定或撤回时间。")
    decided_by: Account | None = field(description="By whom; internal to the federation. 决定人；仅残联可见。")
    family: Family | None = field(
        description="The family, for whoever sees it: the county that it leaves until it is accepted, the other one from then on. "
        "家庭；接收前仅迁出地可见，接收后仅迁入地可见。"
    )


@strawberry.type
class FamilyMoveProposalRoots(Roots):
    family_move_proposals: Connection[FamilyMoveProposal] = connection(
        description="Families that are proposed to another county, the newest first: for cadres and monitors of both counties. "
        "跨县迁居移交的家庭，最新的在前；迁出地与迁入地残联干部、督办员可见。"
    )
