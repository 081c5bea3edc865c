"""The audit trail, as the audit administrator reads it.

Source: docs/domain-facts.md 5.7. Records hold ids, codes and levels, never texts.
"""

from datetime import datetime

import strawberry
from strawberry import ID, field

from domain.audit import AuditKind
from domain.rules.group import Group
from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Client, Office
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which records. 审计记录的筛选条件。")
class AuditFilter:
    kind: list[AuditKind] | None = field(description="Of these kinds. 类别。")
    action: list[str] | None = field(
        description="Of these actions: a mutation, such as familySearch or emergencyView, or the name of a document that reads. "
        "操作：变更名称（如 familySearch、emergencyView）或读取所用文档的名称。"
    )
    group: list[Group] | None = field(description="That showed one of these field groups. 显示过其中任一字段组。")
    account: ID | None = field(description="By this account. 账号。")
    client: ID | None = field(description="By this service client. 经由的服务客户端。")
    office: ID | None = field(description="From this office. 操作人所在办公室。")
    family: ID | None = field(description="Touching this family. 涉及的家庭。")
    family_number: str | None = field(description="Touching the family with this number. 涉及此编号的家庭。")
    person: ID | None = field(
        description="Touching this person, under every registration, or the family in which they lived then where the record names nobody. "
        "涉及此人（含合并前的登记），以及其当时所在家庭未指明人员的记录。"
    )
    after: datetime | None = field(description="At or after. 时间不早于。")
    before: datetime | None = field(description="Before. 时间早于。")


@strawberry.type(description="The row that was acted on. 操作对象。")
class AuditTarget:
    type: str | None = field(description="Of which type. 类型。")
    row: ID | None = field(description="Its global id. 全局标识。")


@strawberry.type(description="One thing that somebody did or saw. 审计记录：某人所做或所见的一件事。")
class AuditRecord(Node, narrowed_by=AuditFilter, ordered_by=by_time("AuditOrder", "AT", "The", "按时间")):
    at: datetime = field(description="When. 时间。")
    kind: AuditKind = field(description="What kind of thing. 类别。")
    action: str = field(
        description="The mutation, the root fields that were read, or what was printed. 变更名称、所读取的查询或所打印的内容。"
    )
    account: Account | None = field(description="Who; null for the system. 操作人；系统操作时为空。")
    client: Client | None = field(description="By which service client; null for none. 经由的服务客户端；无则为空。")
    office: Office | None = field(description="In which office. 所在办公室。")
    target: AuditTarget | None = field(description="On what. 操作对象。")
    families: list[ID] | None = field(description="Which families it touched. 涉及的家庭。")
    persons: list[ID] | None = field(description="Which persons it touched. 涉及的人员。")
    groups: list[Group] | None = field(description="Which sensitive field groups it showed. 显示的敏感字段组。")
    before: str | None = field(description="From which state. 原状态。")
    after: str | None = field(description="To which state. 新状态。")
    version: int | None = field(
        description="The version it made; how many rows it removed; how many refusals before it have no record. "
        "产生的版本；删除的行数；此前未逐条记录的拒绝次数。"
    )
    reason: str | None = field(description="The reason given; why a sign-in was refused. 原因代码；拒绝登录的原因。")
    trace: str = field(description="The trace of the request. 请求跟踪号。")


@strawberry.type
class AuditRoots(Roots):
    audit_records: Connection[AuditRecord] = connection(
        description="The audit trail, the newest first; for the audit administrator alone. 审计记录，最新的在前；仅审计管理员可见。"
    )
