"""What an office says of its room for more: open places, or a pause.

Source: docs/domain.md 3.
"""

from datetime import date

import strawberry
from strawberry import field

from schema.subjects.code_name import CodeName
from schema.subjects.neighbours import AssistanceType, Region


@strawberry.type(description="What an office has room for, as it said itself; counted by nobody. 办公室自报的接收能力，系统不核减。")
class Availability:
    township: Region | None = field(description="Of families living there; null for all. 家庭居住的乡镇；空为全部。")
    type: AssistanceType | None = field(description="Of this type of help; null for all. 帮扶类型；空为全部。")
    said_on: date = field(description="When it was said. 填报日期。")
    places: int | None = field(description="How many places were open then; null during a pause. 当日空余名额；暂停接收时为空。")
    paused_until: date | None = field(description="The last day on which it takes nothing; null without a pause. 暂停接收的最后一日。")
    reason: CodeName | None = field(description="Why it takes nothing. 暂停原因。")
