"""The words of referrals: their states and marks in both languages, and the orders of their lists.

Source: docs/lifecycle.md (states, flags); docs/domain-facts.md 5.1 (legal bases, PIPL 13).
"""

from enum import Enum

import strawberry
from strawberry import enum_value

from domain.referral import Colour, LegalBasis, Part, ReturnedBy, State, TextKind, WaitingFor
from schema.build.enumerations import enumeration


@strawberry.enum(description="In which order. 排序方式。")
class ReferralOrder(Enum):
    WORK_DUE = enum_value("WORK_DUE", description="What is due first comes first. 按应办时限升序。")
    CREATED = enum_value("CREATED", description="By dispatch, the oldest first. 按派单时间升序。")
    CREATED_DESC = enum_value("CREATED_DESC", description="By dispatch, the newest first. 按派单时间降序。")


ENUMS = (
    enumeration(
        State,
        "Where a referral stands. 转介状态。",
        name="ReferralState",
        DISPATCHED="Dispatched, not yet answered. 已派单。",
        SIGNED="Signed by the office. 已签收。",
        IN_PROGRESS="Worked on. 办理中。",
        SUSPENDED="Suspended until what is missing has come. 中止（待补正）。",
        COMPLETED="Completed, not yet confirmed by the family. 已办结。",
        CONFIRMED="Confirmed by the family. 已回访确认。",
        REOPENED="Reopened. 重办。",
        RETURNED="Returned by the office. 已退单。",
        CANCELLED="Cancelled. 已撤销。",
        ARCHIVED="Archived. 已归档。",
    ),
    enumeration(
        Part,
        "What a referral is to its item. 转介在事项中的身份。",
        LEAD="The lead. 主办。",
        ASSISTING="Assisting. 协办。",
        DELEGATE="Delegated to the township. 委托乡镇。",
    ),
    enumeration(
        WaitingFor,
        "Whose move it is. 等待方。",
        OFFICE="The referral's office. 办理办公室。",
        FEDERATION="The dispatching federation. 派单残联。",
        COMMISSIONER="The commissioner of the village. 专职委员。",
        MONITOR="The monitor. 督查人员。",
    ),
    enumeration(
        Colour,
        "How near the due moment is. 时限颜色。",
        GREEN="There is time. 正常。",
        YELLOW="Most of the time is used. 临期。",
        RED="Overdue. 超期。",
    ),
    enumeration(
        ReturnedBy,
        "Who refused, when a referral is returned. 退单时的拒绝情形。",
        NOT_OUR_DUTY="The office: not its duty. 非本部门职责。",
        NOT_OUR_AREA="The office: not its area. 非本辖区。",
        FAMILY_DECLINED="The family declined. 家庭不同意。",
        INFORMATION_MISSING="Information is missing. 要素不全。",
    ),
    enumeration(
        TextKind,
        "What somebody wrote with a step of the history. 文字的类别。",
        NOTE="A note. 备注。",
        QUESTION="A question to the federation. 向残联提出的问题。",
        ANSWER="The federation's answer. 残联的答复。",
    ),
    enumeration(
        LegalBasis,
        "On which basis a family's data is given to an office. 提供个人信息的合法性基础。",
        STATUTORY_DUTY="A duty by law. 履行法定职责。",
        GOVERNMENT_ENTRUSTED="Entrusted by the government. 政府委托。",
        SEPARATE_CONSENT="The family's separate consent. 单独同意。",
        EMERGENCY="An emergency of life, health or property. 紧急情况。",
    ),
)
