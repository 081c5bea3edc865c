"""What an office asks of those who decide, as the referral shows it.

Source: docs/lifecycle.md (`referralReturnAsk`, `referralExtensionAsk`, `acceptedOnCorrect`).
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.ask import AskState
from domain.referral import ReturnedBy
from schema.subjects.code_name import CodeName
from schema.subjects.neighbours import Office


@strawberry.type(description="That the office asks to return it. 办理机构退回转介的申请。")
class ReturnAsk:
    state: AskState = field(description="Where it stands. 状态。")
    reason: CodeName | None = field(description="Why. 退单原因。")
    returned_by: ReturnedBy | None = field(description="Who refused. 拒绝方。")
    suggested_office: Office | None = field(description="The office that should have it. 建议改派的办公室。")
    asked_at: datetime = field(description="When it was asked. 申请时间。")
    until: datetime = field(description="Undecided until then it counts as refused. 决定期限；逾期未决定视为不同意。")
    until_on: date | None = field(description="The last day of `until`. 决定期限的最后一日。")


@strawberry.type(description="That the office asks to correct the day of acceptance. 更正受理日期的申请。")
class AcceptanceAsk:
    state: AskState = field(description="Where it stands. 状态。")
    accepted_on: date = field(description="The right day, as the office says. 申请更正为的受理日期。")
    asked_at: datetime = field(description="When it was asked. 申请时间。")
    until: datetime = field(description="Undecided until then it lapses. 决定期限；逾期未决定即失效。")
    until_on: date | None = field(description="The last day of `until`. 决定期限的最后一日。")


@strawberry.type(description="That the office asks for more time, and what it was given. 办理机构延期的申请与结果。")
class Extension:
    state: AskState = field(description="Where it stands. 状态。")
    days: int = field(description="The working days that are asked. 申请延期的工作日数。")
    reason: CodeName | None = field(description="Why. 延期原因。")
    granted_days: int = field(description="By how many working days the running limit has been moved. 现行时限已延长的工作日数。")
    asked_at: datetime = field(description="When it was asked. 申请时间。")
    until: datetime = field(description="Undecided until then it lapses. 决定期限；逾期未决定即失效。")
    until_on: date | None = field(description="The last day of `until`. 决定期限的最后一日。")


@strawberry.type(description="A need of the family that the office tells the federation of. 办理单位移交残联的家庭需求。")
class FamilyTransfer:
    state: AskState = field(description="GRANTED: it became a need of the family; REFUSED: it was declined. 是否接收。")
    domain: CodeName | None = field(description="The domain of the need. 需求领域。")
    request_text: str | None = field(description="What is needed. 需求内容。")
    reason: CodeName | None = field(description="Why it was declined. 不予接收的原因。")
    asked_at: datetime = field(description="When it was told. 移交时间。")
