"""Decides whether groups come from the sums that are kept, and from which of them; all others count rows.

Source: docs/decisions/056-sums.md. Sums are kept by one finer thing at most, or a colour, beside division, part, state and department.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.rules.rows import ROWS
from domain.sums import Facet
from domain.viewer import Kind, RegionLevel
from resolvers.planner.tree import Connection, Groups, Narrowed

SUMMED_ROOT = "referrals"
"""The root field whose groups may come from sums: to those who read sums it has every referral that they see."""
SUMS = "referral_sum"
BY: Mapping[str, Facet] = {
    **dict.fromkeys(("DEPARTMENT", "STATE", "COUNTY", "COLOUR"), Facet.BARE),
    **{facet.value: facet for facet in (Facet.TYPE, Facet.WEEK, Facet.MONTH, Facet.OFFICE, Facet.TOWNSHIP)},
}
"""Key of groups -> the sums that are kept by it; any of them for what all are kept by."""
FILTERED: Mapping[str, Facet] = {
    **dict.fromkeys(("region", "state", "department", "part"), Facet.BARE),
    "type": Facet.TYPE,
    "urgency": Facet.URGENCY,
    "office": Facet.OFFICE,
}
"""Field of the filter -> the same."""


def from_sums(kind: Kind, root: str, of: Connection) -> Connection:
    """The connection with the facet of those of its groups that come from sums."""
    if root != SUMMED_ROOT or kind not in ROWS[SUMS]:
        return of
    fields = tuple(
        replace(each, below=replace(each.below, facet=facet_of(each.below.by, of.narrowed))) if isinstance(each.below, Groups) else each
        for each in of.object.fields
    )
    return replace(of, object=replace(of.object, fields=fields))


def facet_of(by: Sequence[str], narrowed: Iterable[Narrowed]) -> Facet | None:
    """The facet from which rows are counted by these keys under this filter; None where no sums have all of it."""
    asked = [BY.get(key) for key in by] + [_filtered(each) for each in narrowed]
    finer = {facet for facet in asked if facet is not Facet.BARE}
    if None in finer or len(finer) + ("COLOUR" in by) > 1:
        return None
    return next(iter(finer), Facet.BARE)


def _filtered(by: Narrowed) -> Facet | None:
    if by.name == "region" and isinstance(by.steers, RegionLevel) and by.steers > RegionLevel.COUNTY:
        return Facet.TOWNSHIP if by.steers is RegionLevel.TOWNSHIP else None
    return FILTERED.get(by.name) if by.seen.always else None
