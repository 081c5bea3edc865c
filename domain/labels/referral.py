"""Labels of referrals: states, marks, urgency.

Source: docs/lifecycle.md (states, flags); docs/domain-facts.md 1.6 and 5.1 (urgency, legal bases).
"""

from domain.referral import Colour, LegalBasis, Part, ReturnedBy, State, TextKind, UrgencyKind, UrgencyLevel, WaitingFor
from domain.text.label import labels

REFERRAL_STATE = labels(
    State,
    "Where a referral stands. 转介状态。",
    name="ReferralState",
    DISPATCHED=("Dispatched, not yet answered. 已派单。", "已派单", "Dispatched"),
    SIGNED=("Signed by the office. 已签收。", "已签收", "Signed"),
    IN_PROGRESS=("Worked on. 办理中。", "办理中", "In progress"),
    SUSPENDED=("Suspended until what is missing has come. 中止（待补正）。", "中止（待补正）", "Suspended"),
    COMPLETED=("Completed, not yet confirmed by the family. 已办结。", "已办结", "Completed"),
    CONFIRMED=("Confirmed by the family. 已回访确认。", "已回访确认", "Confirmed"),
    REOPENED=("Reopened. 重办。", "重办", "Reopened"),
    RETURNED=("Returned by the office. 已退单。", "已退单", "Returned"),
    CANCELLED=("Cancelled. 已撤销。", "已撤销", "Cancelled"),
    ARCHIVED=("Archived. 已归档。", "已归档", "Archived"),
)

PART = labels(
    Part,
    "What a referral is to its item. 转介在事项中的身份。",
    LEAD="The lead. 主办。",
    ASSISTING="Assisting. 协办。",
    DELEGATE="Delegated to the township. 委托乡镇。",
)

WAITING_FOR = labels(
    WaitingFor,
    "Whose move it is. 等待方。",
    OFFICE="The referral's office. 办理办公室。",
    FEDERATION="The dispatching federation. 派单残联。",
    COMMISSIONER="The commissioner of the village. 专职委员。",
    MONITOR="The monitor. 督查人员。",
)

COLOUR = labels(
    Colour,
    "How near the due moment is. 时限颜色。",
    GREEN=("There is time. 正常。", "正常", "In time"),
    YELLOW=("Most of the time is used. 临期。", "即将到期", "Due soon"),
    RED=("Overdue. 超期。", "已超期", "Overdue"),
)

RETURNED_BY = labels(
    ReturnedBy,
    "Who refused, when a referral is returned. 退单时的拒绝情形。",
    NOT_OUR_DUTY=("The office: not its duty. 非本部门职责。", "非本部门职责", "The office: not its duty"),
    NOT_OUR_AREA=("The office: not its area. 非本辖区。", "非本辖区", "The office: not its area"),
    FAMILY_DECLINED=("The family declined. 家庭不同意。", "家庭不同意", "The family declined"),
    INFORMATION_MISSING=("Information is missing. 要素不全。", "要素不全", "Information is missing"),
)

TEXT_KIND = labels(
    TextKind,
    "What somebody wrote with a step of the history. 文字的类别。",
    NOTE="A note. 备注。",
    QUESTION="A question to the federation. 向残联提出的问题。",
    ANSWER="The federation's answer. 残联的答复。",
)

LEGAL_BASIS = labels(
    LegalBasis,
    "On which basis a family's data is given to an office. 提供个人信息的合法性基础。",
    STATUTORY_DUTY="A duty by law. 履行法定职责。",
    GOVERNMENT_ENTRUSTED="Entrusted by the government. 政府委托。",
    SEPARATE_CONSENT="The family's separate consent. 单独同意。",
    EMERGENCY="An emergency of life, health or property. 紧急情况。",
)

URGENCY_LEVEL = labels(
    UrgencyLevel,
    "How quickly help must come. 紧急程度。",
    NORMAL=("Within the type's own limit. 一般，按事项时限。", "一般", "Normal"),
    URGENT=("Within 3 days. 紧急，3 天。", "紧急", "Urgent"),
    EMERGENCY=("Within 24 hours. 特急，24 小时。", "特急", "Emergency"),
)

URGENCY_KIND = labels(
    UrgencyKind,
    "Why it is urgent. 紧急原因。",
    SUDDEN="Sudden. 突发性。",
    PRESSING="Pressing. 紧迫性。",
    TEMPORARY="Temporary. 临时性。",
)
