"""Accounts, their memberships, and who the viewer is.

Source: docs/domain.md 1 (a membership is one role in one office, from a date to a date).
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.viewer import Language, Role
from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Office, Region
from schema.subjects.node import Node


@strawberry.input(description="Which accounts. 账号的筛选条件。")
class AccountFilter:
    subject: list[str] | None = field(description="By which tokens name them. 登录标识。")
    not_used_since: datetime | None = field(
        description="Those that did not work here since this moment, or never. 自此时间以来未使用（含从未使用）。"
    )
    working: bool | None = field(description="Those that hold a role now, or those that hold none. 目前是否有任职。")


@strawberry.type(description="A signed-in subject: a person, or a department's own system. 账号：人员或部门自有系统。")
class Account(Node, narrowed_by=AccountFilter):
    in_payloads = ("account", "The account. 账号。")

    name: str = field(description="What colleagues call it. 同事看到的姓名。")
    subject: str | None = field(description="By which tokens name it: to the three administrators. 登录标识，仅三员可见。")
    language: Language | None = field(
        description="In which language it is spoken to where a request names none: to the three administrators. 默认语言，仅三员可见。"
    )
    last_used_at: datetime | None = field(
        description="When it worked here last by itself, to five minutes; null for never: to the three administrators. "
        "本人最近使用时间（精确到五分钟），从未使用时为空，仅三员可见。"
    )
    memberships: "Connection[Membership]" = connection(
        description="Its roles in offices, past ones too, as far as the viewer sees them. 任职，含已结束的（限查看者可见）。"
    )


@strawberry.type(
    description="One role in one office over a set of divisions, from a moment until another. 任职：办公室、角色、管辖区划及起止时间。"
)
class Membership(Node):
    in_payloads = ("membership", "The membership. 任职。")

    account: Account | None = field(description="Who. 账号。")
    office: Office | None = field(description="In which office. 所在办公室。")
    role: Role = field(description="In which role. 角色。")
    scope: list[Region] = field(
        description="Over which divisions; to whom villages are not shown, townships. 管辖区划；无权查看村（社区）者仅见乡镇。"
    )
    starts_at: datetime = field(description="From when. 开始时间。")
    ends_at: datetime = field(description="Until when. 结束时间。")
    deputy_for: "Membership | None" = field(description="For whose absence it stands in, as far as the viewer sees it. 代理的原任职。")


@strawberry.type(description="Who is asking: one membership at work. 当前查看者：正在使用的一项任职。")
class Viewer(Node):
    membership: Membership | None = field(description="The membership at work. 正在使用的任职。")
    account: Account | None = field(description="The signed-in account. 登录账号。")
    role: Role = field(description="The role. 角色。")
    office: Office | None = field(description="The office. 办公室。")
    scope: list[Region] = field(description="The divisions it works in. 管辖区划。")
    language: Language = field(description="The language of names and messages. 名称与消息所用的语言。")


@strawberry.type
class ViewerRoots(Roots):
    accounts: Connection[Account] = connection(
        description="Accounts, by what tokens name them: for the three administrators. 账号；仅三员可见。"
    )
    viewer: Viewer = field(description="Who is asking. 当前查看者。")
