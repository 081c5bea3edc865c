"""How a row is shown to the viewer: each group of its fields, its level, why, and whom to ask.

Source: docs/domain.md 7 (for a hidden or masked value the viewer can ask why, and whom to ask).
"""

from typing import Annotated, Any

import strawberry
from strawberry import ID, argument, field

from domain.explanation import ContactKind, Why
from domain.rules.group import Group, Level
from schema.build.assemble import Info, Roots
from schema.subjects.neighbours import Office, Referral


@strawberry.type(description="Whom to ask for what is not shown in full. 未完整显示的内容可向谁询问。")
class Contact:
    kind: ContactKind = field(description="Who that is. 询问对象。")
    office: Office | None = field(description="The office. 办公室。")


@strawberry.type(description="How one field group of a row is shown to the viewer. 一个字段组对查看者的显示情况。")
class ShownGroup:
    group: Group = field(description="The field group. 字段组。")
    level: Level = field(description="How much of it is shown. 显示级别。")
    shown: list[str] = field(description="The fields that this level shows, where there is anything in them. 该级别可见的字段（有值时）。")
    withheld: list[str] = field(
        description="The fields that it does not show, whether or not there is anything in them. 不可见的字段，不论是否有值。"
    )
    why: Why = field(description="Why it is this level. 显示级别的原因。")
    reason: str = field(description="The same in words. 原因说明。")
    referral: Referral | None = field(
        description="The referral by which an office is shown it, the one that gives most of it; null for everybody else. "
        "办公室据以查看的转介；其他查看者为空。"
    )
    contact: Contact | None = field(
        description="Whom to ask for more; null where all is shown, or more is shown to nobody. "
        "可向谁询问；已完整显示或无人可见更多时为空。"
    )


@strawberry.type(description="How a row is shown to the viewer. 一条数据对查看者的显示情况。")
class AccessExplanation:
    groups: list[ShownGroup] = field(description="Each group of the fields of its type. 该类型的各字段组。")


def explained(root: Any, info: Info, id: Annotated[ID, argument(description="The global id. 全局标识。")]) -> Any:
    """Return the planned explanation of an id."""
    return root[info.key]


@strawberry.type
class ExplanationRoots(Roots):
    explain_access: AccessExplanation | None = field(
        resolver=explained,
        description="How the row of a global id is shown to the viewer, why, and whom to ask; null if it is unknown or not to be seen. "
        "一条数据对查看者的显示情况、原因及询问对象；不存在或不可见时为空。",
    )
