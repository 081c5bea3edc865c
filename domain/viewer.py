"""The viewer of a request: roles, kinds of organisations, divisions, and the kind of viewer that a membership makes.

Source: docs/domain.md 1 (regions, organisations, roles) and 7 (viewer classes).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from typing_extensions import override

from domain.text.label import Labelled

T = TypeVar("T")


class Role(Labelled):
    """What a membership lets its account do in one office. 任职的角色。"""

    COMMISSIONER = "COMMISSIONER", "Commissioner of villages. 专职委员。", "专职委员", "Commissioner"
    HOTLINE_OPERATOR = "HOTLINE_OPERATOR", "Operator of the hotline. 热线坐席。", "热线坐席", "Hotline operator"
    FEDERATION_CADRE = (
        "FEDERATION_CADRE",
        "Cadre of a federation: families, visits, needs, dispatch. 残联干部。",
        "残联干部",
        "Federation cadre",
    )
    FEDERATION_MONITOR = (
        "FEDERATION_MONITOR",
        "Monitor of a federation: progress, supervision. 残联督查人员。",
        "残联督查人员",
        "Federation monitor",
    )
    FEDERATION_LEADER = "FEDERATION_LEADER", "Leader of a federation: counts. 残联领导。", "残联领导", "Federation leader"
    OFFICE_DISPATCHER = "OFFICE_DISPATCHER", "Dispatcher of an office: signs, returns, assigns. 分办员。", "分办员", "Dispatcher"
    OFFICE_HANDLER = "OFFICE_HANDLER", "Handler of an office. 承办人。", "承办人", "Handler"
    GOVERNMENT_VIEWER = "GOVERNMENT_VIEWER", "Viewer of a government: counts. 党委政府查看人员。", "党委政府查看人员", "Government viewer"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "System administrator. 系统管理员。", "系统管理员", "System administrator"
    SECURITY_ADMIN = "SECURITY_ADMIN", "Security administrator. 安全管理员。", "安全管理员", "Security administrator"
    AUDIT_ADMIN = "AUDIT_ADMIN", "Audit administrator. 审计管理员。", "审计管理员", "Audit administrator"


class OrganizationKind(Labelled):
    """What an organisation is. 机构类别。"""

    FEDERATION = "FEDERATION", "Disabled persons' federation. 残联。", "残联", "Federation"
    DEPARTMENT = "DEPARTMENT", "Department of a government. 政府部门。", "政府部门", "Department"
    TOWNSHIP = "TOWNSHIP", "Township or street. 乡镇（街道）。", "乡镇（街道）", "Township"
    COMMUNITY = "COMMUNITY", "Community or village. 社区（村居）。", "社区（村居）", "Community"
    GOVERNMENT = "GOVERNMENT", "Government. 党委政府。", "党委政府", "Government"


class RegionLevel(IntEnum):
    """The level of a division; its value is the number of digits in the code that name the division."""

    NATION = 0
    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12

    @property
    def above(self) -> "RegionLevel":
        """The level of the division around one of this level; of the nation that itself."""
        return max((each for each in RegionLevel if each < self), default=self)


class Language(Labelled):
    """A language of the platform. 平台的语言。"""

    ZH = "zh", "Chinese. 中文。"
    EN = "en", "English. 英文。"

    @classmethod
    @override
    def _missing_(cls, value: object) -> "Language | None":
        """Return the language by its name, as the contract spells it."""
        return cls.__members__.get(str(value))


class Kind(StrEnum):
    """The class of a viewer by role and scope, the key of the tables `domain/rules/rows.py` and `access.py`, of plans and of policies."""

    COMMISSIONER = "COMMISSIONER"
    OPERATOR = "OPERATOR"
    CADRE = "CADRE"
    SUPERIOR_FEDERATION = "SUPERIOR_FEDERATION"
    MONITOR = "MONITOR"
    OFFICE = "OFFICE"
    SUPERIOR_OFFICE = "SUPERIOR_OFFICE"
    COUNTER = "COUNTER"
    AUDITOR = "AUDITOR"
    SECURITY = "SECURITY"
    ADMINISTRATOR = "ADMINISTRATOR"


OFFICES = frozenset({Kind.OFFICE, Kind.SUPERIOR_OFFICE})
"""The kinds that see families by what was referred to them."""

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
    Role.SECURITY_ADMIN: Kind.SECURITY,
}
"""Role -> kind of viewer, for a scope at county level and below. Every other role is an ADMINISTRATOR, who sees no case."""
ABOVE_COUNTIES: Mapping[Kind, Kind] = {Kind.CADRE: Kind.SUPERIOR_FEDERATION, Kind.OFFICE: Kind.SUPERIOR_OFFICE}
"""The kinds that change where the scope is empty or has a division above county level."""


class MembershipEnded(Exception):
    """The membership named by the credential does not run now, or no longer makes the viewer that the request was begun with."""


@lru_cache(1 << 12)
def region_level(code: str) -> RegionLevel:
    """Return the level of a 12-digit code: that of the last group of digits that is not all zeros (docs/domain-facts.md 2.4)."""
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
    """Return whether personal data may be shown at a division: a county, one below it, or a city without counties (docs/domain.md 1)."""
    return region_level(code) >= RegionLevel.COUNTY or code in CITIES_WITHOUT_COUNTIES


def is_county(code: str) -> bool:
    """Return whether a division is a county or stands in the place of one."""
    return region_level(code) is RegionLevel.COUNTY or code in CITIES_WITHOUT_COUNTIES


def is_one_division(viewer: "Viewer") -> bool:
    """Return whether the scope is one division, and not the nation."""
    return [region_level(code) > RegionLevel.NATION for code in viewer.scope] == [True]


def lies_in(code: str, divisions: tuple[str, ...]) -> bool:
    """Return whether a division is one of `divisions` or lies in one; all are 12-digit codes of any level."""
    return any(code.startswith(digits_of(each)) for each in divisions)


def digits_of(division: str) -> str:
    """Return the digits that name a division, with which the code of whatever lies in it begins; none for the nation."""
    return division[: region_level(division)]


def last_in(division: str) -> str:
    """Return the last code that may be of something in a division; its own is the first."""
    return digits_of(division).ljust(12, "9")


def is_of_line(department: str | None, region: str, viewer: "Viewer") -> bool:
    """Return whether an office of a department and a division is one of the viewer's line: of their department, within their scope."""
    return department is not None and department == viewer.department and lies_in(region, viewer.scope)


