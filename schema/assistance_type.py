"""The catalogue of assistance types, and what their share contracts give.

Source: domain.md 3 (routing), domain-facts 3 and 3.2; versioned reference data.
"""

from datetime import date

from domain.access import Group, Level
from domain.contract import AppliesBy
from domain.disclosure import Half
from schema.code_name import CodeName
from schema.declare import Connection, Input, Roots, Type, enumeration, field


class AssistanceTypeFilter(Input):
    """Which assistance types. 帮扶类型的筛选条件。"""

    code: list[str] | None = field("Of these codes. 代码。")
    domain: list[str] | None = field("For these domains of need. 需求领域代码。")
    department: list[str] | None = field("Led by these departments. 牵头部门代码。")


class TypeLimit(Type):
    """How long finishing may take. 办理时限。"""

    value: int = field("How many. 数值。")
    unit: str = field("Hours, natural days, or working days. 单位：小时、自然日或工作日。")
    from_: str = field("Counted from dispatch, or from the acceptance of the application. 起算点：派单或受理。")


class ContractLine(Type):
    """What a share contract gives of one field group, before or after signing. 共享约定的一行。"""

    half: Half = field("Before or after signing. 签收前或签收后。")
    group: Group = field("The field group. 字段组。")
    level: Level = field("How much of it. 级别。")
    reason: str | None = field("Why. 理由。")


class AssistanceType(Type, narrowed_by=AssistanceTypeFilter):
    """A type of help in the catalogue, in one version. 帮扶类型目录中的一项（某一版本）。"""

    code: str = field("The code, such as A01. 代码，例如 A01。")
    name: str = field("The name. 名称。")
    version: int = field("The version. 版本。")
    lead_department: CodeName = field("The department that leads. 牵头部门。")
    domains: list[CodeName] = field("For which domains of need. 适用的需求领域。")
    applies_by: AppliesBy | None = field(
        "Where the family applies: by registration or by residence; null for pooled types. 按户籍地或居住地申请；汇总类型为空。"
    )
    accepted_at: str = field("At which level applications are accepted. 受理层级。")
    decided_at: str = field("At which level it is decided; there the item goes. 审定层级，事项派往该级。")
    needs_application: bool = field("Whether the family itself must apply. 是否须家庭本人申请。")
    urgency_applies: bool = field("Whether urgency shortens its limit. 紧急程度是否缩短时限。")
    needs_certificate: bool = field("Whether a disability certificate is needed. 是否须持残疾人证。")
    outcome_kind: str = field("What its outcome tells. 结果的种类。")
    stages: list[CodeName] = field("The steps it may go through, in their order. 办理环节，按顺序。")
    limit: TypeLimit = field("How long finishing may take. 办理时限。")
    binding: str = field("How binding the limit is. 时限的约束力。")
    source: str = field("Where the rule stands. 依据。")
    valid_from: date = field("From when it holds. 生效日期。")
    valid_to: date | None = field("Until when it holds; null while it does. 失效日期；现行有效时为空。")
    pooled: bool = field("Whether it pools granted items instead of serving one need. 是否为汇总事项。")
    contract: list[ContractLine] = field("What an office gets to see for it. 共享约定。")


class AssistanceTypeRoots(Roots):
    """The catalogue. 帮扶类型目录。"""

    assistance_types: Connection[AssistanceType] = field("The assistance types in force, by code. 现行帮扶类型，按代码排列。")


ENUMS = (
    enumeration(
        AppliesBy,
        "Which of the family's regions decides where to apply. 按哪一地区申请。",
        REGISTRATION="Where it is registered. 户籍地。",
        RESIDENCE="Where it lives. 居住地。",
    ),
    enumeration(
        Half,
        "The two halves of a share contract. 共享约定的两个阶段。",
        BEFORE="Before signing. 签收前。",
        AFTER="After signing. 签收后。",
    ),
)
