"""The tables of sums of referrals and items, as SQL: they also tell what becomes late, turns to another colour, or is seen no more.

Source: docs/decisions/056-sums.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from db.protect.sums.cells import LEVELS, SumTable, began, listed
from db.tables.item_sum import KEYS_OF_ITEM
from db.tables.referral_sum import KEYS, KEYS_OF_DEPARTMENT
from domain.referral import GIVEN_UP, Colour
from domain.sums import Facet, Mark

OFFICE_LEVELS = tuple(f"office_{level}" for level in LEVELS)
_SHARED: Mapping[Facet, tuple[str, ...]] = {
    Facet.BARE: (),
    Facet.TYPE: ("type_code", "need_domain"),
    Facet.URGENCY: ("urgency_level",),
    Facet.WEEK: ("of_week",),
    Facet.MONTH: ("of_month",),
}
"""Facet -> what its sums are kept by beside what all are kept by."""
_PARTS = ", ".join(
    (
        *(f"{began(period, 'dispatched_at')} of_{period}" for period in ("week", "month")),
        "coalesce(county_code, city_code, province_code, region_code) home",
    )
)
_MOMENTS = ("waits_office", "work_due_at", "yellow_at", "awaited_from", "awaited_until")
_COUNTED = (f"'{Mark.ALL}', '-infinity'::timestamptz, false, 1, true", f"'{Mark.LATE}', work_due_at, true, 1, waits_office")
_LEAVING = (
    f"'{Mark.ALL}', leaves_at, false, -1, leaves_at is not null",
    f"'{Mark.LATE}', greatest(work_due_at, leaves_at), true, -1, waits_office and leaves_at is not null",
)
"""Mark, moment, lateness and sign of what a referral counts as, and whether it does; what is seen no more is taken away."""
_NOT_GIVEN_UP = "state not in ({})".format(", ".join(sorted(f"'{state}'" for state in GIVEN_UP)))


def _standing(come: str, not_yet: str) -> str:
    """Colour and lateness where `come` says that a moment has come by `at`."""
    return f"""case when b.at {not_yet} awaited_from or awaited_until {come} b.at then null
        when work_due_at {come} b.at then '{Colour.RED}' when yellow_at {come} b.at then '{Colour.YELLOW}' else '{Colour.GREEN}' end,
        waits_office and work_due_at {come} b.at"""


_TURNS = f"""
      (select distinct m.at from unnest(array[awaited_from, yellow_at, work_due_at, awaited_until]) m (at) where m.at < 'infinity') b
      cross join lateral (values ({_standing("<=", "<")}, 1), ({_standing("<", "<=")}, -1)) s (colour, late, sign)
      cross join lateral (values (s.colour, s.sign), (null, -s.sign)) turn (colour, sign)"""
"""The moments at which a referral becomes something by itself: one more of the colour that it has from then on, one less of the one that it
had until then, and both ways of those without a colour."""


@dataclass(frozen=True)
class SumsOfWork(SumTable):
    """A table of sums of which some begin to count at a moment, by their mark."""

    marked: ClassVar[tuple[str, ...]] = ("mark", "at", "late")
    begins: Sequence[str] = _COUNTED
    awaited: str = "true"
    """Whether a referral that somebody waits for has a colour."""
    until: str = "awaited_until"
    until_of: tuple[str, ...] = ()
    """What `until` is made of beside its own name."""

    @override
    def counted(self, net: str) -> str:
        """Return also `.._awaited`: what somebody waits for, by its moments."""
        return f"""{self.of}_counted as (
    select {net}.*, {self.lowest} lowest, {_PARTS}, m.mark, m.at, m.late, n * m.sign counted
    from {net} cross join lateral (values {", ".join(f"({each})" for each in self.begins)}) m (mark, at, late, sign, holds) where m.holds
  ), {self.of}_awaited as (
    select {listed(*self.bare, *_MOMENTS, lowest=self.lowest, awaited_until=self.until)}, sum(n) n
    from {net} where awaited_from is not null and {self.awaited}
    group by {", ".join((*self.bare, *_MOMENTS, *self.until_of))} having sum(n) <> 0
  )"""

    @override
    def besides(self) -> str:
        """Return what is added at the moments of colours."""
        return f"""
    union all
    select {listed(*self.keys, **self._coloured())}, {", ".join(self.levels)}, sum(n * turn.sign)
    from {self.of}_awaited cross join lateral {_TURNS}
    where s.colour is not null group by at, late, turn.colour, {", ".join(self.bare)} having sum(n * turn.sign) <> 0"""

    @override
    def faceted(self) -> dict[str, str]:
        """Return also week or month, and the county where that is told apart."""
        told = {"dispatched_at": "coalesce(of_week, of_month)", "colour": "null", "region_code": "coalesce(home, region_code)"}
        return told | super().faceted()

    def _coloured(self) -> dict[str, str]:
        nothing = dict.fromkeys((*(name for of in self.finer.values() for name in of), "dispatched_at", "region_code"), "null")
        bare = {"facet": f"'{Facet.BARE}'", "mark": f"'{Mark.COLOUR}'", "colour": "turn.colour"}
        return nothing | bare | {self.division: "lowest"}


_OFFICE = ("office_id", "office_county_id", "office_region_code")
OF_REGIONS = SumsOfWork(
    "referral_sum",
    KEYS,
    "region_code",
    LEVELS,
    ("state", "department_code", "part", "dispatching_office_id"),
    "dispatching_office_id",
    {
        **_SHARED,
        Facet.OFFICE: _OFFICE,
        Facet.TOWNSHIP: ("region_code",),
    },
)
"""By where families live."""
OF_DEPARTMENTS = SumsOfWork(
    "department_sum",
    KEYS_OF_DEPARTMENT,
    "office_region_code",
    OFFICE_LEVELS,
    ("state", "department_code", "part", "requesting_office_id"),
    None,
    {**_SHARED, Facet.OFFICE: ("office_id",), Facet.COUNTY: ("home",), Facet.TOWNSHIP: ("region_code",)},
    begins=(*_COUNTED, *_LEAVING),
    awaited=_NOT_GIVEN_UP,
    until="least(awaited_until, leaves_at)",
    until_of=("leaves_at",),
)
"""By where the offices are, as those above them in their line see them: until the quarter in which they see what has ended no more."""
OF_ITEMS = SumsOfWork(
    "item_sum",
    KEYS_OF_ITEM,
    "region_code",
    LEVELS,
    ("state", "department_code", "apart"),
    "apart",
    {**_SHARED, Facet.OFFICE: ("lead_office_id", *_OFFICE), Facet.TOWNSHIP: ("region_code",)},
)
"""Items, by where families live: each with what it has of its lead."""
