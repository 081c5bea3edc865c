"""Referrals: one assignment of an item to one office, the unit of an inbox, with its append-only history.

Source: docs/domain.md 3 and 4, docs/lifecycle.md (states, flags, whom a referral waits for).
"""

from datetime import date, datetime
from enum import Enum

import strawberry
from strawberry import ID, enum_value, field

from domain.referral import Colour, LegalBasis, Part, ReturnedBy, State, TextKind, UrgencyLevel, WaitingFor
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.action import AvailableAction, EventName, available_actions
from schema.subjects.ask import AcceptanceAsk, Extension, FamilyTransfer, ReturnAsk
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, GroupedConnection, connection
from schema.subjects.disclosure import DisclosedGroup
from schema.subjects.follow_up import PlacementCall
from schema.subjects.item_line import ItemLine, LineSummary
from schema.subjects.neighbours import Account, AssistanceItem, AssistanceType, Client, Family, FollowUp, Office, Outcome, Person, Region
from schema.subjects.node import Node
from schema.subjects.urgency import Urgency


@strawberry.enum(description="In which order. 排序方式。")
class ReferralOrder(Enum):
    WORK_DUE = enum_value("WORK_DUE", description="What is due first comes first. 按应办时限升序。")
    CREATED = enum_value("CREATED", description="By dispatch, the oldest first. 按派单时间升序。")
    CREATED_DESC = enum_value("CREATED_DESC", description="By dispatch, the newest first. 按派单时间降序。")


@strawberry.type(description="Help in other hands for the same family. 其他部门对同一家庭的帮扶。")
class OtherHelp:
    type_name: str = field(description="The name of its type. 帮扶类型名称。")
    state: State = field(description="Where it stands. 所处状态。")


@strawberry.input(description="Which referrals. 转介的筛选条件。")
class ReferralFilter:
    created_after: datetime | None = field(description="Dispatched at or after. 派单时间不早于。")
    created_before: datetime | None = field(description="Dispatched before. 派单时间早于。")
    due_after: datetime | None = field(description="Work due at or after. 应办时限不早于。")
    due_before: datetime | None = field(description="Work due before. 应办时限早于。")
    unassigned: bool | None = field(description="True: nobody handles it; false: somebody does. 是否无承办人。")
    handler: ID | None = field(description="Handled by this account. 承办人。")
    mine: bool | None = field(description="True: handled by the viewer; false: not. 是否由本人承办。")
    unread: bool | None = field(description="True: something new for the viewer's account; false: nothing. 是否有本人未读的动态。")
    domain: list[str] | None = field(description="Of these domains of need. In the list NEED_DOMAIN. 需求领域代码。代码表：NEED_DOMAIN。")
    urgency: list[UrgencyLevel] | None = field(description="Of these levels of urgency. 紧急程度。")
    region: RegionCode | None = field(description="Of families living in this division. 家庭居住地区划。")
    office: ID | None = field(description="With this office. 办理办公室。")
    department: list[str] | None = field(description="Of these departments. In the list DEPARTMENT. 部门代码。代码表：DEPARTMENT。")
    state: list[State] | None = field(description="In these states. 状态。")
    part: list[Part] | None = field(description="That are this to their item. 在事项中的身份。")
    handed_back: bool | None = field(description="True: a township has handed its part back to the county. 乡镇（街道）是否已交回。")
    type: list[str] | None = field(description="Of these assistance types. Of assistanceTypes. 帮扶类型代码。取自 assistanceTypes。")
    number: str | None = field(description="Of this number. 编号。")
    external_reference: str | None = field(description="With this number of the office's own. 外部编号。")
    waiting_for: WaitingFor | None = field(description="Waiting for this party. 等待方。")
    colour: Colour | None = field(description="Of this colour. 时限颜色。")
    changed_after: datetime | None = field(description="Changed at or after; see `updatedAt`. 最近变更时间不早于（见 updatedAt）。")


