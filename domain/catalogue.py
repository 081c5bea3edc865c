"""The facts of an assistance type in the catalogue: who leads, where the family applies, who decides, the time limit.

Source: docs/domain.md 3 (routing), docs/domain-facts.md 3 and 3.2; the rows stand in db/reference/types.toml.
"""

from dataclasses import dataclass

from domain.outcome import OutcomeKind
from domain.text.label import Labelled
from domain.time.limit import TypeLimit


class AppliesBy(Labelled):
    """Which of the family's regions decides where to apply. 按哪一地区申请。"""

    REGISTRATION = "REGISTRATION", "Where it is registered. 户籍地。"
    RESIDENCE = "RESIDENCE", "Where it lives. 居住地。"


class Instance(Labelled):
    """At which level an application is accepted, or the help decided. 受理或审定的层级。"""

    TOWNSHIP = "TOWNSHIP", "The township or street. 乡镇（街道）。"
    COUNTY = "COUNTY", "The county. 县（市、区）。"
    FEDERATION = "FEDERATION", "The federation. 残联。"
    COMMUNITY = "COMMUNITY", "The community or village. 社区（村居）。"
    SCHOOL = "SCHOOL", "The school. 学校。"


class Binding(Labelled):
    """How binding a limit is. 时限的约束力。"""

    LAW = "LAW", "A law says it. 法律规定。"
    RULE = "RULE", "A rule of the state says it. 国家规章、规范性文件规定。"
    LOCAL = "LOCAL", "A local rule says it. 地方规定。"
    DEFAULT = "DEFAULT", "A default of this platform. 平台默认值。"


@dataclass(frozen=True)
class TypeFacts:
    """One version of an assistance type. `applies_by` is None for pooled types, which serve no family.

    `reveal_foreseen`: the office needs whole ID numbers for this type, so that a reveal needs no reason.
    `monitors`: whom it recognises is a monitored household. `extension_max`: the working days by which its own limit may be extended; None:
    as many as any.
    """

    code: str
    version: int
    lead_department: str
    applies_by: AppliesBy | None
    accepted_at: Instance
    decided_at: Instance
    needs_application: bool
    urgency_applies: bool
    needs_certificate: bool
    pooled: bool
    reveal_foreseen: bool
    monitors: bool
    outcome_kind: OutcomeKind
    stages: tuple[str, ...]
    limit: TypeLimit
    domains: frozenset[str]
    extension_max: int | None
