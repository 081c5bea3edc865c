"""The states and marks of a referral, and whom it waits for.

Source: docs/lifecycle.md (states, flags, "Whom a referral waits for"); docs/domain-facts.md 1.6 (urgency), 5.1 (legal bases: PIPL 13).
"""

from domain.text.label import Labelled


class State(Labelled):
    """Where a referral stands. 转介状态。"""

    DISPATCHED = "DISPATCHED", "Dispatched, not yet answered. 已派单。", "已派单", "Dispatched"
    SIGNED = "SIGNED", "Signed by the office. 已签收。", "已签收", "Signed"
    IN_PROGRESS = "IN_PROGRESS", "Worked on. 办理中。", "办理中", "In progress"
    SUSPENDED = "SUSPENDED", "Suspended until what is missing has come. 中止（待补正）。", "中止（待补正）", "Suspended"
    COMPLETED = "COMPLETED", "Completed, not yet confirmed by the family. 已办结。", "已办结", "Completed"
    CONFIRMED = "CONFIRMED", "Confirmed by the family. 已回访确认。", "已回访确认", "Confirmed"
    REOPENED = "REOPENED", "Reopened. 重办。", "重办", "Reopened"
    RETURNED = "RETURNED", "Returned by the office. 已退单。", "已退单", "Returned"
    CANCELLED = "CANCELLED", "Cancelled. 已撤销。", "已撤销", "Cancelled"
    ARCHIVED = "ARCHIVED", "Archived. 已归档。", "已归档", "Archived"


OPEN = frozenset({State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.SUSPENDED, State.REOPENED})
ENDED = frozenset({State.RETURNED, State.CANCELLED, State.ARCHIVED})
USUAL = frozenset({State.CONFIRMED, State.ARCHIVED, State.CANCELLED})
"""The states in which nearly all referrals end; few are in another at a time."""
GIVEN_UP = frozenset({State.RETURNED, State.CANCELLED})
"""States in which the office has nothing more to do: it keeps access to what it saw, and learns nothing of the case's further course."""
DECIDED = frozenset({State.COMPLETED, State.CONFIRMED, State.ARCHIVED})
"""The states in which the outcome of a referral stands."""
TAKEN_ON = frozenset({State.SIGNED, State.IN_PROGRESS, State.SUSPENDED, State.REOPENED, State.COMPLETED, State.CONFIRMED, State.ARCHIVED})
"""States in which the office has signed and kept the referral: its contract's levels after signing apply."""

WORKED_ON = OPEN & TAKEN_ON
"""States in which the office has signed and is not done."""


class Part(Labelled):
    """What a referral is to its item. 转介在事项中的身份。"""

    LEAD = "LEAD", "The lead. 主办。", "主办", "Lead"
    ASSISTING = "ASSISTING", "Assisting. 协办。", "协办", "Assisting"
    DELEGATE = "DELEGATE", "Delegated to the township. 委托乡镇。", "委托乡镇（街道）", "Delegated to the township"


BESIDE = frozenset({Part.ASSISTING, Part.DELEGATE})
"""What a referral is that stands beside the lead of its item: the item does not follow it."""


class WaitingFor(Labelled):
    """Whose move it is. 等待方。"""

    OFFICE = "OFFICE", "The referral's office. 办理办公室。"
    FEDERATION = "FEDERATION", "The dispatching federation; of funds, the office that asked. 派单残联；资金申请为申请单位。"
    COMMISSIONER = "COMMISSIONER", "The commissioner of the village. 专职委员。"
    MONITOR = "MONITOR", "The monitor. 督查人员。"


class UrgencyLevel(Labelled):
    """How quickly help must come. 紧急程度。"""

    EMERGENCY = "EMERGENCY", "Within 24 hours. 特急，24 小时。", "特急", "Emergency"
    URGENT = "URGENT", "Within 3 days. 紧急，3 天。", "紧急", "Urgent"
    NORMAL = "NORMAL", "Within the type's own limit. 一般，按事项时限。", "一般", "Normal"


class UrgencyKind(Labelled):
    """Why it is urgent. 紧急原因。"""

    SUDDEN = "SUDDEN", "Sudden. 突发性。", "突发性", "sudden"
    PRESSING = "PRESSING", "Pressing. 紧迫性。", "紧迫性", "pressing"
    TEMPORARY = "TEMPORARY", "Temporary. 临时性。", "临时性", "temporary"


class Colour(Labelled):
    """How near the due moment is. 时限颜色。"""

    GREEN = "GREEN", "There is time. 正常。", "正常", "In time"
    YELLOW = "YELLOW", "Most of the time is used. 临期。", "即将到期", "Due soon"
    RED = "RED", "Overdue. 超期。", "已超期", "Overdue"


class ReturnedBy(Labelled):
    """Who refused, when a referral is returned. 退单时的拒绝情形。"""

    NOT_OUR_DUTY = "NOT_OUR_DUTY", "The office: not its duty. 非本部门职责。", "非本部门职责", "The office: not its duty"
    NOT_OUR_AREA = "NOT_OUR_AREA", "The office: not its area. 非本辖区。", "非本辖区", "The office: not its area"
    FAMILY_DECLINED = "FAMILY_DECLINED", "The family declined. 家庭不同意。", "家庭不同意", "The family declined"
    INFORMATION_MISSING = "INFORMATION_MISSING", "Information is missing. 要素不全。", "要素不全", "Information is missing"


class TextKind(Labelled):
    """What somebody wrote with a step of the history. 文字的类别。"""

    NOTE = "NOTE", "A note. 备注。"
    QUESTION = "QUESTION", "A question to the federation. 向残联提出的问题。"
    ANSWER = "ANSWER", "The federation's answer. 残联的答复。"


DESIGNATABLE = frozenset({"NOT_OUR_DUTY", "WRONG_AREA"})
"""Reasons of a return that dispute whose duty it is: routing does not try that office again for this type of help, and the monitor may
designate one (docs/lifecycle.md, `itemDispatch`, `itemDesignate`)."""


class LegalBasis(Labelled):
    """On which basis a family's data is given to an office. 提供个人信息的合法性基础。"""

    STATUTORY_DUTY = "STATUTORY_DUTY", "A duty by law. 履行法定职责。", "履行法定职责", "A duty by law"
    GOVERNMENT_ENTRUSTED = "GOVERNMENT_ENTRUSTED", "Entrusted by the government. 政府委托。", "政府委托", "Entrusted by the government"
    SEPARATE_CONSENT = "SEPARATE_CONSENT", "The family's separate consent. 单独同意。", "单独同意", "The family's separate consent"
    EMERGENCY = "EMERGENCY", "An emergency of life, health or property. 紧急情况。", "紧急情况", "An emergency of life, health or property"
