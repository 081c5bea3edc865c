"""How much of a family is shown: levels, field groups, protected texts, what a share contract discloses.

Source: docs/domain.md 7 (field groups, share contract).
"""

import strawberry
from strawberry import field

from domain.rules.group import Group, Level


@strawberry.type(description="A text of which the viewer sees as much as the level says. 受保护的文本，按级别显示。")
class ProtectedText:
    value: str | None = field(
        description="The text as the viewer may see it; null where it is hidden or unknown. 查看者可见的内容；隐藏或未知时为空。"
    )
    level: Level = field(description="How much of it is shown. 显示级别。")


@strawberry.type(description="A field group that the share contract gives to an office. 共享约定向办公室提供的一个字段组。")
class DisclosedGroup:
    group: Group = field(description="The field group. 字段组。")
    level: Level = field(description="How much of it is given. 提供的级别。")
    reason: str | None = field(description="Why the office needs it. 提供的理由。")
