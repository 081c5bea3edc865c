"""The catalogue of assistance types, and what their share contracts give.

Source: docs/domain.md 3 (routing), docs/domain-facts.md 3 and 3.2; versioned reference data.
"""

from datetime import date
from enum import Enum

import strawberry
from strawberry import enum_value, field

from domain.catalogue import AppliesBy, Binding, Instance
from domain.disclosure import Half
from domain.outcome import OutcomeKind
from domain.rules.group import Group, Level
from domain.time.limit import Unit
from schema.build.assemble import Roots
from schema.subjects.code_name import CodeName
from schema.subjects.connection import PlainConnection, connection
from schema.subjects.node import Paged


@strawberry.enum(description="From when a limit is counted. 时限的起算点。")
class LimitFrom(Enum):
    DISPATCH = enum_value("DISPATCH", description="From dispatch. 派单之日。")
    ACCEPTANCE = enum_value("ACCEPTANCE", description="From the acceptance of the application. 受理之日。")


@strawberry.input(description="Which assistance types. 帮扶类型的筛选条件。")
class AssistanceTypeFilter:
    code: list[str] | None = field(description="Of these codes. Of assistanceTypes. 代码。取自 assistanceTypes。")
    domain: list[str] | None = field(description="For these domains of need. In the list NEED_DOMAIN. 需求领域代码。代码表：NEED_DOMAIN。")
    department: list[str] | None = field(description="Led by these departments. In the list DEPARTMENT. 牵头部门代码。代码表：DEPARTMENT。")


@strawberry.type(description="How long finishing may take. 办理时限。")
class TypeLimit:
    value: int = field(description="How many. 数值。")
    unit: Unit = field(description="Of what. 单位。")
    from_: LimitFrom = field(name="from", description="Counted from when. 起算点。")


@strawberry.type(description="What a share contract gives of one field group, before or after signing. 共享约定的一行。")
class ContractLine:
    half: Half = field(description="Before or after signing. 签收前或签收后。")
    group: Group = field(description="The field group. 字段组。")
    level: Level = field(description="How much of it. 级别。")
    reason: str | None = field(description="Why. 理由。")


@strawberry.type(description="A type of help in the catalogue, in one version. 帮扶类型目录中的一项（某一版本）。")
class AssistanceType(Paged, narrowed_by=AssistanceTypeFilter):
    code: str = field(description="The code, such as A01. 代码，例如 A01。")
    name: str = field(description="The name. 名称。")
    version: int = field(description="The version. 版本。")
    lead_department: CodeName = field(description="The department that leads. 牵头部门。")
    domains: list[CodeName] = field(description="For which domains of need. 适用的需求领域。")
    applies_by: AppliesBy | None = field(
        description="Where the family applies: by registration or by residence; null for pooled types. 按户籍地或居住地申请；汇总类型为空。"
    )
    accepted_at: Instance = field(description="At which level applications are accepted. 受理层级。")
    decided_at: Instance = field(description="At which level it is decided; there the item goes. 审定层级，事项派往该级。")
    needs_application: bool = field(description="Whether the family itself must apply. 是否须家庭本人申请。")
    urgency_applies: bool = field(description="Whether urgency shortens its limit. 紧急程度是否缩短时限。")
    needs_certificate: bool = field(description="Whether a disability certificate is needed. 是否须持残疾人证。")
    outcome_kind: OutcomeKind = field(description="What its outcome tells. 结果的种类。")
    stages: list[CodeName] = field(description="The steps it may go through, in their order. 办理环节，按顺序。")
    limit: TypeLimit = field(description="How long finishing may take. 办理时限。")
    binding: Binding = field(description="How binding the limit is. 时限的约束力。")
    source: str = field(description="Where the rule stands. 依据。")
    valid_from: date = field(description="From when it holds. 生效日期。")
    valid_to: date | None = field(description="Until when it holds; null while it does. 失效日期；现行有效时为空。")
    pooled: bool = field(description="Whether it pools granted items instead of serving one need. 是否为汇总事项。")
    contract: list[ContractLine] = field(description="What an office gets to see for it. 共享约定。")


@strawberry.type
class AssistanceTypeRoots(Roots):
    assistance_types: PlainConnection[AssistanceType] = connection(
        description="The assistance types in force, by code. 现行帮扶类型，按代码排列。"
    )
