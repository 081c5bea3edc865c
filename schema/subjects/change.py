"""Changes: what happened to the referrals that the viewer sees, in an order in which nothing is passed over.

Source: docs/design.md 6; docs/decisions/027-feed.md.
"""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from resolvers.document.limits import PAGE_ROWS
from schema.build.assemble import Info, Roots
from schema.subjects.action import EventName
from schema.subjects.neighbours import Referral


@strawberry.type(description="One step in the history of a referral, as it is told to who asks in turns. 转介的一次变更。")
class Change:
    position: str = field(description="Where it stands; opaque. Give it as `after` to go on behind it. 位置（不透明），作为 after 续读。")
    at: datetime = field(description="When it was done. 办理时间。")
    action: EventName = field(description="What was done. 办理动作。")
    referral: Referral | None = field(description="The referral as it stands now. 转介的当前情况。")


@strawberry.type(description="Changes, in the order in which they were committed. 变更列表，按提交先后排列。")
class ChangePage:
    nodes: list[Change] = field(description="The changes. 变更。")
    end_position: str | None = field(
        description="Where to go on: the position of the last change, else the one that was asked for. 下次续读的位置。"
    )
    has_more: bool = field(description="Whether more stand behind these already. 其后是否还有变更。")


def changes(
    root: Any,
    info: Info,
    after: Annotated[str | None, argument(description="Only what stands behind this position. 只返回该位置之后的变更。")] = UNSET,
    first: Annotated[int | None, argument(description="How many at most, 0 to 200. 最多返回的条数，0 至 200。")] = PAGE_ROWS,
) -> Any:
    """Return the planned changes."""
    return root[info.key]


@strawberry.type
class ChangeRoots(Roots):
    changes: ChangePage = field(
        resolver=changes,
        description="What happened to the referrals that the viewer sees, in the order of the commits: whoever goes on behind `endPosition`"
        " misses nothing. A change is told some seconds after it was made."
        " 查看者可见转介的变更，按提交先后排列；从 endPosition 续读不会遗漏，变更在发生数秒后可读。",
    )
