"""At which level of division an organisation of each kind stands, and which lines its offices have.

Source: docs/domain.md 1 (organisations, offices).
"""

from collections.abc import Mapping, Sequence

from domain.viewer import OrganizationKind, RegionLevel, region_level

_ABOVE_TOWNSHIPS = frozenset({RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY})
LEVELS: Mapping[OrganizationKind, frozenset[RegionLevel]] = {
    OrganizationKind.FEDERATION: _ABOVE_TOWNSHIPS,
    OrganizationKind.DEPARTMENT: _ABOVE_TOWNSHIPS,
    OrganizationKind.GOVERNMENT: _ABOVE_TOWNSHIPS,
    OrganizationKind.TOWNSHIP: frozenset({RegionLevel.TOWNSHIP}),
    OrganizationKind.COMMUNITY: frozenset({RegionLevel.VILLAGE}),
}
"""Kind of organisation -> the levels of division at which there is one."""


def stands_at(kind: OrganizationKind, region: str) -> bool:
    """Return whether there are organisations of a kind at the level of a division (12-digit code)."""
    return region_level(region) in LEVELS[kind]


LINE_OF: Mapping[OrganizationKind, str | None] = {
    OrganizationKind.FEDERATION: "FEDERATION",
    OrganizationKind.COMMUNITY: "OTHER",
    OrganizationKind.GOVERNMENT: None,
}
"""Kind of organisation -> the line of its one office. A department's is its own; a township has several."""
OF_FEDERATIONS = "FEDERATION"
"""The line that no department has."""


def lines_with(kind: OrganizationKind, department: str | None, lines: Sequence[str]) -> list[str | None]:
    """Return the line of each office that comes with an organisation: a township's are named, any other has one."""
    return [*lines] if kind is OrganizationKind.TOWNSHIP else [LINE_OF.get(kind, department)]


def takes_line(kind: OrganizationKind, department: str | None, line: str | None) -> bool:
    """Return whether an organisation can have an office of a line; a township of any but the federations'."""
    return line not in (None, OF_FEDERATIONS) if kind is OrganizationKind.TOWNSHIP else line == LINE_OF.get(kind, department)
