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
from resolvers.planner.sums.groups import Belongs, Summed, within_reach
from resolvers.planner.sums.items import OfItems
from resolvers.planner.sums.listings import OfListings
from resolvers.planner.sums.work import OfReferrals
from resolvers.planner.tree import Connection, Groups, Object

OF_TYPE: Mapping[str, type[Summed]] = {"Referral": OfReferrals, "AssistanceItem": OfItems, "CampaignListing": OfListings}


def total_from(printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, belongs: Belongs) -> Summed | None:
    """What prints the total of a connection; None where the sums that are kept do not tell it."""
    return groups_from(printing, mappings, of, Groups((), Object(of.rows.type_name, ()), of.facet), belongs)


def groups_from(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, counted: Groups, belongs: Belongs
) -> Summed | None:
    """What prints the groups of a connection; None where the sums that are kept do not tell them. `belongs`: as of `Summed`."""
    facet = counted.facet and within_reach(printing, counted.facet, coloured=by_colour(counted.by, of.narrowed))
    if facet is None:
        return None
    found = OF_TYPE[of.rows.type_name]
    if found is OfReferrals and printing.kind in ROWS[OfDepartment.table.__tablename__]:
        return OfDepartment(printing, mappings, of, counted, facet, belongs) if line_is_summed(printing.viewer) else None
    return found(printing, mappings, of, counted, facet, belongs)
