"""Assistance items: one piece of help asked for a need, and the preview of what an office would see.

Source: docs/domain.md 3; states by docs/lifecycle.md.
"""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import ID, UNSET, argument, field

from domain.item import ItemState, ResolutionPath
from domain.referral import Colour, UrgencyLevel
from schema.build.assemble import Info, Roots
from schema.build.scalars import RegionCode
from schema.subjects.action import AvailableAction, Reason, available_actions
from schema.subjects.availability import Availability
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, GroupedConnection, connection
from schema.subjects.disclosure import DisclosedGroup
from schema.subjects.item_line import ItemLine, LineSummary
from schema.subjects.item_warning import ItemWarning
from schema.subjects.neighbours import AssistanceType, Event, Family, Need, Office, Person, Referral, Region
from schema.subjects.node import Node, by_time
from schema.subjects.preview import PreviewFamily
from schema.subjects.urgency import Urgency


@strawberry.input(description="Which items. 帮扶事项的筛选条件。")
class ItemFilter:
    created_after: datetime | None = field(description="Drafted at or after. 起草时间不早于。")
    created_before: datetime | None = field(description="Drafted before. 起草时间早于。")
    domain: list[str] | None = field(description="Of these domains of need. In the list NEED_DOMAIN. 需求领域代码。代码表：NEED_DOMAIN。")
    urgency: list[UrgencyLevel] | None = field(description="Of these levels of urgency. 紧急程度。")
    region: RegionCode | None = field(description="Of families living in this division. 家庭居住地区划。")
    office: ID | None = field(description="With this office. 主办办公室。")
    department: list[str] | None = field(description="Of these departments. In the list DEPARTMENT. 部门代码。代码表：DEPARTMENT。")
    state: list[ItemState] | None = field(description="In these states. 状态。")
    type: list[str] | None = field(description="Of these assistance types. Of assistanceTypes. 帮扶类型代码。取自 assistanceTypes。")
    number: str | None = field(description="Of this number. 编号。")
    colour: Colour | None = field(description="Whose lead referral has this colour. 主办转介的时限颜色。")
    changed_after: datetime | None = field(description="Changed at or after; see `updatedAt`. 最近变更时间不早于（见 updatedAt）。")


@strawberry.type(
    description="What an office would see of the family before it signs, and how busy it is."
    " 派单预览：该办公室签收前所能看到的内容及其工作量。"
)
class DispatchPreview:
    office: Office | None = field(description="The office chosen, or the one that routing finds. 所选办公室，或按规则确定的办公室。")
    request_text: str | None = field(description="What it would be asked. 请求内容。")
    disclosed: list[DisclosedGroup] = field(
        description="What it would see, group by group, and why. 派单后该办公室所见的字段组、级别及理由。"
    )
    family: PreviewFamily | None = field(description="The family exactly as the office would see it. 该办公室将看到的家庭信息。")
    refusal: Reason | None = field(
        description="Why it could not be sent there as it stands; null where it could. 不能派往该办公室的原因；可派时为空。"
    )
    warnings: list[ItemWarning] = field(description="What to think about before it is sent; hinders nothing. 派单前的提示，不阻止办理。")
    availability: Availability | None = field(
        description="What the office says of its room for such an item; null where it says nothing."
        " 该办公室对此类事项自报的接收能力；未填报为空。"
    )
    paused: bool | None = field(
        description="Whether the office takes nothing of this type, or of this township, at present; hinders nothing."
        " 该办公室目前是否暂停接收此类事项；仅提示，不阻止派单。"
    )
    open: int | None = field(description="How many open referrals it has, as far as the viewer sees them. 在办转介数（限查看者可见）。")
    overdue: int | None = field(description="How many of them are overdue. 其中已超期的数量。")


OfOffice = Annotated[ID | None, argument(description="The office; if absent the one that routing finds. 办公室；未指定时按规则确定。")]


