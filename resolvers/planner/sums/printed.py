"""Finds what prints groups and totals from those sums that tell them, if any do.

Source: docs/decisions/056-sums.md.
"""

from collections.abc import Mapping

from domain.rules.rows import ROWS
from domain.sums import line_is_summed
from resolvers.planner.decide.sums import by_colour
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.printing import Printing
from resolvers.planner.sums.departments import OfDepartment
from resolvers.planner.sums.groups import Summed, within_reach
from resolvers.planner.sums.items import OfItems
from resolvers.planner.tree import Connection, Groups, Object


def total_from(printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection) -> Summed | None:
    """What prints the total of a connection; None where the sums that are kept do not tell it."""
    return groups_from(printing, mappings, of, Groups((), Object(of.rows.type_name, ()), of.facet))


def groups_from(printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, counted: Groups) -> Summed | None:
    """What prints the groups of a connection; None where the sums that are kept do not tell them."""
    facet = counted.facet and within_reach(printing, counted.facet, coloured=by_colour(counted.by, of.narrowed))
    if facet is None:
        return None
    if of.rows.type_name == OfItems.of_type:
        return OfItems(printing, mappings, of, counted, facet)
    if printing.kind not in ROWS[OfDepartment.table.__tablename__]:
        return Summed(printing, mappings, of, counted, facet)
    return OfDepartment(printing, mappings, of, counted, facet) if line_is_summed(printing.viewer) else None