@dataclass(frozen=True)
class Viewer:
    """A membership on whose behalf a request runs: an account's role in one office, over the divisions of its scope.

    `scope` holds 12-digit codes of any level. `department` is the office's department, None where it has none. `sign_in`: the row by which
    an issuer of others named the account; None for a token of our own. `client`, `client_key`: the service client that acts for the
    account, and the key by which it signed in; None where the account acts itself.
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
    sign_in: UUID | None = None
    client: UUID | None = None
    client_key: UUID | None = None
    _made: dict[Callable[["Viewer"], object], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[["Viewer"], T]) -> T:
        """Return what a function makes of this viewer alone, made when it is first asked for: a viewer is the same for many requests."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def kind(self) -> Kind:
        """The kind of viewer by the role; for cadres and offices also by whether the whole scope lies at county level or below."""
        in_clear = all(is_county_or_below(code) for code in self.scope) and bool(self.scope)
        of_role = KINDS.get(self.role, Kind.ADMINISTRATOR)
        return of_role if in_clear else ABOVE_COUNTIES.get(of_role, of_role)

    @cached_property
    def scope_digits(self) -> tuple[str, ...]:
        """The digits that name each division of the scope, without the nation: none name it, and every code would begin with them."""
        return tuple(filter(None, map(digits_of, self.scope)))
