"""Emergency views: who was shown a family at once, why, for how long, and whether that was justified.

Source: docs/domain.md 7 (emergency view).
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.emergency import ViewDecision
from schema.build.assemble import Roots
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Family, Office
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which emergency views. 紧急查看的筛选条件。")
class EmergencyViewFilter:
    decision: list[ViewDecision] | None = field(description="With these decisions. 核查结论。")
    decided: bool | None = field(description="True: reviewed; false: not yet. 是否已核查。")


@strawberry.type(description="A call to see one family at once. 一次紧急查看。")
class EmergencyView(
    Node,
    narrowed_by=EmergencyViewFilter,
    ordered_by=by_time("EmergencyViewOrder", "AT", "By when it was asked, the", "按查看时间"),
):
    in_payloads = ("emergency_view", "The emergency view. 紧急查看。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last. 最近变更时间。")
    at: datetime = field(description="When. 查看时间。")
    until: datetime | None = field(description="Until when the family is shown; null if none was found. 开放截止时间；未找到时为空。")
    account: Account | None = field(description="Who asked. 查看人。")
    office: Office | None = field(description="For which office. 查看单位。")
    reason: CodeName = field(description="Why. 理由。")
    text: str | None = field(description="What has happened, in their words. 情况说明。")
    found: bool = field(description="Whether there is such a family in the county. 本县是否找到该家庭。")
    family: Family | None = field(description="The family, as the viewer sees it. 家庭，按查看者的权限显示。")
    decision: ViewDecision | None = field(description="Whether it was justified; null until somebody says so. 核查结论；未核查时为空。")
    decided_at: datetime | None = field(description="When that was said. 核查时间。")
    decided_by: Account | None = field(description="By whom. 核查人。")
    note: str | None = field(description="A note about it. 核查备注。")


@strawberry.type
class EmergencyViewRoots(Roots):
    emergency_views: Connection[EmergencyView] = connection(
        description="Emergency views of the viewer's area, office or all, the newest first. 紧急查看，最新的在前。"
    )
