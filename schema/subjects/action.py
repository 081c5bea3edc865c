"""What a viewer may do with a row now, and how a refusal is told.

Source: docs/lifecycle.md (Actions). The names of actions and events are those of the mutations.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import strawberry
from strawberry import ID, UNSET, argument, field

from domain.message.message import TEXTS
from domain.rules.action import Subject
from domain.rules.actions import ACTIONS
from schema.build.assemble import Info
from schema.build.enumerations import describe

ActionName = StrEnum("ActionName", [(action.name, action.name) for action in ACTIONS])  # type: ignore[misc]
"""Every action of `domain/rules/actions.py`; described by the commands of the same names."""

EVENTS_OF_THEIR_OWN = {
    "RELEASED": "The handler's membership has ended; nobody handles the referral. 承办人任职结束，转介暂无承办人。",
    "PAYMENT_FAILED": "A payment of what was granted failed, or is not asked for any more. 款项拨付失败，或重新申请已撤销。",
    "PAYMENT_ASKED": "What failed to be paid is asked for anew, or was paid after all. 拨付失败的款项已重新申请，或已确认拨付。",
}
"""What happens to a referral without an action on it (docs/lifecycle.md: `membershipEnd`, Pooled items)."""

EventName = StrEnum(  # type: ignore[misc]
    "EventName",
    [(name, name) for name in (*(action.name for action in ACTIONS if action.over is not Subject.NOTHING), *EVENTS_OF_THEIR_OWN)],
)
"""Every step of a referral's history."""


ErrorCode = StrEnum("ErrorCode", [(code, code) for code in TEXTS])  # type: ignore[misc]
"""Every code of `domain/message/message.py`."""


@strawberry.type(description="Why something is not allowed. 不允许的原因。")
class Reason:
    code: ErrorCode = field(description="The error code. 错误代码。")
    text: str | None = field(description="The reason in the viewer's language. 以查看者的语言说明的原因。")


@strawberry.type(description="An action of the viewer's role on this row. 查看者的角色可对该数据进行的操作。")
class AvailableAction:
    action: ActionName = field(description="The action: the name of its mutation. 操作，即对应变更的名称。")
    allowed: bool = field(description="Whether some input would be accepted now. 当前是否允许。")
    reason: Reason | None = field(description="Why it is not allowed; null where it is. 不允许的原因；允许时为空。")
    asks: list[str] = field(description="The inputs it asks for, by name. 该操作需要的输入项名称。")


AllowedOnly = Annotated[
    bool | None, argument(description="Only those that are allowed now, or only those that are not. 只列出当前允许（或不允许）的操作。")
]


def available_actions(root: Any, info: Info, allowed: AllowedOnly = UNSET) -> Any:
    """Return the planned actions on a row."""
    return root[info.key]


@strawberry.type(description="A refusal of what was asked. 对请求的拒绝说明。")
class UserError:
    code: ErrorCode = field(description="The error code. 错误代码。")
    message: str = field(description="What is wrong, in the viewer's language. 以查看者的语言说明的问题。")
    path: list[str] = field(description="Where in the input; empty if it is not one input's fault. 输入中的位置；与具体输入无关时为空。")
    row: ID | None = field(description="The global id of the row that it is about, such as who is registered already. 所涉数据的全局标识。")


PLACE = re.compile(r"\{\w+\}")
"""Where a text puts a fact in."""


def _described(code: str) -> str:
    """Return a code's text in both languages, with … in the place of its facts."""
    zh, en = (PLACE.sub("…", each) for each in TEXTS[code])
    return f"{en.removesuffix('.')}. {zh.removesuffix('。')}。"


NOT_YET = "Not offered yet. 暂未提供。"
"""Of an action that has no command."""


def describe_names(mutations: Mapping[str, str]) -> None:
    """Describe error codes, and the names of actions and events. `mutations`: action -> the description of its mutation."""
    names = {name: mutations.get(name, NOT_YET) for name in ActionName.__members__} | EVENTS_OF_THEIR_OWN
    describe(ErrorCode, "Why something is refused. 拒绝的原因代码。", {code: _described(code) for code in TEXTS})
    describe(ActionName, "An action: the name of its mutation. 操作，即对应变更的名称。", names)
    describe(EventName, "A step in the history of a referral. 办理记录中的步骤。", names)
