"""Events: what happened to an item, a need, a visit or a family, step by step. A referral's history tells more: `ReferralEvent`.

Source: docs/domain.md 7; docs/decisions/018-events.md.
"""

from datetime import datetime

import strawberry
from strawberry import field

from schema.subjects.action import ActionName
from schema.subjects.code_name import CodeName
from schema.subjects.neighbours import Account, Client, Office
from schema.subjects.node import Node


@strawberry.type(description="A step in the history of an item, a need, a visit or a family. 帮扶事项、需求、走访或家庭的一条办理记录。")
class Event(Node):
    at: datetime = field(description="When. 时间。")
    action: ActionName = field(
        description="What was done: the name of its mutation, whichever row that is aimed at. 操作：变更名称，不论变更针对哪条数据。"
    )
    office: Office | None = field(description="Whose office did it. 操作单位。")
    account: Account | None = field(description="Who did it; null for the system. 操作人；系统操作时为空。")
    client: Client | None = field(description="By which service client; null for none. 经由的服务客户端；无则为空。")
    before: str | None = field(
        description="The state before, a code of the row's own enum; null where it has none or came to be. 原状态代码；无状态或新建时为空。"
    )
    after: str | None = field(
        description="The state after, a code of the row's own enum; null where it has none. 新状态代码；无状态时为空。"
    )
    reason: CodeName | None = field(description="The reason given; the first of several. 原因；多项时为第一项。")
    reasons: list[CodeName] = field(description="All of them. 全部原因。")
