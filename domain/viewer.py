"""Who is asking: the roles, the offices, and the kind of viewer that a membership makes.

Source: docs/domain.md 1 (regions, organisations, roles) and 7 (viewer classes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

from domain.text.label import Labelled


class Role(Labelled):
    """What a membership lets its account do in one office. 任职的角色。"""

    COMMISSIONER = "COMMISSIONER", "Commissioner of villages. 专职委员。"
    HOTLINE_OPERATOR = "HOTLINE_OPERATOR", "Operator of the hotline. 热线坐席。"
    FEDERATION_CADRE = "FEDERATION_CADRE", "Cadre of a federation: families, visits, needs, dispatch. 残联干部。"
    FEDERATION_MONITOR = "FEDERATION_MONITOR", "Monitor of a federation: progress, supervision. 残联督查人员。"
    FEDERATION_LEADER = "FEDERATION_LEADER", "Leader of a federation: counts. 残联领导。"
    OFFICE_DISPATCHER = "OFFICE_DISPATCHER", "Dispatcher of an office: signs, returns, assigns. 分办员。"
    OFFICE_HANDLER = "OFFICE_HANDLER", "Handler of an office. 承办人。"
    GOVERNMENT_VIEWER = "GOVERNMENT_VIEWER", "Viewer of a government: counts. 党委政府查看人员。"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "System administrator. 系统管理员。"
    SECURITY_ADMIN = "SECURITY_ADMIN", "Security administrator. 安全管理员。"
    AUDIT_ADMIN = "AUDIT_ADMIN", "Audit administrator. 审计管理员。"


class OrganizationKind(Labelled):
    """What an organisation is. 机构类别。"""

    FEDERATION = "FEDERATION", "Disabled persons' federation. 残联。"
    DEPARTMENT = "DEPARTMENT", "Department of a government. 政府部门。"
    TOWNSHIP = "TOWNSHIP", "Township or street. 乡镇（街道）。"
    COMMUNITY = "COMMUNITY", "Community or village. 社区（村居）。"
    GOVERNMENT = "GOVERNMENT", "Government. 党委政府。"


class RegionLevel(IntEnum):
    """How high a division stands; the number of digits that name it."""

    NATION = 0
    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


class Language(Labelled):
    """A language of the platform. 平台的语言。"""

    ZH = "zh", "Chinese. 中文。"
    EN = "en", "English. 英文。"


class Kind(StrEnum):
    """What a viewer is, before any row is looked at: the key of `domain.rules.rows`, of plans, and of the policies."""

    COMMISSIONER = "COMMISSIONER"
    OPERATOR = "OPERATOR"
    CADRE = "CADRE"
    SUPERIOR_FEDERATION = "SUPERIOR_FEDERATION"
    MONITOR = "MONITOR"
    OFFICE = "OFFICE"
    SUPERIOR_OFFICE = "SUPERIOR_OFFICE"
    COUNTER = "COUNTER"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"


KINDS: Mapping[Role, Kind] = {
    Role.COMMISSIONER: Kind.COMMISSIONER,
    Role.HOTLINE_OPERATOR: Kind.OPERATOR,
    Role.FEDERATION_CADRE: Kind.CADRE,
    Role.FEDERATION_MONITOR: Kind.MONITOR,
    Role.OFFICE_DISPATCHER: Kind.OFFICE,
    Role.OFFICE_HANDLER: Kind.OFFICE,
    Role.FEDERATION_LEADER: Kind.COUNTER,
    Role.GOVERNMENT_VIEWER: Kind.COUNTER,
    Role.AUDIT_ADMIN: Kind.AUDITOR,
}
"""Role -> kind of viewer, in counties and below; every other role is an ADMINISTRATOR, who sees no case."""
ABOVE_COUNTIES: Mapping[Kind, Kind] = {Kind.CADRE: Kind.SUPERIOR_FEDERATION, Kind.OFFICE: Kind.SUPERIOR_OFFICE}
"""The kinds that become another one where the scope is empty or reaches above a county."""


class MembershipEnded(Exception):
    """The membership that the token names does not run at this moment, or makes another viewer by now than the one who asks."""


def region_level(code: str) -> RegionLevel:
    """The level of a 12-digit region code: the last pair or triple that is not all zeros (docs/domain-facts.md 2.4)."""
    for level, above in (
        (RegionLevel.VILLAGE, 9),
        (RegionLevel.TOWNSHIP, 6),
        (RegionLevel.COUNTY, 4),
        (RegionLevel.CITY, 2),
        (RegionLevel.PROVINCE, 0),
    ):
        if code[above : int(level)].strip("0"):
            return level
    return RegionLevel.NATION


# Cities without counties: their federation stands in a county's place (docs/domain-facts.md 2.4).
CITIES_WITHOUT_COUNTIES = frozenset({"441900000000", "442000000000", "460400000000", "620200000000"})


def is_county_or_below(code: str) -> bool:
    """Whether personal data may be shown in clear at this division (docs/domain.md 1)."""
    return region_level(code) >= RegionLevel.COUNTY or code in CITIES_WITHOUT_COUNTIES


def lies_in(code: str, divisions: tuple[str, ...]) -> bool:
    """Whether a division is one of these or lies in one; all are 12-digit codes of any level."""
    return any(code[: region_level(each)] == each[: region_level(each)] for each in divisions)


@dataclass(frozen=True)
class Viewer:
    """One membership at work: a role in one office, over a set of divisions.

    `scope` holds 12-digit codes of any level; `department` is the office's line, null for those that have none.
    """

    membership: UUID
    account: UUID
    role: Role
    office: UUID
    organization_kind: OrganizationKind
    department: str | None
    region: str
    scope: tuple[str, ...]
    language: Language = Language.ZH

    @property
    def kind(self) -> Kind:
        """The kind of this viewer: by the role, and for cadres and offices by whether their scope lies in counties."""
        in_clear = all(is_county_or_below(code) for code in self.scope) and bool(self.scope)
        of_role = KINDS.get(self.role, Kind.ADMINISTRATOR)
        return of_role if in_clear else ABOVE_COUNTIES.get(of_role, of_role)
