"""Follow-ups: the federation's check with the family that confirms or reopens.

Source: docs/domain.md 5; docs/lifecycle.md (`followUpRecord`).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from domain.follow_up import FollowUpResult, Satisfaction
from schema.build.declare import enumeration, field
from schema.subjects.node import Node

if TYPE_CHECKING:
    from schema.subjects.account import Account
    from schema.subjects.family import Family
    from schema.subjects.referral import Referral


class FollowUp(Node):
    """One contact after completion: what the family says became of the help. 回访：办结后向家庭核实帮扶结果。"""

    at: datetime = field("When. 时间。")
    result: FollowUpResult = field("What the family said. 回访结果。")
    satisfaction: Satisfaction = field("How content it is. 满意度。")
    by: "Account | None" = field("Who asked. 回访人。")
    referral: "Referral | None" = field("About which referral. 所针对的转介。")
    family: "Family | None" = field("Which family. 家庭。")
    note: str | None = field("What else was said. 备注。")


ENUMS = (
    enumeration(
        FollowUpResult,
        "What the family said, or that nobody answered. 回访结果。",
        SOLVED="It is solved. 已解决。",
        PARTLY="It is partly solved. 部分解决。",
        NOT_SOLVED="It is not solved. 未解决。",
        REFUSAL_UNDERSTOOD="The refusal is understood. 理解不予办理的决定。",
        NO_ANSWER="Nobody answered. 无人应答。",
    ),
    enumeration(
        Satisfaction,
        "How content the family is. 满意度。",
        SATISFIED="Satisfied. 满意。",
        MOSTLY_SATISFIED="Mostly satisfied. 基本满意。",
        NOT_SATISFIED="Not satisfied. 不满意。",
        NOT_ASKED="Not asked. 未询问。",
    ),
)
