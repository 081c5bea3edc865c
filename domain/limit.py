"""Which limits administrators may change, within what, and what is judged by each once it holds.

Source: docs/domain.md 1 and 4; docs/decisions/050-versions.md. The others (quotas, sizes, how long something is shown or kept) stand in
`db/reference/limits.toml` alone: they protect persons or the platform, and change with a release.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.text.label import Labelled
from domain.time.calendar import day_of
from domain.time.limit import Unit

LIMIT = "LIMIT"
"""The list of codes whose codes are the limits below."""
NOTICED = timedelta(minutes=5)
"""How long before a version begins it is approved at the latest, so that every server knows it by then."""


class LimitKey(Labelled):
    """A limit that administrators may change. 管理员可调整的时限。"""

    ANSWER_NORMAL = "answer_normal", "To answer, of normal urgency. 签收，一般。", "签收时限（一般）", "to answer, of normal urgency"
    ANSWER_URGENT = "answer_urgent", "To answer what is urgent. 签收，紧急。", "签收时限（紧急）", "to answer what is urgent"
    ANSWER_EMERGENCY = "answer_emergency", "To answer an emergency. 签收，特急。", "签收时限（特急）", "to answer an emergency"
    RETURN = "return", "To return without consent. 退单。", "退单时限", "to return without consent"
    RETURN_DECIDE = "return_decide", "To decide on a late return. 退单审批。", "逾期退单的答复时限", "to decide on a late return"
    FINISH_URGENT = "finish_urgent", "To finish what is urgent. 办结，紧急。", "办理时限（紧急）", "to finish what is urgent"
    FINISH_EMERGENCY = "finish_emergency", "To finish an emergency. 办结，特急。", "办理时限（特急）", "to finish an emergency"
    FINISH_TYPE = (
        "finish_type",
        "To finish, of one type of help. 办结，按帮扶类型。",
        "办理时限（按帮扶类型）",
        "to finish, of a type of help",
    )
    CLUE = "clue", "To help a family apply. 协助申请。", "协助申请时限", "to help a family apply"
    REOPENED_SHARE = (
        "reopened_share",
        "Percent of the limit once more. 重办时限的百分比。",
        "重办时限（百分比）",
        "percent of a limit once more",
    )
    YELLOW_SHARE = (
        "yellow_share",
        "Percent used until yellow. 黄灯的百分比。",
        "黄灯（已用时限的百分比）",
        "percent of a limit until yellow",
    )
    ACCEPTANCE_DECIDE = (
        "acceptance_decide",
        "To decide on another day of acceptance. 受理日更正的答复。",
        "受理日更正的答复时限",
        "to decide on another day of acceptance",
    )
    EXTENSION_MAX = "extension_max", "Most days of an extension. 延期的最多天数。", "延期的最多天数", "the most days of an extension"
    EXTENSION_ASK_BEFORE = (
        "extension_ask_before",
        "How long before the end an extension is asked. 申请延期的提前天数。",
        "申请延期的提前天数",
        "how long before its end an extension is asked",
    )
    SUSPENDED_TOO_LONG = "suspended_too_long", "To supply what is missing. 补正。", "补正的最长期限", "to supply what is missing, at most"
    DISPATCH_AGAIN = "dispatch_again", "To dispatch again. 重新派单。", "重新派单时限", "to dispatch again"
    PAYMENT_AGAIN = "payment_again", "To ask again for a payment. 重新申请拨付。", "重新申请拨付时限", "to ask again for a payment"
    FOLLOW_UP = "follow_up", "To ask the family. 回访。", "回访时限", "to ask the family"
    MOVED_DECIDE = "moved_decide", "To decide on a move to the county. 迁居接收。", "迁居接收的决定时限", "to decide on a family that moves"
    CORRECTION_DECIDE = (
        "correction_decide",
        "To decide on a correction. 更正建议的决定。",
        "更正建议的决定时限",
        "to decide on a proposed correction",
    )
    CORRECTION_REQUEST = (
        "correction_request",
        "To decide on a correction that a person asks for, and to answer. 本人更正申请的决定与答复。",
        "本人更正申请的答复时限",
        "to answer a correction that a person asks for",
    )
    HAND_OVER_DECIDE = (
        "hand_over_decide",
        "To decide on a family handed over. 移交家庭的决定。",
        "移交家庭的决定时限",
        "to decide on a family handed over",
    )
    CONTACT_DAYS_NORMAL = "contact_days_normal", "To the next contact, normal. 下次联系，一般。", "下次联系（一般）", "to the next contact"
    CONTACT_DAYS_URGENT = (
        "contact_days_urgent",
        "To the next contact, urgent. 下次联系，紧急。",
        "下次联系（紧急）",
        "to the next contact, urgent",
    )
    CONTACT_DAYS_EMERGENCY = (
        "contact_days_emergency",
        "To the next contact, emergency. 下次联系，特急。",
        "下次联系（特急）",
        "to the next contact, emergency",
    )
    CALLBACK_HOURS = "callback_hours", "To call back. 热线回电。", "热线回电时限", "to call back"
    REOPEN_DAYS = "reopen_days", "How long it may be reopened. 可重办的期限。", "可重办的期限", "how long a referral may be reopened"


class VersionStanding(Labelled):
    """Where a version of reference data stands. 版本的状态。"""

    PAST = "PAST", "It held. 已失效。"
    PRESENT = "PRESENT", "It holds today. 现行。"
    COMING = "COMING", "It is to hold. 将生效。"


class Waiting(StrEnum):
    """What has yet to reach the step at which a limit begins to count, so that it will be judged by the version."""

    ITEM = "ITEM"
    """Items that are to be sent."""
    REFERRAL = "REFERRAL"
    """Referrals that are worked on."""
    NEED = "NEED"
    """Needs for which nothing is found yet, or something moves."""
    NOTHING = "NOTHING"
    """What it judges begins with the step itself."""


@dataclass(frozen=True)
class Bounds:
    """What a limit may be. `units`: what it may be counted in; none for a plain number. `waiting`: what it will judge."""

    units: tuple[Unit, ...]
    least: int
    most: int
    waiting: Waiting


_DAYS = (Unit.WORKING_DAY, Unit.NATURAL_DAY)
_ANSWER = Bounds((Unit.HOUR, *_DAYS), 1, 240, Waiting.ITEM)
_OF_WORK = Bounds((Unit.WORKING_DAY,), 1, 120, Waiting.REFERRAL)
_DECISION = Bounds((Unit.WORKING_DAY,), 1, 60, Waiting.NOTHING)
_AFTERWARDS = Bounds(_DAYS, 1, 60, Waiting.REFERRAL)
_CONTACT = Bounds((Unit.NATURAL_DAY,), 1, 366, Waiting.NEED)
BOUNDS: Mapping[LimitKey, Bounds] = {
    **dict.fromkeys((LimitKey.ANSWER_NORMAL, LimitKey.ANSWER_URGENT, LimitKey.ANSWER_EMERGENCY, LimitKey.RETURN), _ANSWER),
    **dict.fromkeys((LimitKey.FINISH_URGENT, LimitKey.FINISH_EMERGENCY), Bounds((Unit.HOUR,), 1, 720, Waiting.ITEM)),
    LimitKey.FINISH_TYPE: Bounds((Unit.HOUR, *_DAYS), 1, 366, Waiting.NOTHING),
    LimitKey.CLUE: Bounds(_DAYS, 1, 120, Waiting.ITEM),
    LimitKey.YELLOW_SHARE: Bounds((), 10, 100, Waiting.ITEM),
    LimitKey.REOPENED_SHARE: Bounds((), 10, 100, Waiting.REFERRAL),
    **dict.fromkeys((LimitKey.EXTENSION_MAX, LimitKey.EXTENSION_ASK_BEFORE, LimitKey.SUSPENDED_TOO_LONG), _OF_WORK),
    **dict.fromkeys((LimitKey.RETURN_DECIDE, LimitKey.ACCEPTANCE_DECIDE), _OF_WORK),
    **dict.fromkeys((LimitKey.DISPATCH_AGAIN, LimitKey.PAYMENT_AGAIN, LimitKey.FOLLOW_UP), _AFTERWARDS),
    **dict.fromkeys((LimitKey.MOVED_DECIDE, LimitKey.CORRECTION_DECIDE, LimitKey.CORRECTION_REQUEST, LimitKey.HAND_OVER_DECIDE), _DECISION),
    **dict.fromkeys((LimitKey.CONTACT_DAYS_NORMAL, LimitKey.CONTACT_DAYS_URGENT, LimitKey.CONTACT_DAYS_EMERGENCY), _CONTACT),
    LimitKey.CALLBACK_HOURS: Bounds((Unit.HOUR,), 1, 240, Waiting.NOTHING),
    LimitKey.REOPEN_DAYS: Bounds((Unit.NATURAL_DAY,), 1, 366, Waiting.REFERRAL),
}
"""Limit -> what it may be."""


def begins_too_early(since: date, now: datetime) -> bool:
    """Return whether a version would begin before every server knows it: it judges no clock that has started."""
    return since <= day_of(now + NOTICED)