@strawberry.type(description="A step of a referral's history. 办理记录。")
class ReferralEvent(Node):
    at: datetime = field(description="When. 时间。")
    action: EventName = field(description="What was done: the name of its mutation, or what happened by itself. 操作：变更名称或系统事件。")
    office: Office | None = field(description="Whose office did it. 操作单位。")
    account: Account | None = field(description="Who did it; null for the system. 操作人；系统操作时为空。")
    client: Client | None = field(description="By which service client; null for none. 经由的服务客户端；无则为空。")
    before: State | None = field(description="From which state. 原状态。")
    state: State = field(description="To which state. 新状态。")
    reason: CodeName | None = field(description="The reason given; the first of several. 原因；多项时为第一项。")
    reasons: list[CodeName] = field(
        description="All of them: why, what is missing, or what was supplied. 全部原因：退单等的原因、所缺材料或已补正的材料。"
    )
    stage: CodeName | None = field(description="The stage reached. 办理环节。")
    stage_on: date | None = field(description="When the stage was reached. 环节日期。")
    handler: Account | None = field(
        description="Who handles it from this step on; null where the step did not decide it."
        " 自此步骤起的承办人；此步骤未确定承办人时为空。"
    )
    accepted_on: date | None = field(description="The day of acceptance that was entered. 填写的受理日期。")
    suspended_until: date | None = field(description="By when what is missing is to come. 补正期限。")
    returned_by: ReturnedBy | None = field(description="Who refused. 拒绝方。")
    suggested_office: Office | None = field(description="The office that was named instead. 建议改派的办公室。")
    granted: bool | None = field(
        description="Whether the step grants what was asked; null where it decides nothing. 是否同意所申请的事项；此步骤不作决定时为空。"
    )
    days: int | None = field(
        description="The working days that are asked or granted; null for other steps. 所申请或同意的工作日数；其他步骤为空。"
    )
    text: str | None = field(description="What was written. 文字内容。")
    text_kind: TextKind | None = field(
        description="What the text is; null where there is none, and of old notes and questions. 文字的类别；没有文字及早期记录为空。"
    )


@strawberry.type(description="Why a monitor designated an office, and by whose decision. 指定办理单位的说明。")
class Designation:
    reason: CodeName | None = field(description="Why. 指定原因。")
    authority: str | None = field(description="Who decided it. 作出决定的机构。")
    document: str | None = field(description="The number of its document. 决定的文号。")


