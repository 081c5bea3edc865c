"""What a fold adds to the sums of referrals and items, as SQL: which sums there are, and what of a delta counts in which of them.

Source: docs/decisions/056-sums.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from db.tables.item_sum import KEYS_OF_ITEM
from db.tables.referral_sum import KEYS, KEYS_OF_DEPARTMENT
from domain.referral import GIVEN_UP, Colour
from domain.sums import Facet, Mark


def began(period: str, at: str) -> str:
    """Return the SQL of the moment at which the day, week (ISO) or month of another began in Shanghai."""
    return f"timezone('Asia/Shanghai', date_trunc('{period}', timezone('Asia/Shanghai', {at})))"


LEVELS = ("province_code", "city_code", "county_code")
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


def listed(*names: str, **instead: str) -> str:
    """Return a list of columns, some of them computed."""
    return ", ".join(f"{instead[name]} {name}" if name in instead else name for name in names)


@dataclass(frozen=True)
class SumTable:
    """A table of sums: by the divisions of which column and levels they are kept, and by what else."""

    table: str
    keys: Sequence[str]
    division: str
    levels: Sequence[str]
    also: tuple[str, ...]
    """What all sums are kept by beside state and department."""
    lowest_alone: str | None
    """The column that the sums of the lowest divisions tell, and those that are added up of them do not."""
    finer: Mapping[Facet, tuple[str, ...]]
    counted: Sequence[str] = _COUNTED
    awaited: str = "true"
    """Whether a referral that somebody waits for has a colour."""
    until: str = "awaited_until"
    until_of: tuple[str, ...] = ()
    """What `until` is made of beside its own name."""

    @property
    def of(self) -> str:
        """What the names of its parts begin with."""
        return self.table.removesuffix("_sum")

    @cached_property
    def lowest(self) -> str:
        """The smallest division that is no township."""
        return f"coalesce({', '.join(reversed(self.levels))}, {self.division})"

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """What all sums of a referral are kept by."""
        return ("state", "department_code", *self.also, *self.levels, "lowest")

    def cells(self, net: str) -> str:
        """Return the SQL, as parts of a WITH, of `.._cells`: what rows `net` of the columns of a delta add; `.._lowest`: to the lowest.

        Whatever can be is added up before there is more of it: all facets in one pass, those of cities and provinces from the lowest.
        """
        bare, levels = ", ".join(self.bare), ", ".join(self.levels)
        shared = ", ".join(name for name in self.keys if name not in {self.division, self.lowest_alone})
        facets = ", ".join(f"({', '.join(of)})" for of in self.finer.values())
        province, city, county = self.levels
        divisions = (
            f"({self.division}, {self.lowest_alone or 'null'}, true)",
            f"({province}, null, {self._goes_up()} and coalesce({city}, {county}) is not null)",
            f"({city}, null, {self._goes_up()} and {county} is not null)",
        )
        of_each = {self.division: "l.division"} | ({self.lowest_alone: "l.alone"} if self.lowest_alone else {})
        return f"""{self.of}_counted as (
    select {net}.*, {self.lowest} lowest, {_PARTS}, m.mark, m.at, m.late, n * m.sign counted
    from {net} cross join lateral (values {", ".join(f"({each})" for each in self.counted)}) m (mark, at, late, sign, holds) where m.holds
  ), {self.of}_awaited as (
    select {listed(*self.bare, *_MOMENTS, lowest=self.lowest, awaited_until=self.until)}, sum(n) n
    from {net} where awaited_from is not null and {self.awaited}
    group by {", ".join((*self.bare, *_MOMENTS, *self.until_of))} having sum(n) <> 0
  ), {self.of}_lowest as (
    select {listed(*self.keys, **self._faceted())}, {levels}, sum(counted) n
    from {self.of}_counted group by mark, at, late, {bare}, grouping sets ({facets}) having sum(counted) <> 0
    union all
    select {listed(*self.keys, **self._coloured())}, {levels}, sum(n * turn.sign)
    from {self.of}_awaited cross join lateral {_TURNS}
    where s.colour is not null group by at, late, turn.colour, {bare} having sum(n * turn.sign) <> 0
  ), {self.of}_cells as (
    select {listed(*self.keys, **of_each)}, sum(n) n
    from {self.of}_lowest cross join lateral (values {", ".join(divisions)}) l (division, alone, holds)
    where l.holds and l.division is not null group by {shared}, {", ".join(of_each.values())} having sum(n) <> 0
  )"""

    def folded(self) -> str:
        """Return the SQL, as a part of a WITH, that adds the cells to the sums."""
        keys = ", ".join(self.keys)
        return f"""{self.of}_folded as (
    insert into {self.table} ({keys}, n) select {keys}, n from {self.of}_cells
    on conflict ({keys}) do update set n = {self.table}.n + excluded.n
    returning id, {self.table}.n
  )"""

    def _faceted(self) -> dict[str, str]:
        facets = " ".join(f"when grouping({of[0]}) = 0 then '{facet}'" for facet, of in self.finer.items() if of)
        return {
            "facet": f"case {facets} else '{Facet.BARE}' end",
            "dispatched_at": "coalesce(of_week, of_month)",
            "colour": "null",
            "region_code": "coalesce(home, region_code)",
            self.division: self._divided(),
        }

    def _divided(self) -> str:
        own = any(self.division in of for of in self.finer.values())
        return f"coalesce({self.division}, lowest)" if own else "lowest"

    def _coloured(self) -> dict[str, str]:
        nothing = dict.fromkeys((*(name for of in self.finer.values() for name in of), "dispatched_at", "region_code"), "null")
        bare = {"facet": f"'{Facet.BARE}'", "mark": f"'{Mark.COLOUR}'", "colour": "turn.colour"}
        return nothing | bare | {self.division: "lowest"}

    def _goes_up(self) -> str:
        of_divisions = [f"'{facet}'" for facet, of in self.finer.items() if self.division in of]
        return f"facet not in ({', '.join(of_divisions)})" if of_divisions else "true"


_OFFICE = ("office_id", "office_county_id", "office_region_code")
OF_REGIONS = SumTable(
    "referral_sum",
    KEYS,
    "region_code",
    LEVELS,
    ("part", "dispatching_office_id"),
    "dispatching_office_id",
    {
        **_SHARED,
        Facet.OFFICE: _OFFICE,
        Facet.TOWNSHIP: ("region_code",),
    },
)
"""By where families live."""
OF_DEPARTMENTS = SumTable(
    "department_sum",
    KEYS_OF_DEPARTMENT,
    "office_region_code",
    OFFICE_LEVELS,
    ("part", "requesting_office_id"),
    None,
    {**_SHARED, Facet.OFFICE: ("office_id",), Facet.COUNTY: ("home",), Facet.TOWNSHIP: ("region_code",)},
    counted=(*_COUNTED, *_LEAVING),
    awaited=_NOT_GIVEN_UP,
    until="least(awaited_until, leaves_at)",
    until_of=("leaves_at",),
)
"""By where the offices are, as those above them in their line see them: until the quarter in which they see what has ended no more."""
OF_ITEMS = SumTable(
    "item_sum",
    KEYS_OF_ITEM,
    "region_code",
    LEVELS,
    ("apart",),
    "apart",
    {**_SHARED, Facet.OFFICE: ("lead_office_id", *_OFFICE), Facet.TOWNSHIP: ("region_code",)},
)
"""Items, by where families live: each with what it has of its lead."""
