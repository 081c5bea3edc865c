"""Authorization servers of others whose tokens are taken, and whom their subjects are here.

Source: docs/decisions/035-issuers.md.
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.viewer import Role
from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account
from schema.subjects.node import Node
from schema.subjects.organization import Organization


@strawberry.type(description="What a token of an issuer must tell of the sign-in for a role. 某角色的登录要求。")
class IssuerRequirement:
    role: Role = field(description="For which role. 角色。")
    acr: list[str] = field(description="One of these (`acr`); empty: any. 认证等级，满足其一；空为不限。")
    amr: list[str] = field(description="All of these (`amr`). 认证方式，须全部满足。")


@strawberry.type(description="Under which subject of an issuer an account signs in. 账号在外部认证服务的登录标识。")
class SignIn(Node):
    in_payloads = ("signIn", "The sign-in. 登录标识。")

    issuer: "Issuer | None" = field(description="The issuer. 外部认证服务。")
    subject: str = field(description="What it calls them (`sub`). 登录标识。")
    account: Account | None = field(description="Who that is here. 账号。")
    ends_at: datetime | None = field(description="Until when; null while it stands. 停用时间，有效时为空。")


@strawberry.input(description="Which issuers. 外部认证服务的筛选条件。")
class IssuerFilter:
    standing: bool | None = field(description="Those that stand, or those that have ended. 是否有效。")


@strawberry.type(description="An authorization server of others, which speaks for some organisations. 外部认证服务。")
class Issuer(Node, narrowed_by=IssuerFilter):
    in_payloads = ("issuer", "The issuer. 外部认证服务。")

    address: str = field(description="The issuer of its tokens (`iss`). 签发者地址。")
    name: str = field(description="What it is called. 名称。")
    audience: str = field(description="For whom its tokens must be (`aud`). 令牌受众。")
    keys_address: str | None = field(description="Where its keys are; null: where its metadata says. 公钥地址；空为按其元数据。")
    client_id: str | None = field(description="What we are called there, for sign-in in a browser. 本平台在该服务的客户端标识。")
    organizations: list[Organization] = field(description="The organisations for which it speaks. 可代表的机构。")
    requirements: list[IssuerRequirement] = field(description="What its tokens must tell, by role. 各角色的登录要求。")
    sign_ins: Connection[SignIn] = connection(description="Whom its subjects are here, ended ones too. 登录标识，含已停用的。")
    ends_at: datetime | None = field(description="Until when; null while it stands. 停用时间，有效时为空。")


@strawberry.type
class IssuerRoots(Roots):
    issuers: Connection[Issuer] = connection(
        description="Authorization servers of others, by their address: for the three administrators. 外部认证服务；仅三员可见。"
    )