@strawberry.type(description="One assignment of an item to one office. 转介：将一个帮扶事项交一个办公室办理。")
class Referral(Node, narrowed_by=ReferralFilter, ordered_by=ReferralOrder):
    in_payloads = ("referral", "The referral. 转介。")

    number: str = field(description="The number. 编号。")
    version: int = field(
        description="The version of the item with its referrals; give it as `expectedVersion`. 事项及其转介的版本号，用作 expectedVersion。"
    )
    updated_at: datetime = field(
        description="When it was changed last: with its version, or when it came to be. 最近变更时间，与版本号一同变更。"
    )
    state: State = field(description="Where it stands. 状态。")
    part: Part = field(description="What it is to its item. 主办、协办或委托。")
    lead: "Referral | None" = field(
        description="The lead beside which it stands, where the viewer sees it; null for a lead. 所属主办转介（限查看者可见）；主办为空。"
    )
    beside: "Connection[Referral]" = connection(
        description="Of a lead: what stands beside it, as far as the viewer sees it. 主办之外的协办、委托转介（限查看者可见）。"
    )
    delegating_office: Office | None = field(description="The county's office that delegated it. 委托的县级单位。")
    handed_back: bool = field(
        description="Of a lead: a township has handed back what was delegated to it, and its office has done nothing since."
        " 委托的乡镇（街道）已交回，主办单位尚未处理。"
    )
    waiting_for: list[WaitingFor] = field(description="Whose move it is. 等待哪一方处理。")
    colour: Colour | None = field(description="How near the due moment is; null when nothing is awaited. 时限颜色；无须处理时为空。")
    type: AssistanceType | None = field(description="The assistance type, in the version that was dispatched. 帮扶类型（派单时版本）。")
    urgency: Urgency = field(description="How urgent it is. 紧急程度。")
    need_domain: CodeName = field(description="The need's field of life. 需求领域。")
    request_text: str | None = field(description="What is asked of the office. 请求内容。")
    legal_basis: LegalBasis | None = field(description="On which legal basis the family's data is given. 提供个人信息的合法性基础。")
    disclosed: list[DisclosedGroup] = field(
        description="What its office sees now of the family, of the person (else of every member) and of the case, and why. "
        "该办公室目前所见的字段组、级别及理由。"
    )

    open_assisting: int = field(description="Of a lead: how many offices assist yet. 主办：尚未办结的协办数。")
    assisting_returned: bool = field(
        description="Of a lead: an office that was to assist returned that, and the federation has done nothing since."
        " 协办单位已退回，残联尚未处理。"
    )
    without_assisting: CodeName | None = field(description="Why who assisted was not waited for. 办结时不等待协办的原因。")
    stage: CodeName | None = field(description="The stage reached. 办理环节。")
    stage_on: date | None = field(description="When it was reached. 环节日期。")
    missing: list[CodeName] = field(description="What is missing while it is suspended. 中止期间所缺材料。")
    suspended_until: date | None = field(description="By when what is missing is to come. 补正期限。")
    question_open: bool = field(description="Whether the office waits for an answer. 是否有待答复的问题。")
    returnable: bool = field(description="Whether the office may still return it. 是否可退单。")
    return_reason: CodeName | None = field(description="Why it was returned. 退单原因。")
    returned_by: ReturnedBy | None = field(description="Who refused. 拒绝方。")
    suggested_office: Office | None = field(
        description="The office that should have it, as the one that returned it says. 退单时建议改派的办公室。"
    )
    transfer: FamilyTransfer | None = field(
        description="What its office told the federation of the family's other needs last. 办理单位最近一次移交残联的家庭需求。"
    )
    return_ask: ReturnAsk | None = field(
        description="What the office asked after the time for returning; null if it never did. 逾期退回的申请；未申请过为空。"
    )
    acceptance_ask: AcceptanceAsk | None = field(
        description="What the office asked when `acceptedOn` was wrong; null if it never did. 更正受理日期的申请；未申请过为空。"
    )
    extension: Extension | None = field(
        description="What the office asked when it needed more time; null if it never did. 延期的申请；未申请过为空。"
    )
    designation: Designation | None = field(description="Why the monitor designated its office; null if none did. 指定办理的说明。")
    cancel_reason: CodeName | None = field(description="Why it was cancelled. 撤销原因。")
    external_reference: str | None = field(description="The office's own number. 外部编号。")
    outcome: Outcome | None = field(description="What the office decided and gave. 办理结果。")
    outcomes: Connection[Outcome] | None = connection(
        description="Every outcome, the oldest first; after a reopening those before it too. 历次办理结果，最早的在前，含重办之前的。"
    )
    recognition_ended_on: date | None = field(
        description="The last day on which what its outcome recognises held; null while it goes on. 认定终止日期，未终止为空。"
    )
    payment_failed_on: date | None = field(
        description="Since when a payment of what it granted is missing that nobody asks for anew; null otherwise. "
        "款项拨付失败且未重新申请的起始日期，否则为空。"
    )
    owed_until: date | None = field(
        description="The last day for which what it granted is owed, where a death ends that early; null otherwise. "
        "因去世提前终止时，应付至的日期；否则为空。"
    )
    received_on: date | None = field(description="When the funds came that were asked for. 资金到账日期。")
    confirmed: bool | None = field(description="Whether the family confirmed the help. 是否经家庭确认。")
    reopen_count: int = field(description="How often it was reopened. 重办次数。")
    reopen_until: datetime | None = field(description="Until when it can be reopened. 可重办截止时间。")
    reopen_until_on: date | None = field(description="The last day on which it can be reopened. 可重办的最后一日。")
    urged_for_on: date | None = field(
        description="The last day of `urgedFor`; null for a limit in hours. 已催办时限的最后一日；按小时计时为空。"
    )
    urged_for: datetime | None = field(description="For which due moment it was urged. 已就哪一时限催办。")

    created_at: datetime = field(description="When it was dispatched; as `dispatchedAt`. 派单时间，同 dispatchedAt。")
    dispatched_at: datetime = field(description="When it was dispatched. 派单时间。")
    signed_at: datetime | None = field(description="When it was signed. 签收时间。")
    started_at: datetime | None = field(description="When work began. 开始办理时间。")
    accepted_on: date | None = field(description="When the family's application was accepted. 受理日期。")
    completed_at: datetime | None = field(description="When it was completed. 办结时间。")
    confirmed_at: datetime | None = field(description="When it was confirmed. 确认时间。")
    ended_at: datetime | None = field(description="When it ended. 结束时间。")
    visible_until: datetime | None = field(description="Until when the office still sees it. 该办公室可见截止时间。")
    answer_due_at: datetime = field(description="Until when it is to be signed or returned. 签收或退单期限。")
    return_due_at: datetime = field(description="Until when it can be returned. 退单期限。")
    finish_due_at: datetime = field(description="Until when it is to be finished. 办结期限。")
    work_due_at: datetime = field(description="Until when the next step is due. 下一步应办时限。")
    answer_due_on: date | None = field(
        description="The last day of `answerDueAt`; null for a limit in hours. 签收或退单期限的最后一日；按小时计时为空。"
    )
    due_provisional: bool = field(
        description="Whether a due day lies in a year whose swapped working days are not announced yet, so that it may move. "
        "应办日期是否暂定：所在年份的节假日调休安排尚未公布，日期可能调整。"
    )
    return_due_on: date | None = field(
        description="The last day of `returnDueAt`; null for a limit in hours. 退单期限的最后一日；按小时计时为空。"
    )
    finish_due_on: date | None = field(
        description="The last day of `finishDueAt`; null for a limit in hours. 办结期限的最后一日；按小时计时为空。"
    )
    work_due_on: date | None = field(
        description="The last day of `workDueAt`; null for a limit in hours. 下一步应办时限的最后一日；按小时计时为空。"
    )
    clock_paused_by: WaitingFor | None = field(
        description="Who holds the finishing clock; null while it runs. 办结时限由哪一方暂停；计时中为空。"
    )

    lines: list[ItemLine] | None = field(description="Of a request for funds, its lines. 资金申请的明细。")
    line_summary: LineSummary | None = field(description="What its lines come to; null for help to a family. 明细合计；家庭帮扶为空。")
    request_document: str | None = field(description="The number of the letter that asks for funds. 请款文号。")
    fund_source: CodeName | None = field(description="From which source funds are asked. 申请的资金来源。")
    region: Region | None = field(
        description="Where the family lives; of funds, where the office is that requests. 家庭居住地；资金申请为申请单位所在地。"
    )
    apply_region: Region | None = field(description="Where the family has to apply. 应申请地。")
    office: Office | None = field(description="The office that works on it. 办理办公室。")
    dispatching_office: Office | None = field(description="The federation's office that dispatched it. 派单办公室。")
    handler: Account | None = field(description="Who works on it. 承办人。")
    family: Family | None = field(description="Whom it helps, as far as the viewer may see. 帮扶的家庭（限查看者可见）。")
    person: Person | None = field(description="Which member it helps; null for the household. 帮扶的成员；为空表示整个家庭。")
    item: AssistanceItem | None = field(description="The item. 帮扶事项。")
    previous: "Referral | None" = field(description="The referral that it follows. 前一转介。")
    events: Connection[ReferralEvent] = connection(description="Its history, the oldest first. 办理记录，最早的在前。")
    unread: bool = field(
        description="Whether somebody else did something with it that the viewer's account has not marked as read (`referralRead`)."
        " 是否有他人办理后本人尚未标记已读的动态。"
    )
    other_help: list[OtherHelp] | None = field(
        description="What other departments do for the same family, by type and state alone; null unless the viewer's office works on it."
        " 其他部门对该家庭的帮扶，只显示类型与状态；本办公室未在办理时为空。"
    )
    follow_ups: Connection[FollowUp] | None = connection(
        description="What the family said of it; internal to the federation. 回访记录，仅残联可见。"
    )
    placement_calls: list[PlacementCall] | None = field(
        description="Calls after somebody has come on a post, the oldest first; internal to the federation. 安置后回访记录，仅残联可见。"
    )
    available_actions: list[AvailableAction] = field(
        resolver=available_actions, description="What the viewer may do with it. 查看者可进行的操作。"
    )


@strawberry.type
class ReferralRoots(Roots):
    inbox: GroupedConnection[Referral] = connection(
        description="What waits for the viewer's office or for the viewer, in working order."
        " 待办：等待本办公室或本人处理的转介，按应办时限排列。"
    )
    referrals: GroupedConnection[Referral] = connection(
        description="All referrals that the viewer sees, the newest first; of an office its own, what it delegated is `beside` each."
        " 查看者可见的全部转介，最新的在前；办理单位为本单位的转介，其委托的见 beside。"
    )
    requests: GroupedConnection[Referral] = connection(
        description="Requests for funds that the viewer's office made, the newest first. 本办公室提出的资金申请，最新的在前。"
    )
    follow_ups_due: GroupedConnection[Referral] = connection(
        description="Completed referrals that wait for the follow-up with the family, and those of which a call after a placement is due."
        " 已办结、待回访的转介，以及应进行安置后回访的转介。"
    )
