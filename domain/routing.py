"""Where an item goes: the office that takes a type of help for a family, and in which order others are tried that may have it too.

Source: docs/domain.md 3 (Routing): the department's office at the level of `decidedAt` in the region that `appliesBy` names. It is decided
here alone; an item keeps what was decided (docs/decisions/025-one-route.md).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from domain.catalogue import AppliesBy, Instance, TypeFacts
from domain.text.label import Labelled
from domain.viewer import OrganizationKind, RegionLevel, lies_in, region_level

WITHOUT_FAMILIES = frozenset({"FINANCE"})
"""The departments whose offices never see a family: finance checks sums and pays (docs/domain.md 3, Pooled items)."""


class AuthorityLevel(Labelled):
    """At which level a county has a type of help accepted or decided, in place of the catalogue. 受理或审定权限所在层级。"""

    COUNTY = Instance.COUNTY.value, "The county. 县（市、区）。"
    TOWNSHIP = Instance.TOWNSHIP.value, "The township or street, to which the county has handed it down. 已下放至乡镇（街道）。"


HANDED_DOWN = frozenset({Instance.COUNTY, Instance.TOWNSHIP, Instance.SCHOOL})
"""The catalogue's levels in whose place a county may have a type decided at another."""

Homes = tuple[str, str]
"""The 12-digit codes of the divisions where a family is registered and where it lives."""


class Located(NamedTuple):
    """An office as routing looks at it: its line (`department`, None where it has none) and the 12-digit code of its division.

    `authorities`: the types over which its county decides at another level than the catalogue says, each with that level.
    """

    id: UUID
    kind: str
    department: str | None
    region: str
    authorities: Mapping[str, str] = MappingProxyType({})


class Route(NamedTuple):
    """Where an item may go. `offices`: those that routing tries, in their order; `fitting`: every office that a dispatcher may name."""

    offices: list[UUID]
    fitting: list[UUID]


@dataclass(frozen=True)
class Destination:
    """The office looked for. `department` None: an office of that kind has one line, whichever it is."""

    kind: OrganizationKind
    region: str
    department: str | None

    def is_at(self, office: Located) -> bool:
        """Return whether an office is the one looked for."""
        return (office.kind, office.region) == (self.kind, self.region) and self.department in (None, office.department)


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


def route(
    of_type: TypeFacts, homes: Homes, offices: Sequence[Located], *, refused: Collection[UUID], suggested: UUID | None, owner: UUID | None
) -> Route:
    """Return where an item of a type may go, of the offices over where its family is registered or lives.

    `refused`: the offices that have returned this help for this item as not theirs: they can be named, and are not tried. `suggested`: the
    office that the last one named, which is tried first. `owner`: the federation's office of the item, which may always be
    named; None for a request for funds.
    """
    of_type = as_handed_down(of_type, homes, offices)
    fitting = [each for each in offices if _fits(of_type, each, homes)]
    tried = sorted(
        (each for each in fitting if each.id not in refused),
        key=lambda each: (each.id != suggested, _rank(of_type, each, homes), each.id),
    )
    return Route([each.id for each in tried], sorted({*(() if owner is None else (owner,)), *(each.id for each in fitting)}))


def as_handed_down(of_type: TypeFacts, homes: Homes, offices: Iterable[Located]) -> TypeFacts:
    """Return the type as the county in which the family applies has it decided: at another level where its office of the line says so."""
    if of_type.decided_at not in HANDED_DOWN:
        return of_type
    county = destination(replace(of_type, decided_at=Instance.COUNTY), *homes)
    said = next((office.authorities.get(of_type.code) for office in offices if county.is_at(office)), None)
    return of_type if said is None else replace(of_type, decided_at=Instance(said))


def below(offices: Iterable[Located], department: str, division: str) -> list[UUID]:
    """Return the offices to which an office of a division may delegate: those of its line in the townships there."""
    of_line = (each for each in offices if each.kind == OrganizationKind.TOWNSHIP and each.department == department)
    return [each.id for each in of_line if lies_in(each.region, (division,))]


def assisting(offices: Iterable[Located]) -> list[UUID]:
    """Return the offices that may assist, of those over where a family is registered or lives: departments, townships, communities.

    Those of `WITHOUT_FAMILIES` may not.
    """
    kinds = (OrganizationKind.DEPARTMENT, OrganizationKind.TOWNSHIP, OrganizationKind.COMMUNITY)
    return [each.id for each in offices if each.kind in kinds and each.department not in WITHOUT_FAMILIES]


def _fits(of_type: TypeFacts, office: Located, homes: Homes) -> bool:
    """Whether an office may have the item: it is of the type's line and stands over where the family is registered or lives.

    The family's data goes no further than that: an office elsewhere has no duty towards it.
    """
    match of_type.decided_at:
        case Instance.FEDERATION:
            of_line = office.kind == OrganizationKind.FEDERATION
        case Instance.COMMUNITY:
            of_line = office.kind == OrganizationKind.COMMUNITY
        case _:
            kinds = (OrganizationKind.DEPARTMENT, OrganizationKind.TOWNSHIP)
            of_line = office.kind in kinds and office.department == of_type.lead_department
    return of_line and any(at_level(home, region_level(office.region)) == office.region for home in homes)


def _rank(of_type: TypeFacts, office: Located, homes: Homes) -> tuple[int, ...]:
    """Return the place of an office that fits in the order in which they are tried; the lowest is the first.

    The office of the rule itself; then those of the county and below before those above, those over where the family applies before the
    others, and of these the nearest in level.
    """
    goal, stands = destination(of_type, *homes), region_level(office.region)
    if goal.is_at(office):
        return 0, 0, 0, 0
    applies = region_of_application(of_type, *homes)
    return 1, int(stands < RegionLevel.COUNTY), int(at_level(applies, stands) != office.region), abs(stands - region_level(goal.region))


def divisions_over(homes: Homes) -> frozenset[str]:
    """Every division in which the family lives or is registered: only an office of one of these can fit."""
    return frozenset(at_level(home, level) for home in homes for level in RegionLevel)


def monitored_from(office: str, dispatching: str) -> tuple[str, ...]:
    """The divisions that strictly contain both offices' regions, the nearest first: where the monitor's federation is looked for."""
    levels = (RegionLevel.TOWNSHIP, RegionLevel.COUNTY, RegionLevel.CITY, RegionLevel.PROVINCE, RegionLevel.NATION)
    common = (at_level(office, level) for level in levels if at_level(office, level) == at_level(dispatching, level))
    return tuple(dict.fromkeys(code for code in common if code not in (office, dispatching)))
