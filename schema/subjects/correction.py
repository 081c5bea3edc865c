"""Corrections of values of families, persons and visits: made by the federation, or proposed by an office or the person and decided.

Source: docs/domain.md 7.
"""

from datetime import date, datetime

import strawberry
from strawberry import ID, field

from domain.access_report import AskedBy
from domain.correction import CorrectedValue, CorrectionState
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Family, Office, Person, Referral, Visit
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which corrections. 信息更正的筛选条件。")
class CorrectionFilter:
    state: list[CorrectionState] | None = field(description="In these states. 状态。")
    value: list[CorrectedValue] | None = field(description="Of these values. 更正的内容。")
    family: ID | None = field(description="Of this family. 家庭。")
    asked_by: list[AskedBy] | None = field(description="That these have asked for. 申请人。")
    late: bool | None = field(description="Whether they should have been decided by now. 是否逾期未决定。")
    region: RegionCode | None = field(description="Of families living in this division. 家庭居住地区划。")
    changed_after: datetime | None = field(description="Changed at or after. 变更时间不早于。")


@strawberry.type(
    description="A value of a family, person or visit that is corrected, or proposed to be. 对家庭、成员或走访信息的更正或更正建议。"
)
class Correction(
    Node, narrowed_by=CorrectionFilter, ordered_by=by_time("CorrectionOrder", "AT", "By the moment when it was told, the", "按提出时间")
):
    in_payloads = ("correction", "The correction. 信息更正。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last, with its version. 最近变更时间，与版本号一同变更。")
    at: datetime = field(description="When it was made or proposed. 更正或提出时间。")
    value: CorrectedValue = field(description="Which value. 更正的内容。")
    state: CorrectionState = field(description="Where it stands. 状态。")
    reason: CodeName = field(description="Why. 更正原因。")
    due_at: datetime | None = field(description="By when a proposal is to be decided. 决定期限。")
    due_on: date | None = field(description="The last day for that. 决定期限的最后一日。")
    refusal: CodeName | None = field(description="Why it was refused. 不予采纳的原因。")
    received_on: date | None = field(
        description="When the federation received what a person asks for; null for what nobody of the family asked. 收到本人申请的日期。"
    )
    asked_by: AskedBy | None = field(description="Who of the family asks for it, or for them. 申请人。")
    channel: CodeName | None = field(description="In which way they asked, where it was said. 提出方式，未载明时为空。")
    answered_on: date | None = field(description="When they were told what was decided. 答复申请人的日期。")
    decided_at: datetime | None = field(description="When it was decided. 决定时间。")
    decided_by: Account | None = field(description="By whom; internal to the federation. 决定人；仅残联可见。")
    by: Account | None = field(description="Who made or proposed it; internal to the federation. 更正或提出人；仅残联可见。")
    office: Office | None = field(description="The office that made or proposed it. 更正或提出的办公室。")
    referral: Referral | None = field(description="The referral by which it was proposed. 据以提出的转介。")
    visit: Visit | None = field(
        description="The visit whose value it is; null for a family's or member's. 更正的走访；家庭、成员信息为空。"
    )
    family: Family | None = field(description="Whose family it is. 家庭。")
    person: Person | None = field(description="The member whose value it is. 成员。")
    proposed: str | None = field(
        description="The value as it should be, null where it is taken away; for the cadres and commissioners of the place alone. "
        "正确内容，删除该内容时为空；限当地残联干部与专职委员。"
    )
    removes: bool | None = field(
        description="Whether the value is taken away and nothing put in its place; for the cadres and commissioners of the place alone. "
        "是否删除而不替换；限当地残联干部与专职委员。"
    )
    replaced: str | None = field(
        description="The value that it replaced, for the cadres and commissioners of the place alone. "
        "被替代的原内容；限当地残联干部与专职委员。"
    )
    note: str | None = field(description="A note; for the cadres and commissioners of the place alone. 备注；限当地残联干部与专职委员。")


@strawberry.type
class CorrectionRoots(Roots):
    corrections: Connection[Correction] = connection(
        description="Corrections of values, the newest first: an office's own proposals, and all of the place for its cadres and "
        "commissioners. 信息更正，最新的在前：办理单位可见自己的建议，当地残联干部与专职委员可见全部。"
    )
    corrections_due: Connection[Correction] = connection(
        description="What offices propose to correct, or persons ask for, and the viewer has to decide on, what is due first comes first. "
        "待决定的更正建议与本人更正申请：由查看者决定，按期限升序。"
    )
