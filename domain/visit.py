"""Enumerations of a visit, and the separation of target categories that tell of health.

Source: docs/domain.md 2; docs/domain-facts.md 1.4; PIPL 17 (notice).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.text.label import Labelled


class VisitMode(Labelled):
    """How a family is contacted. 走访方式。"""

    HOME_VISIT = "HOME_VISIT", "At home. 入户访视。", "入户访视", "Home visit"
    PHONE = "PHONE", "By telephone. 电话访视。", "电话访视", "By phone"
    VIDEO_OR_MESSAGE = "VIDEO_OR_MESSAGE", "By video or message. 视频、微信等。", "视频或微信", "By video or message"
    COMMUNITY_POINT = (
        "COMMUNITY_POINT",
        "At the community's point of service. 村居服务点面访。",
        "村居服务点面访",
        "At the community's service point",
    )


class IntakeChannel(Labelled):
    """By which way a need comes in. 受理渠道。"""

    CAMPAIGN_VISIT = "CAMPAIGN_VISIT", "A campaign. 专项走访。"
    ROUTINE_VISIT = "ROUTINE_VISIT", "A routine visit. 日常访视。", "日常访视", "Routine visit"
    HOTLINE_12385 = "HOTLINE_12385", "Hotline 12385. 12385 热线。", "12385热线", "Hotline 12385"
    HOTLINE_12345 = "HOTLINE_12345", "Hotline 12345. 12345 热线。", "12345热线", "Hotline 12345"
    DYNAMIC_UPDATE = "DYNAMIC_UPDATE", "The dynamic update. 动态更新。", "动态更新", "Dynamic update"
    SELF_APPLICATION = "SELF_APPLICATION", "The family came itself. 本人申请。", "本人申请", "The person's own application"
    DEPARTMENT_TRANSFER = "DEPARTMENT_TRANSFER", "A department handed it over. 部门转来。", "部门转来", "Handed over by a department"
    COMMUNITY_REPORT = "COMMUNITY_REPORT", "The community reported it. 村居报告。", "村居报告", "Reported by the community"


class Categories(NamedTuple):
    """The target categories of a family, those that tell of health separate from the others."""

    plain: list[str]
    health: list[str]


def split(categories: Iterable[str], facts: Mapping[str, Mapping[str, object]]) -> Categories:
    """Separate one list of category codes. `facts`: the facts of each code in the reference data; `health` marks those of health."""
    listed = list(categories)
    of_health = [code for code in listed if facts.get(code, {}).get("health")]
    return Categories([code for code in listed if code not in of_health], of_health)


class ContactResult(Labelled):
    """Whether anybody was met. 联系结果。"""

    MET = "MET", "Somebody was met. 已见到。", "见到", "Met"
    NOT_HOME = "NOT_HOME", "Nobody was at home. 无人在家。", "不在家", "Not at home"
    REFUSED = "REFUSED", "The visit was refused. 拒访。", "拒访", "Refused"
    MOVED = "MOVED", "The family has moved away. 已迁走。", "已迁出", "Moved away"
    DECEASED = "DECEASED", "The person has died. 已故。", "已去世", "Deceased"


class VisitState(Labelled):
    """Whether a recorded visit stands. 走访记录状态。"""

    RECORDED = "RECORDED", "It stands. 有效。", "有效", "Recorded"
    WITHDRAWN = "WITHDRAWN", "Recorded by mistake: it counts nowhere. 已撤回，不计入统计。", "已撤回", "Withdrawn"


SPOKEN_TO = frozenset({ContactResult.MET, ContactResult.REFUSED})
"""The results that count as a contact: a member of the family was spoken to."""


class NoticeBasis(Labelled):
    """In which form a family was told what becomes of its data. 告知形式。"""

    WRITTEN = "WRITTEN", "In writing. 书面。", "书面告知", "In writing"
    ORAL = "ORAL", "By word of mouth. 口头。", "口头告知", "By word of mouth"
    GUARDIAN = "GUARDIAN", "To the guardian. 监护人。", "告知监护人", "Guardian told"
