"""Follow-ups: the federation's check with the family that confirms or reopens, and calls after somebody has come on a post.

Source: docs/domain.md 5; docs/lifecycle.md (`followUpRecord`, `placementCallRecord`).
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.follow_up import FollowUpResult, Satisfaction
from domain.placement import CallResult
from schema.subjects.code_name import CodeName
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


@strawberry.type(description="One call after somebody has come on a post. 安置后回访。")
class PlacementCall:
    at: datetime | None = field(description="When. 时间。")
    result: CallResult | None = field(description="Whether the person is on the post still. 是否仍在岗。")
    left_on: date | None = field(description="When the person left the post. 离岗日期。")
    left_reason: CodeName | None = field(description="Why. 离岗原因。")
    wants_another: bool | None = field(description="Whether help with a post is wanted once more. 是否希望再次安置。")
    by: Account | None = field(description="Who called. 回访人。")
    note: str | None = field(description="What else was said. 备注。")