def dispatch_preview(root: Any, info: Info, office: OfOffice = UNSET) -> Any:
    """Return the planned preview."""
    return root[info.key]


@strawberry.type(description="One piece of help asked for a need, of one type of the catalogue. 帮扶事项：为一项需求提出的一种帮扶。")
class AssistanceItem(Node, narrowed_by=ItemFilter, ordered_by=by_time("ItemOrder", "CREATED", "By drafting, the", "按起草时间")):
    in_payloads = ("item", "The item. 帮扶事项。")

    number: str = field(description="The number. 编号。")
    version: int = field(
        description="The version of the item with its referrals; give it as `expectedVersion`. 事项及其转介的版本号，用作 expectedVersion。"
    )
    updated_at: datetime = field(
        description="When it was changed last: with its version, or when it came to be. 最近变更时间，与版本号一同变更。"
    )
    state: ItemState = field(description="Where it stands. 状态。")
    path: ResolutionPath | None = field(description="How the need is answered; null until it is dispatched. 解决路径；派单前为空。")
    type: AssistanceType | None = field(description="The assistance type. 帮扶类型。")
    urgency: Urgency = field(description="How urgent it is. 紧急程度。")
    need_domain: CodeName = field(description="The need's field of life. 需求领域。")
    request_text: str | None = field(description="What is asked. 请求内容。")
    created_at: datetime = field(description="When it was drafted. 起草时间。")
    dispatched_at: datetime | None = field(description="When it was first dispatched. 首次派单时间。")
    cancel_reason: CodeName | None = field(description="Why it was cancelled. 撤销原因。")
    changed_since_return: bool = field(description="Whether it was changed after its last return. 上次退单后是否已修改。")
    last_returned_office: Office | None = field(description="Which office returned it last. 最近退单的办公室。")
    suggested_office: Office | None = field(
        description="Which office should have it, as the one says that returned it last. 最近退单时建议改派的办公室。"
    )
    designatable: bool = field(description="Whether a monitor may designate an office. 是否可由督查指定办理单位。")
    region: Region | None = field(description="Where the family lives. 家庭居住地。")
    office: Office | None = field(description="The office of its lead referral. 主办办公室。")
    family: Family | None = field(description="Whom it helps. 帮扶的家庭。")
    person: Person | None = field(description="Which member it helps; null for the household. 帮扶的成员；为空表示整个家庭。")
    need: Need | None = field(description="The need it serves. 所针对的需求。")
    lead: Referral | None = field(description="Its lead referral. 主办转介。")
    lines: list[ItemLine] | None = field(description="Of a request for funds, its lines. 资金申请的明细。")
    line_summary: LineSummary | None = field(description="What its lines come to; null for help to a family. 明细合计；家庭帮扶为空。")
    request_document: str | None = field(description="The number of the letter that asks for funds. 请款文号。")
    fund_source: CodeName | None = field(description="From which source funds are asked. 申请的资金来源。")
    referrals: GroupedConnection[Referral] = connection(description="All its referrals, the oldest first. 全部转介，最早的在前。")
    previous: "AssistanceItem | None" = field(description="The item that it follows. 前一事项。")
    events: Connection[Event] = connection(description="Its history, the oldest first. 办理记录，最早的在前。")
    available_actions: list[AvailableAction] = field(
        resolver=available_actions, description="What the viewer may do with it. 查看者可进行的操作。"
    )
    warnings: list[ItemWarning] | None = field(
        description="What to think about before it is sent, as long as it is open; hinders nothing. 办结前的提示，不阻止办理。"
    )
    dispatch_preview: DispatchPreview | None = field(
        description="What an office would see; null where no office fits. 派单预览；没有合适的办公室时为空。",
        resolver=dispatch_preview,
    )


@strawberry.type
class ItemRoots(Roots):
    items: GroupedConnection[AssistanceItem] = connection(description="Assistance items, the newest first. 帮扶事项，最新的在前。")
