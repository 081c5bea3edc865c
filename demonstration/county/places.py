"""Make the organisations and offices of the demonstration county, in real divisions of Zhejiang.

Source: docs/decisions/007-demonstration.md (province 33, city 3301, counties 330106, 330110, 330127); docs/domain.md 1;
docs/domain-facts.md 1.8.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid5

from db.tables.organization import Office, Organization
from domain.viewer import OrganizationKind, RegionLevel, region_level

PROVINCE, CITY = "33", "3301"
COUNTIES = ("330110", "330106", "330127")
"""The first, Yuhang, has half of the families."""


@dataclass(frozen=True)
class Department:
    """A department: its code, its name in a county, and the name of its line in a township (None: townships have none)."""

    code: str
    name: str
    line: str | None = None

    @property
    def word(self) -> str:
        """Return the code as it stands in the subjects of accounts, such as `civil-affairs`."""
        return self.code.lower().replace("_", "-")


DEPARTMENTS = (
    Department("CIVIL_AFFAIRS", "民政局", "民政服务"),
    Department("FINANCE", "财政局"),
    Department("HUMAN_RESOURCES", "人力资源和社会保障局", "劳动保障"),
    Department("POVERTY_ALLEVIATION", "农业农村局", "农业农村"),
    Department("HEALTHCARE_SECURITY", "医疗保障局", "医疗保障"),
    Department("HEALTH", "卫生健康局"),
    Department("EDUCATION", "教育局"),
    Department("HOUSING", "住房和城乡建设局", "村镇建设"),
    Department("EMERGENCY_MANAGEMENT", "应急管理局", "应急管理"),
    Department("JUSTICE", "司法局"),
)
NATION, OFFICE = "0" * 12, "平台管理"
PLATFORM = f"platform.{NATION}"
"""The office of the administrators, who belong to no county; `lianbang bootstrap` makes the same one."""
FEDERATION_LINE, COMMUNITY_LINE = "FEDERATION", "OTHER"


def key(*words: str) -> UUID:
    """Return the id of a named thing: the same in every county that is made, so that documents can quote it."""
    return uuid5(NAMESPACE_URL, "/".join(("lianbang", "demonstration", *words)))


def code(region: str) -> str:
    """Return a region code with 12 digits."""
    return region.ljust(RegionLevel.VILLAGE, "0")


@dataclass
class Places:
    """Names of divisions by 12-digit code; organisations and offices by a name such as `civil-affairs.330110005`."""

    divisions: Mapping[str, str]
    organizations: dict[str, Organization] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)

    def name_of(self, region: str) -> str:
        """Return the name of a division, given its code without zeros at the end."""
        return self.divisions[code(region)]

    def within(self, region: str, level: RegionLevel) -> list[str]:
        """Return the sorted codes of the divisions of a level within a division, without zeros at the end."""
        return sorted(each[:level] for each in self.divisions if each.startswith(region) and region_level(each) is level)

    def add(self, organization: str, region: str, kind: OrganizationKind, name: str, parent: Organization | None = None) -> Organization:
        """Add an organisation without offices and return it."""
        named = f"{organization}.{region}"
        made = Organization(
            id=key("organization", named),
            kind=kind,
            name=name,
            department_code=organization.upper().replace("-", "_") if kind is OrganizationKind.DEPARTMENT else None,
            parent_id=parent.id if parent else None,
            region_code=code(region),
        )
        self.organizations[named] = made
        return made

    def open(self, organization: Organization, word: str, region: str, line: str | None, name: str | None = None) -> Office:
        """Add an office of an organisation in one line (department code) and return it."""
        named = f"{word}.{region}"
        made = Office(
            id=key("office", named),
            organization_id=organization.id,
            kind=organization.kind,
            department_code=line,
            name=name or organization.name,
            region_code=organization.region_code,
        )
        self.offices[named] = made
        return made


def places(divisions: Mapping[str, str], villages: Iterable[str]) -> Places:
    """Make every organisation of the province, the city, the counties and their townships, and those of the given villages (12 digits)."""
    made = Places(divisions)
    made.open(made.add("platform", NATION, OrganizationKind.FEDERATION, OFFICE), "platform", NATION, None)
    province = _federation(made, PROVINCE, None)
    city = _federation(made, CITY, province)
    city_departments = _departments(made, CITY, {})
    _government(made, CITY)
    for county in COUNTIES:
        _federation(made, county, city)
        _departments(made, county, city_departments)
        government = _government(made, county)
        for town in made.within(county, RegionLevel.TOWNSHIP):
            _township(made, town, government)
    for village in villages:
        _community(made, village)
    return made


def _federation(made: Places, region: str, parent: Organization | None) -> Organization:
    federation = made.add("federation", region, OrganizationKind.FEDERATION, f"{made.name_of(region)}残疾人联合会", parent)
    made.open(federation, "federation", region, FEDERATION_LINE)
    return federation


def _departments(made: Places, region: str, above: Mapping[str, Organization]) -> dict[str, Organization]:
    """Add an organisation with its office for each department, below that of the city if there is one."""
    found = {}
    for each in DEPARTMENTS:
        name = f"{made.name_of(region)}{each.name}"
        found[each.code] = made.add(each.word, region, OrganizationKind.DEPARTMENT, name, above.get(each.code))
        made.open(found[each.code], each.word, region, each.code)
    return found


def _government(made: Places, region: str) -> Organization:
    government = made.add("government", region, OrganizationKind.GOVERNMENT, f"{made.name_of(region)}人民政府")
    made.open(government, "government", region, None)
    return government


def _township(made: Places, town: str, government: Organization) -> None:
    """Add a township with an office for each department that has a line there."""
    title = made.name_of(town)
    seat = f"{title}办事处" if title.endswith("街道") else f"{title}人民政府"
    organization = made.add("township", town, OrganizationKind.TOWNSHIP, seat, government)
    for each in DEPARTMENTS:
        if each.line:
            made.open(organization, each.word, town, each.code, f"{seat}（{each.line}）")


def _community(made: Places, village: str) -> None:
    title = made.name_of(village)
    town = made.organizations[f"township.{village[: RegionLevel.TOWNSHIP]}"]
    community = made.add("community", village, OrganizationKind.COMMUNITY, title, town)
    made.open(community, "community", village, COMMUNITY_LINE)
