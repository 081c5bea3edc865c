"""Who is asking: the roles, the offices, and the kind of viewer that a membership makes.

Source: docs/domain.md 1 (regions, organisations, roles) and 7 (viewer classes).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a membership lets its account do in one office."""

    COMMISSIONER = "COMMISSIONER"
    HOTLINE_OPERATOR = "HOTLINE_OPERATOR"
    FEDERATION_CADRE = "FEDERATION_CADRE"
    FEDERATION_MONITOR = "FEDERATION_MONITOR"
    FEDERATION_LEADER = "FEDERATION_LEADER"
    OFFICE_DISPATCHER = "OFFICE_DISPATCHER"
    OFFICE_HANDLER = "OFFICE_HANDLER"
    GOVERNMENT_VIEWER = "GOVERNMENT_VIEWER"
    SYSTEM_ADMIN = "SYSTEM_ADMIN"
    SECURITY_ADMIN = "SECURITY_ADMIN"
    AUDIT_ADMIN = "AUDIT_ADMIN"


class OrganizationKind(StrEnum):
    """The trees of organisations."""

    FEDERATION = "FEDERATION"
    DEPARTMENT = "DEPARTMENT"
    TOWNSHIP = "TOWNSHIP"
    COMMUNITY = "COMMUNITY"
    GOVERNMENT = "GOVERNMENT"


class RegionLevel(IntEnum):
    """How high a division stands; the number of digits that name it."""

    NATION = 0
    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


class Language(StrEnum):
    """The languages every text of the platform has."""

    ZH = "zh"
    EN = "en"


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
        """The kind of this viewer; everything that is not foreseen is an administrator, who sees nothing."""
        in_clear = all(is_county_or_below(code) for code in self.scope) and bool(self.scope)
        match self.role:
            case Role.COMMISSIONER:
                return Kind.COMMISSIONER
            case Role.HOTLINE_OPERATOR:
                return Kind.OPERATOR
            case Role.FEDERATION_CADRE:
                return Kind.CADRE if in_clear else Kind.SUPERIOR_FEDERATION
            case Role.FEDERATION_MONITOR:
                return Kind.MONITOR
            case Role.OFFICE_DISPATCHER | Role.OFFICE_HANDLER:
                return Kind.OFFICE if in_clear else Kind.SUPERIOR_OFFICE
            case Role.FEDERATION_LEADER | Role.GOVERNMENT_VIEWER:
                return Kind.COUNTER
            case Role.AUDIT_ADMIN:
                return Kind.AUDITOR
            case _:
                return Kind.ADMINISTRATOR
