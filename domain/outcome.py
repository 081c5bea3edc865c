"""The results that an office may record, and the part of the input that each requires.

Source: docs/domain.md 3 (Outcomes, "As an input"), docs/lifecycle.md (`referralComplete`), docs/domain-facts.md 4.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.text.label import Labelled


class Result(Labelled):
    """What became of the help asked for. 办理结果。"""

    GRANTED = "GRANTED", "Granted. 已落实。", "已落实", "Granted"
    PARTIALLY_GRANTED = "PARTIALLY_GRANTED", "Partly granted. 部分落实。", "部分落实", "Partially granted"
    NOT_ELIGIBLE = "NOT_ELIGIBLE", "Not eligible. 不符合条件。", "不符合条件", "Not eligible"
    SERVICE_REFERRED = "SERVICE_REFERRED", "Referred to another way. 转其他渠道。", "转其他渠道", "Referred elsewhere"
    WITHDRAWN = "WITHDRAWN", "Withdrawn by the family. 本人放弃。", "本人放弃", "Withdrawn by the family"
    DECEASED = "DECEASED", "The person has died. 已故。", "已去世", "Deceased"
    MOVED_AWAY = "MOVED_AWAY", "The family has moved away. 已迁走。", "已迁出", "Moved away"
    UNREACHABLE = "UNREACHABLE", "Nobody can be reached. 无法联系。", "无法联系", "Unreachable"
    POLICY_GAP = "POLICY_GAP", "No policy provides for it. 无政策依据。", "无政策依据", "No policy provides for it"
    ALREADY_RECEIVING = "ALREADY_RECEIVING", "Received already. 已享受。", "已享受", "Receives it already"
    WAITING_LIST = "WAITING_LIST", "On a waiting list. 轮候。", "轮候", "On the waiting list"
    OFFER_REFUSED = "OFFER_REFUSED", "The offer was refused. 拒绝安排。", "拒绝推荐", "The offer was refused"


class OutcomeKind(Labelled):
    """What is given when help is granted. 批准后给予的内容。"""

    # in lower case the name of its detail in the input

    BENEFIT = "BENEFIT", "Money for the family. 给付。", "给付", "benefit"
    PLACEMENT = "PLACEMENT", "A post. 就业安置。", "就业安置", "placement"
    RECOGNITION = "RECOGNITION", "A status. 身份认定。", "身份认定", "recognition"
    PAYMENT = "PAYMENT", "A payment to others. 代缴、代付。", "发放", "payment"
    SERVICE = "SERVICE", "A service or thing. 服务或物品。", "服务", "service"


class BenefitPer(Labelled):
    """The period of a benefit's sum. 给付周期。"""

    ONCE = "ONCE", "Once. 一次性。", "一次性", "once"
    MONTH = "MONTH", "Each month. 每月。", "每月", "each month"
    YEAR = "YEAR", "Each year. 每年。", "每年", "each year"


class OutcomePart(StrEnum):
    """A part of the input that some results require; the value is its name there."""

    DETAIL = "detail"
    REFUSAL = "refusal"
    REVIEW_ON = "reviewOn"


ASKS: Mapping[Result, OutcomePart] = {
    Result.GRANTED: OutcomePart.DETAIL,
    Result.PARTIALLY_GRANTED: OutcomePart.DETAIL,
    Result.NOT_ELIGIBLE: OutcomePart.REFUSAL,
    Result.POLICY_GAP: OutcomePart.REFUSAL,
    Result.WAITING_LIST: OutcomePart.REVIEW_ON,
}
"""The part that a result requires. A part that a result does not require must not be given with it."""

GRANTING = frozenset(result for result, asked in ASKS.items() if asked is OutcomePart.DETAIL)
REFUSING = frozenset(result for result, asked in ASKS.items() if asked is OutcomePart.REFUSAL)

DECIDES_AN_APPLICATION = frozenset({Result.GRANTED, Result.PARTIALLY_GRANTED, Result.NOT_ELIGIBLE, Result.WAITING_LIST})
"""Results that, for a type with an application, require that the application was accepted (受理)."""

WHILE_SUSPENDED = frozenset({Result.WITHDRAWN, Result.DECEASED, Result.MOVED_AWAY, Result.UNREACHABLE})
"""The results with which a suspended referral may be completed: those where nothing more can come from the family."""


def ends_at_once(result: Result) -> bool:
    """Return whether completing archives the referral without a follow-up: only where the person has died."""
    return result is Result.DECEASED
