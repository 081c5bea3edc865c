"""Visits: one contact with a family and what was found; drafts of visits, which their author alone sees.

Source: docs/domain.md 2 (Visit); docs/domain-facts.md 1.4.
"""

from datetime import date, datetime

import strawberry
from strawberry import ID, field

from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode, VisitState
from schema.build.assemble import Roots
from schema.build.scalars import Fen, RegionCode
from schema.subjects.action import AvailableAction, available_actions
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Campaign, Event, Family, Need, Person, Region
from schema.subjects.node import Node, NumberedNode, by_time


@strawberry.input(description="Which visits. 走访的筛选条件。")
class VisitFilter:
    region: RegionCode | None = field(description="Of families living in this division. 家庭居住地区划。")
    number: str | None = field(description="Of this number. 编号。")
    at_after: datetime | None = field(description="At or after. 走访时间不早于。")
    at_before: datetime | None = field(description="Before. 走访时间早于。")
    mode: list[VisitMode] | None = field(description="In these ways. 走访方式。")
    contact_result: list[ContactResult] | None = field(description="With these results. 联系结果。")
    state: list[VisitState] | None = field(description="In these states; by default those that stand. 状态；默认只列有效的。")
    campaign: ID | None = field(description="Of this campaign. 专项行动。")
    family: ID | None = field(description="Of this family. 家庭。")
    changed_after: datetime | None = field(description="Changed at or after; see `updatedAt`. 最近变更时间不早于（见 updatedAt）。")
    awaits_callback: bool | None = field(description="Calls after which nobody of the family was spoken to yet. 是否尚待回电。")


@strawberry.type(description="How the family was told what becomes of its data. 个人信息告知。")
class Notice:
    basis: NoticeBasis | None = field(description="In which form. 告知形式。")


@strawberry.type(description="What the visit brought along. 慰问。")
class Consolation:
    kind: str | None = field(description="Money or what goods. 慰问金或物品。")
    value: Fen | None = field(description="Its value, in fen. 价值（分）。")


@strawberry.type(description="One contact with a family. 走访：与家庭的一次联系。")
class Visit(Node, NumberedNode, narrowed_by=VisitFilter, ordered_by=by_time("VisitOrder", "AT", "The", "按走访时间")):
    in_payloads = ("visit", "The visit. 走访。")

    at: datetime = field(description="When. 走访时间。")
    mode: VisitMode = field(description="How the family was contacted. 走访方式。")
    channel: IntakeChannel = field(description="By which way it came in. 受理渠道。")
    contact_result: ContactResult = field(description="Whether anybody was met. 联系结果。")
    hotline_ticket: str | None = field(description="The hotline's ticket. 热线工单号。")
    callback_due_at: datetime | None = field(description="Until when the hotline calls back. 热线回电期限。")
    called_back_at: datetime | None = field(
        description="When somebody of the family was spoken to first after such a call. 回电或其后首次联系到家庭的时间。"
    )
    created_at: datetime = field(description="When it was recorded. 录入时间。")
    state: VisitState = field(description="Whether it stands. 状态。")
    withdrawn_at: datetime | None = field(description="When it was withdrawn. 撤回时间。")
    withdrawn_by: Account | None = field(description="By whom it was withdrawn. 撤回人。")
    withdrawal_reason: CodeName | None = field(description="Why it was withdrawn. 撤回原因。")
    region: Region | None = field(description="Where the family lives. 家庭居住地。")
    family: Family | None = field(description="Whom. 家庭。")
    person: Person | None = field(description="Whom of the family. 走访的成员。")
    campaign: Campaign | None = field(description="For which campaign. 所属专项行动。")
    visitor: Account | None = field(description="By whom. 走访人。")
    needs: Connection[Need] = connection(description="The difficulties found. 发现的需求。")
    events: Connection[Event] = connection(description="Its history, the oldest first. 办理记录，最早的在前。")
    categories: list[CodeName] | None = field(
        description="Which target categories the family belongs to, those of health apart. 走访对象类别（健康类除外）。"
    )
    health_categories: list[CodeName] | None = field(
        description="Which target categories of health the family belongs to. 健康类走访对象类别。"
    )
    category_text: str | None = field(description="What is meant by OTHER_HARDSHIP. 其他困难的说明。")
    no_difficulty: bool | None = field(description="Whether nothing was found. 是否无困难。")
    notice: Notice | None = field(description="How the family was told what becomes of its data. 个人信息告知情况。")
    no_home_visit_reason: CodeName | None = field(description="Why it was not at home. 未入户原因。")
    companions: str | None = field(description="Who came along. 同行人员。")
    led_by_leading_cadre: bool | None = field(description="Whether a leading cadre led it. 是否党员干部带头。")
    consolation: Consolation | None = field(description="What it brought along. 慰问。")
    income_per_head: Fen | None = field(description="Income per head and month, in fen. 月人均收入（分）。")
    suggestions: str | None = field(description="What the family suggests. 意见建议。")
    safety_measures: str | None = field(description="Safety measures taken. 安全防护措施。")
    dynamic_update_year: int | None = field(description="The year of the dynamic update it served. 动态更新年度。")
    next_contact_on: date | None = field(description="When the family is to be contacted next. 下次联系日期。")
    available_actions: list[AvailableAction] = field(
        resolver=available_actions, description="What the viewer may do with it. 查看者可进行的操作。"
    )


@strawberry.type(
    description="A visit filled in so far; its author alone sees that it is there, and it counts nowhere."
    " 走访草稿，仅作者本人可见，不计入统计。"
)
class VisitDraft(Node):
    in_payloads = ("draft", "The draft. 走访草稿。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    saved_at: datetime = field(description="When it was saved. 保存时间。")


@strawberry.type
class VisitRoots(Roots):
    visits: Connection[Visit] = connection(description="Visits, the newest first. 走访，最新的在前。")
    visit_drafts: Connection[VisitDraft] = connection(
        description="The own drafts, the newest first; visitDraftBody opens one. 本人的走访草稿，最新的在前；内容由 visitDraftBody 读取。"
    )
