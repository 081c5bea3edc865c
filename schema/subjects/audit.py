"""The audit trail, as the audit administrator reads it.

Source: docs/domain-facts.md 5.7. Records hold ids, codes and levels, never texts.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.audit import AuditKind
from domain.rules.access import Group
from schema.build.declare import ID, Connection, Input, Roots, Type, enumeration, field
from schema.subjects.node import Node

if TYPE_CHECKING:
    from schema.subjects.account import Account
    from schema.subjects.organization import Office


class AuditOrder(StrEnum):
    """In which order."""

    AT = "AT"
    AT_DESC = "AT_DESC"


class AuditFilter(Input):
    """Which records. 审计记录的筛选条件。"""

    kind: list[AuditKind] | None = field("Of these kinds. 类别。")
    action: list[str] | None = field("Of these actions. 操作。")
    account: ID | None = field("By this account. 账号。")
    family: ID | None = field("Touching this family. 涉及的家庭。")
    after: datetime | None = field("At or after. 时间不早于。")
    before: datetime | None = field("Before. 时间早于。")


class AuditTarget(Type):
    """The row that was acted on. 操作对象。"""

    type: str | None = field("Of which type. 类型。")
    row: ID | None = field("Its global id. 全局标识。")


class AuditRecord(Node, narrowed_by=AuditFilter, ordered_by=AuditOrder):
    """One thing that somebody did or saw. 审计记录：某人所做或所见的一件事。"""

    at: datetime = field("When. 时间。")
    kind: AuditKind = field("What kind of thing. 类别。")
    action: str = field("The mutation, or the root fields that were read. 变更名称，或所读取的查询。")
    account: "Account | None" = field("Who; null for the system. 操作人；系统操作时为空。")
    office: "Office | None" = field("In which office. 所在办公室。")
    target: AuditTarget | None = field("On what. 操作对象。")
    families: list[ID] | None = field("Which families it touched. 涉及的家庭。")
    persons: list[ID] | None = field("Which persons it touched. 涉及的人员。")
    groups: list[Group] | None = field("Which sensitive field groups it showed. 显示的敏感字段组。")
    before: str | None = field("From which state. 原状态。")
    after: str | None = field("To which state. 新状态。")
    version: int | None = field("The version it made. 产生的版本。")
    reason: str | None = field("The reason given. 原因代码。")
    trace: str = field("The trace of the request. 请求跟踪号。")


class AuditRoots(Roots):
    """The audit trail. 审计记录。"""

    audit_records: Connection[AuditRecord] = field(
        "The audit trail, the newest first; for the audit administrator alone. 审计记录，最新的在前；仅审计管理员可见。"
    )


ENUMS = (
    enumeration(
        AuditKind,
        "What was done. 审计类别。",
        COMMAND="Something was changed. 变更。",
        REVEAL="Numbers were revealed. 查看证件号码。",
        READ="Sensitive fields, or the audit trail, were read. 读取敏感信息或审计记录。",
        TEST="An ID number was compared with those registered. 比对身份证号是否已登记。",
        REFUSED="A quota was used up; nothing was shown or done. 超出限额，未显示也未办理。",
    ),
    enumeration(AuditOrder, "In which order. 排序方式。", AT="The earliest first. 按时间升序。", AT_DESC="The latest first. 按时间降序。"),
)
