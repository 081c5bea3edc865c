"""Families that offices have handed to the federation, whether or not it knew them.

Source: docs/domain.md 3 (`familyHandOver`).
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.ask import AskState
from domain.visit import NoticeBasis
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Family, Office, Region
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which families that were handed over. 移交家庭的筛选条件。")
class FamilyHandOverFilter:
    state: list[AskState] | None = field(description="In these states. 状态。")
    region: RegionCode | None = field(description="Of families living in this division. 家庭居住地区划。")
    late: bool | None = field(description="Whether they should have been decided by now. 是否逾期未决定。")
    changed_after: datetime | None = field(description="Changed at or after. 变更时间不早于。")


@strawberry.type(description="A family that an office has handed to the federation. 办理单位移交残联的家庭。")
class FamilyHandOver(
    Node,
    narrowed_by=FamilyHandOverFilter,
    ordered_by=by_time("FamilyHandOverOrder", "AT", "By when it was handed over, the", "按移交时间"),
):
    in_payloads = ("family_hand_over", "What was handed over. 移交记录。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last, with its version. 最近变更时间，与版本号一同变更。")
    at: datetime = field(description="When. 移交时间。")
    office: Office | None = field(description="Which office. 移交单位。")
    by: Account | None = field(description="Who; internal to the federation. 移交人；仅残联可见。")
    external_reference: str | None = field(description="The office's own number of it. 移交单位的编号。")
    region: Region | None = field(
        description="Where the family lives, as the office says; the township for who may not know the village. 移交单位所述的居住地。"
    )
    domain: CodeName = field(description="The domain of the need. 需求领域。")
    notice_basis: NoticeBasis = field(description="How the family was told. 告知形式。")
    state: AskState = field(description="GRANTED: the federation has taken it on. 状态；GRANTED 表示残联已接收。")
    due_at: datetime = field(description="By when it is to be decided. 决定期限。")
    due_on: date | None = field(description="The last day for that. 决定期限的最后一日。")
    reason: CodeName | None = field(description="Why it was not taken on. 不予接收的原因。")
    decided_at: datetime | None = field(description="When it was decided. 决定时间。")
    decided_by: Account | None = field(description="By whom; internal to the federation. 决定人；仅残联可见。")
    family: Family | None = field(description="As which family it was taken on; internal to the federation. 接收后的家庭；仅残联可见。")
    head_name: str | None = field(
        description="The head's name, for cadres and commissioners of the place until it is decided. 户主姓名；决定前限当地残联。"
    )
    phone: str | None = field(description="The telephone, as `headName`. 电话，可见范围同 headName。")
    address: str | None = field(description="The address below the village, as `headName`. 村以下住址，可见范围同 headName。")
    request_text: str | None = field(description="What is needed, as `headName`. 需求内容，可见范围同 headName。")


@strawberry.type
class FamilyHandOverRoots(Roots):
    family_hand_overs: Connection[FamilyHandOver] = connection(
        description="Families that were handed over, the newest first: an office's own, and all of the place for its cadres, "
        "commissioners and monitors. 移交的家庭，最新的在前：办理单位可见本单位移交的，当地残联干部、专职委员与督办员可见全部。"
    )
