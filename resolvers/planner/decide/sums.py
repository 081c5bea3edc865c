"""Decides whether groups and totals come from the sums that are kept, and from which of them; all others count rows.

Source: docs/decisions/056-sums.md. Sums are kept by one finer thing at most, or a colour, beside what all are kept by: division, state ...
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.rules.rows import ROWS
from domain.sums import Facet
from domain.viewer import Kind, RegionLevel
from resolvers.planner.tree import Connection, Groups, Narrowed

LISTINGS = "campaignListings"
TABLES: Mapping[str, tuple[str, ...]] = {
    "referrals": ("referral_sum", "department_sum"),
    "items": ("item_sum",),
    LISTINGS: ("listing_sum",),
}
"""Root field whose groups and total may come from sums -> their tables: to those who read one it has every row that they see."""
BELOW: Mapping[tuple[str, str], str] = {("CampaignListing", "campaign_id"): LISTINGS}
"""Type and column by which its rows belong to another's, and by which all of its sums are kept -> the root field that has all of them."""


@dataclass(frozen=True)
class Kept:
    """By what a table of sums is kept: key of groups, and field of the filter -> its facet; any of them for what all are kept by."""

    by: Mapping[str, Facet]
    filtered: Mapping[str, Facet]
    county: Facet = Facet.BARE
    """The facet that tells in which county, city or province a family lives."""

    def facet_of(self, by: Sequence[str], narrowed: Sequence[Narrowed]) -> Facet | None:
        """The facet from which rows are counted by these keys under this filter; None where no sums have all of it."""
        asked = [self.by.get(key) for key in by] + [self._filtered(each) for each in narrowed]
        finer = {facet for facet in asked if facet is not Facet.BARE}
        if None in finer or len(finer) + by_colour(by, narrowed) > 1:
            return None
        return next(iter(finer), Facet.BARE)

    def _filtered(self, by: Narrowed) -> Facet | None:
        if by.name == "region" and isinstance(by.steers, RegionLevel):
            return self.county if by.steers <= RegionLevel.COUNTY else self.by.get(by.steers.name)
        return self.filtered.get(by.name) if by.seen.always else None


def by_colour(by: Sequence[str], narrowed: Sequence[Narrowed]) -> bool:
    """Whether groups are told apart by colour, or are those of one colour."""
    return "COLOUR" in by or any(each.name == "colour" for each in narrowed)


_OF_ALL = dict.fromkeys(("DEPARTMENT", "STATE", "COLOUR"), Facet.BARE)
_FINER = {facet.value: facet for facet in (Facet.TYPE, Facet.WEEK, Facet.MONTH, Facet.OFFICE)}
_FILTERED = {
    **dict.fromkeys(("state", "department", "part", "colour"), Facet.BARE),
    **dict.fromkeys(("type", "domain"), Facet.TYPE),
    "urgency": Facet.URGENCY,
}
_OF_OFFICE = {**_FILTERED, "office": Facet.OFFICE}
KEPT: Mapping[str, Kept] = {
    **dict.fromkeys(
        ("referral_sum", "item_sum"), Kept({**_OF_ALL, "COUNTY": Facet.BARE, **_FINER, "TOWNSHIP": Facet.TOWNSHIP}, _OF_OFFICE)
    ),
    "listing_sum": Kept(
        {"COUNTY": Facet.BARE, "TOWNSHIP": Facet.TOWNSHIP}, dict.fromkeys(("campaign", "within", "state", "contactResult"), Facet.BARE)
    ),
    "department_sum": Kept({**_OF_ALL, "COUNTY": Facet.COUNTY, **_FINER, "TOWNSHIP": Facet.TOWNSHIP}, _FILTERED, county=Facet.COUNTY),
}
"""Table -> by what it is kept. To an office above others a filter by office compares what each referral tells of it."""


def kept_for(kind: Kind, root: str | None) -> str | None:
    """The table of sums that a kind of viewer reads for a root field; None for those who read none."""
    return next((table for table in TABLES.get(root or "", ()) if kind in ROWS[table]), None)


def from_sums(kind: Kind, root: str | None, of: Connection) -> Connection:
    """The connection with the facet of those of its groups that come from sums, and of its total."""
    table = kept_for(kind, root)
    if table is None or not of.counts:
        return of
    fields = tuple(
        replace(each, below=replace(each.below, facet=KEPT[table].facet_of(each.below.by, of.narrowed)))
        if isinstance(each.below, Groups)
        else each
        for each in of.object.fields
    )
    facet = KEPT[table].facet_of((), [each for each in of.narrowed if each != of.less])
    return replace(of, object=replace(of.object, fields=fields), facet=facet)
