"""Which filters of a list pick an index for a viewer, and which are printed so that they pick none.

Source: docs/decisions/054-lists.md.
"""

from dataclasses import dataclass, replace

from domain.rules.condition import Line
from domain.viewer import OFFICES, Kind, RegionLevel, region_level
from resolvers.planner.mapping import RootRows, TypeMapping
from resolvers.planner.narrowing import ById, From, Is, IsNull, Under, Until, Where
from resolvers.planner.printing import Printing
from resolvers.planner.rows import words_for
from resolvers.planner.tree import Connection, Narrowed

OVER_COUNTIES = frozenset({Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.MONITOR})
"""The kinds that see whatever was asked for families of a scope that may be a county or more."""

OVER_SCOPES = OVER_COUNTIES | {Kind.COMMISSIONER}
"""The kinds that see whatever lies in their scope, so that an index which goes on with the division tells what of it passes a filter."""


@dataclass(frozen=True)
class Picks:
    """What finds the rows of a list in the place of its ways, if anything does.

    `shown`: the list, in which filters say so that pick no index. `compared`: whether an index begins with what one of them compares.
    `by_key`: where none is, the filter by the one key of a group, of which each part has an index. `widely`: whether rows are found so
    wherever they lie.
    """

    shown: Connection
    compared: bool
    by_key: Narrowed | None
    widely: bool


def picked(printing: Printing, mapping: TypeMapping, of: Connection, root: RootRows) -> Picks:
    """Which filters of a list pick an index for the viewer."""
    of_villages, widely = _is_of_villages(printing), _found_widely(printing, mapping, of, root)
    by_anybody = {each.name for each in of.narrowed if each.name in root.found_by and each.steers is not False and not of_villages}
    wide = set() if by_anybody else {each.name for each in of.narrowed if each.name in widely and not each.several and not each.is_usual}
    keys = [each for each in of.narrowed if each.name in wide and isinstance(each.does, Under)]
    compared = by_anybody | wide - {each.name for each in keys}
    none = mapping.found_widely - compared
    if of_villages:
        none |= root.found_by
    if printing.kind in OVER_SCOPES and not has_a_county(printing):
        ordered = compared | (mapping.awaited - root.few.keys() if of_villages else mapping.awaited)
        none |= {each.name for each in of.narrowed if each.name not in ordered and _passes_many(printing, of, each)}
    narrowed = tuple(replace(each, picks=False) if each.name in none else each for each in of.narrowed)
    shown = replace(of, narrowed=narrowed, small=of_villages)
    if printing.kind in OFFICES:  # of a county or more they have most, or a part that is worth walking through
        shown = shown.left()
    return Picks(shown, bool(compared), keys[0] if keys and not compared else None, bool(wide))


def has_a_county(printing: Printing) -> bool:
    """Whether a division of the viewer's scope is a county or more, so that a part of all rows lies in it that is worth walking through."""
    return any(region_level(code) <= RegionLevel.COUNTY for code in printing.viewer.scope)


def _is_of_villages(printing: Printing) -> bool:
    """Whether the viewer's scope is so small that its rows are walked through, whatever is asked of them."""
    return printing.kind is Kind.COMMISSIONER and all(region_level(code) is RegionLevel.VILLAGE for code in printing.viewer.scope)


def _passes_many(printing: Printing, shown: Connection, each: Narrowed) -> bool:
    """Whether an index of what a filter asks for would hold far more than the scope has: PostgreSQL would meet its bitmap.

    A division within the scope holds less, and alone picks the index; a bound of the order's moment is where the list begins.
    """
    match each.does:
        case From(column) | Until(column) if column == shown.order[0][0]:
            return False
        case From() | Until() | IsNull() | Where():
            return True
        case Is(of=of, alone=alone):
            return alone or of is not None
    return each.names_a(min(map(region_level, printing.viewer.scope), default=RegionLevel.NATION).above)


def _found_widely(printing: Printing, mapping: TypeMapping, of: Connection, root: RootRows) -> frozenset[str]:
    """The filters of which one value picks the index for this viewer."""
    if any(each.name in mapping.awaited and each.steers is not False for each in of.narrowed):
        return frozenset()
    if printing.kind is Kind.SUPERIOR_OFFICE and Line() in words_for(printing.kind, mapping.table.name):  # of an office of it all is seen
        return frozenset(name for name in mapping.found_widely if isinstance(mapping.filters[name][1], ById))
    return mapping.found_widely if has_a_county(printing) and printing.kind in OVER_COUNTIES - root.picks else frozenset()
