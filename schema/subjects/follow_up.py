"""Follow-ups: the federation's check with the family that confirms or reopens.

Source: docs/domain.md 5; docs/lifecycle.md (`followUpRecord`).
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.follow_up import FollowUpResult, Satisfaction
from schema.subjects.neighbours import Account, Family, Referral
from schema.subjects.node import Node


@strawberry.type(description="One contact after completion: what the family says became of the help. 回访：办结后向家庭核实帮扶结果。")
class FollowUp(Node):
    at: datetime = field(description="When. 时间。")
    result: FollowUpResult = field(description="What the family said. 回访结果。")
    satisfaction: Satisfaction = field(description="How content it is. 满意度。")
    by: Account | None = field(description="Who asked. 回访人。")
    referral: Referral | None = field(description="About which referral. 所针对的转介。")
    family: Family | None = field(description="Which family. 家庭。")
    note: str | None = field(description="What else was said. 备注。")
