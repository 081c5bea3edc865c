"""Where an item goes: the office that takes a type of help for a family, and in which order others are tried that may have it too.

Source: docs/domain.md 3 (Routing): the department's office at the level of `decidedAt` in the region that `appliesBy` names. The same rule
is printed as SQL by resolvers/planner/sql/dispatch/routing.py; a test holds the two equal.
"""

from dataclasses import dataclass

from domain.catalogue import AppliesBy, Instance, TypeFacts
from domain.viewer import OrganizationKind, RegionLevel, region_level


@dataclass(frozen=True)
class Destination:
    """The office looked for. `department` None: an office of that kind has one line, whichever it is."""

    kind: OrganizationKind
    region: str
    department: str | None


def region_of_application(of_type: TypeFacts, registration: str, residence: str) -> str:
    """The 12-digit code of the division in which the family applies."""
    return registration if of_type.applies_by is AppliesBy.REGISTRATION else residence


def destination(of_type: TypeFacts, registration: str, residence: str) -> Destination:
    """The office that an item of this type goes to, by the two divisions of its family (12-digit codes).

    A city without counties stands in a county's place: the six digits of its villages are its own.
    """
    code = region_of_application(of_type, registration, residence)
    match of_type.decided_at:
        case Instance.TOWNSHIP:
            return Destination(OrganizationKind.TOWNSHIP, at_level(code, RegionLevel.TOWNSHIP), of_type.lead_department)
        case Instance.COMMUNITY:
            return Destination(OrganizationKind.COMMUNITY, code, None)
        case Instance.FEDERATION:
            return Destination(OrganizationKind.FEDERATION, at_level(code, RegionLevel.COUNTY), None)
        case Instance.COUNTY | Instance.SCHOOL:
            return Destination(OrganizationKind.DEPARTMENT, at_level(code, RegionLevel.COUNTY), of_type.lead_department)


def at_level(code: str, level: RegionLevel) -> str:
    """The division of a level in which a division lies: its digits, filled up with zeros."""
    return code[:level].ljust(12, "0")


def fits(of_type: TypeFacts, kind: OrganizationKind, department: str | None, region: str, homes: tuple[str, str]) -> bool:
    """Whether an office that a dispatcher names may have the item: of the type's line, over where the family is registered or lives.

    The family's data goes no further than that: an office elsewhere has no duty towards it.
    """
    match of_type.decided_at:
        case Instance.FEDERATION:
            of_line = kind is OrganizationKind.FEDERATION
        case Instance.COMMUNITY:
            of_line = kind is OrganizationKind.COMMUNITY
        case _:
            of_line = kind in (OrganizationKind.DEPARTMENT, OrganizationKind.TOWNSHIP) and department == of_type.lead_department
    return of_line and any(at_level(home, region_level(region)) == region for home in homes)


def rank(of_type: TypeFacts, kind: OrganizationKind, department: str | None, region: str, homes: tuple[str, str]) -> tuple[int, ...]:
    """In which order offices that fit are tried, the lowest first. `homes`: registration, residence.

    The office of the rule itself; then those of the county and below before those above, those over where the family applies before the
    others, and of these the nearest in level.
    """
    goal, stands = destination(of_type, *homes), region_level(region)
    if (kind, region) == (goal.kind, goal.region) and goal.department in (None, department):
        return 0, 0, 0, 0
    applies = region_of_application(of_type, *homes)
    return 1, int(stands < RegionLevel.COUNTY), int(at_level(applies, stands) != region), abs(stands - region_level(goal.region))


def divisions_over(homes: tuple[str, str]) -> frozenset[str]:
    """Every division in which the family lives or is registered: only an office of one of these can fit."""
    return frozenset(at_level(home, level) for home in homes for level in RegionLevel)


def monitored_from(office: str, dispatching: str) -> tuple[str, ...]:
    """The divisions that strictly contain both offices' regions, the nearest first: where the monitor's federation is looked for."""
    levels = (RegionLevel.TOWNSHIP, RegionLevel.COUNTY, RegionLevel.CITY, RegionLevel.PROVINCE, RegionLevel.NATION)
    common = (at_level(office, level) for level in levels if at_level(office, level) == at_level(dispatching, level))
    return tuple(dict.fromkeys(code for code in common if code not in (office, dispatching)))
