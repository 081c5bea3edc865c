"""Service clients: the systems of offices, and the keys by which they sign in.

Source: docs/decisions/038-service-clients.md.
"""

from datetime import datetime

import strawberry
from strawberry import field

from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Office
from schema.subjects.node import Node, by_time


@strawberry.type(description="A public key of a service client. 服务客户端的公钥。")
class ClientKey:
    kid: str = field(description="What its assertions call it (`kid`). 密钥编号。")
    algorithm: str = field(description="What it signs with: ES256 or RS256. 签名算法。")
    created_at: datetime = field(description="When it was added. 添加时间。")
    created_by: Account | None = field(description="By whom. 添加人。")
    approved_at: datetime | None = field(description="From when it is in force; null until it is approved. 核准生效时间；未核准时为空。")
    approved_by: Account | None = field(description="By whom. 核准人。")
    revoked_at: datetime | None = field(description="When it was revoked; null until then. 撤销时间；未撤销时为空。")


@strawberry.input(description="Which service clients. 服务客户端的筛选条件。")
class ClientFilter:
    office: strawberry.ID | None = field(description="Of this office. 所属办公室。")
    not_used_since: datetime | None = field(
        description="Those that did not work here since this moment, or never. 自此时间以来未使用（含从未使用）。"
    )
    standing: bool | None = field(description="Those that stand, or those that are revoked. 是否有效。")


@strawberry.type(
    description="A system of an office, which acts for its officials under its own key. 办公室的业务系统，以自有密钥代其工作人员办理。"
)
class Client(Node, narrowed_by=ClientFilter, ordered_by=by_time("ClientOrder", "CREATED", "By when it was registered, the", "按登记时间")):
    in_payloads = ("client", "The service client. 服务客户端。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last. 最近变更时间。")
    client_id: str = field(description="What it calls itself at the token endpoint (`client_id`). 令牌端点所用的客户端编号。")
    name: str = field(description="What it is called. 名称。")
    office: Office | None = field(description="Whose system it is. 所属办公室。")
    created_at: datetime = field(description="When it was registered. 登记时间。")
    revoked_at: datetime | None = field(description="When it was revoked; null while it stands. 撤销时间；有效时为空。")
    last_used_at: datetime | None = field(
        description="When it was used last, to five minutes; null for never: to the three administrators. "
        "最近使用时间（精确到五分钟），从未使用时为空，仅三员可见。"
    )
    keys: list[ClientKey] = field(
        description="Its keys, revoked ones too, as far as the viewer sees them. 公钥，含已撤销的（限查看者可见）。"
    )


@strawberry.type
class ClientRoots(Roots):
    clients: Connection[Client] = connection(description="Service clients, the newest first. 服务客户端，最新的在前。")
