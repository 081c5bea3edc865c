"""Labels of the catalogue of assistance types.

Source: docs/domain-facts.md 2; docs/domain.md 3.
"""

from domain.catalogue import AppliesBy, Binding, Instance
from domain.disclosure import Half
from domain.outcome import OutcomeKind
from domain.text.label import labels
from domain.time.clock import Unit

LIMIT_UNIT = labels(
    Unit,
    "What a limit is counted in. 时限的单位。",
    name="LimitUnit",
    HOUR="Hours. 小时。",
    NATURAL_DAY="Natural days. 自然日。",
    WORKING_DAY="Working days. 工作日。",
)

INSTANCE = labels(
    Instance,
    "At which level an application is accepted, or the help decided. 受理或审定的层级。",
    TOWNSHIP="The township or street. 乡镇（街道）。",
    COUNTY="The county. 县（市、区）。",
    FEDERATION="The federation. 残联。",
    COMMUNITY="The community or village. 社区（村居）。",
    SCHOOL="The school. 学校。",
)

BINDING = labels(
    Binding,
    "How binding a limit is. 时限的约束力。",
    LAW="A law says it. 法律规定。",
    RULE="A rule of the state says it. 国家规章、规范性文件规定。",
    LOCAL="A local rule says it. 地方规定。",
    DEFAULT="A default of this platform. 平台默认值。",
)

OUTCOME_KIND = labels(
    OutcomeKind,
    "What is given when help is granted. 批准后给予的内容。",
    BENEFIT=("Money for the family. 给付。", "给付", "benefit"),
    PLACEMENT=("A post. 就业安置。", "就业安置", "placement"),
    RECOGNITION=("A status. 身份认定。", "身份认定", "recognition"),
    PAYMENT=("A payment to others. 代缴、代付。", "发放", "payment"),
    SERVICE=("A service or thing. 服务或物品。", "服务", "service"),
)

APPLIES_BY = labels(
    AppliesBy,
    "Which of the family's regions decides where to apply. 按哪一地区申请。",
    REGISTRATION="Where it is registered. 户籍地。",
    RESIDENCE="Where it lives. 居住地。",
)

HALF = labels(
    Half,
    "The two halves of a share contract. 共享约定的两个阶段。",
    BEFORE="Before signing. 签收前。",
    AFTER="After signing. 签收后。",
)
