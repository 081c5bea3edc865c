"""Needs: one difficulty found in a family.

Source: docs/domain.md 2; status by docs/lifecycle.md ("Need status").
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.need import NeedStatus
from domain.referral import UrgencyLevel
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.action import AvailableAction, available_actions
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, GroupedConnection, connection
from schema.subjects.neighbours import AssistanceItem, Event, Family, Person, Region, Visit
from schema.subjects.node import Node, NumberedNode, by_time
from schema.subjects.urgency import Urgency


@strawberry.input(description="Which needs. 需求的筛选条件。")
class NeedFilter:
    domain: list[str] | None = field(description="Of these domains. In the list NEED_DOMAIN. 需求领域代码。代码表：NEED_DOMAIN。")
    urgency: list[UrgencyLevel] | None = field(description="Of these levels of urgency. 紧急程度。")
    status: list[NeedStatus] | None = field(description="In these states. 状态。")
    region: RegionCode | None = field(description="Of families living in this division. 家庭居住地区划。")
    created_after: datetime | None = field(description="Created at or after. 创建时间不早于。")
    created_before: datetime | None = field(description="Created before. 创建时间早于。")
    number: str | None = field(description="Of this number. 编号。")
    without_item: bool | None = field(
        description="True: nothing that the viewer sees has been asked for it yet; false: something has. 是否尚无（查看者可见的）帮扶事项。"
    )
    changed_after: datetime | None = field(description="Changed at or after; see `updatedAt`. 最近变更时间不早于（见 updatedAt）。")


@strawberry.type(description="One difficulty found in a family. 需求：走访发现的一项困难。")
class Need(Node, NumberedNode, narrowed_by=NeedFilter, ordered_by=by_time("NeedOrder", "CREATED", "By creation, the", "按创建时间")):
    in_payloads = ("need", "The need. 需求。")

    domain: CodeName = field(description="In which field of life. 需求领域。")
    urgency: Urgency = field(description="How urgent it is. 紧急程度。")
    status: NeedStatus = field(description="Where it stands. 状态。")
    close_reason: CodeName | None = field(description="Why it was closed. 关闭原因。")
    closed_at: datetime | None = field(description="When it was closed. 关闭时间。")
    request_text: str | None = field(description="What is asked, in words shared with departments. 请求内容（与部门共享）。")
    internal_note: str | None = field(description="A note for the federation alone. 内部备注（仅残联可见）。")
    created_at: datetime = field(description="When it was found. 发现时间。")
    region: Region | None = field(description="Where the family lives. 家庭居住地。")
    family: Family | None = field(description="Whose it is. 所属家庭。")
    person: Person | None = field(description="Which member it is about; null for the household. 涉及的成员；为空表示整个家庭。")
    visit: Visit | None = field(description="The visit that found it. 发现该需求的走访。")
    items: GroupedConnection[AssistanceItem] = connection(description="What has been asked for it. 为其提出的帮扶事项。")
    events: Connection[Event] = connection(description="Its history, the oldest first. 办理记录，最早的在前。")
    available_actions: list[AvailableAction] = field(
        resolver=available_actions, description="What the viewer may do with it. 查看者可进行的操作。"
    )


@strawberry.type
class NeedRoots(Roots):
    needs: Connection[Need] = connection(description="Needs, the newest first. 需求，最新的在前。")
