"""What a fold adds to sums, as SQL: which sums of a table there are, and what of a delta counts in which of them.

Source: docs/decisions/056-sums.md. What is counted beside colours and moments is counted as these say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from domain.sums import Facet


def began(period: str, at: str) -> str:
    """Return the SQL of the moment at which the day, week (ISO) or month of another began in Shanghai."""
    return f"timezone('Asia/Shanghai', date_trunc('{period}', timezone('Asia/Shanghai', {at})))"


def township(row: str) -> str:
    """Return the SQL of the township of a row, or of its division where that is above."""
    of = f"{row}.region_code"
    return f"case when substr({of}, 7, 3) = '000' then {of} else rpad(left({of}, 9), 12, '0') end"


LEVELS = ("province_code", "city_code", "county_code")


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
    """What all sums are kept by beside divisions."""
    lowest_alone: str | None
    """The column that the sums of the lowest divisions tell, and those that are added up of them do not."""
    finer: Mapping[Facet, tuple[str, ...]]
    marked: ClassVar[tuple[str, ...]] = ()
    """What tells sums apart that count other things."""

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
        """What all sums are kept by."""
        return (*self.also, *self.levels, "lowest")

    def cells(self, net: str) -> str:
        """Return the SQL, as parts of a WITH, of `.._cells`: what rows `net` of the columns of a delta add; `.._lowest`: to the lowest.

        Whatever can be is added up before there is more of it: all facets in one pass, those of cities and provinces from the lowest.
        """
        by, levels = ", ".join((*self.marked, *self.bare)), ", ".join(self.levels)
        shared = ", ".join(name for name in self.keys if name not in {self.division, self.lowest_alone})
        facets = ", ".join(f"({', '.join(of)})" for of in self.finer.values())
        province, city, county = self.levels
        divisions = (
            f"({self.division}, {self.lowest_alone or 'null'}, true)",
            f"({province}, null, {self._goes_up()} and coalesce({city}, {county}) is not null)",
            f"({city}, null, {self._goes_up()} and {county} is not null)",
        )
        of_each = {self.division: "l.division"} | ({self.lowest_alone: "l.alone"} if self.lowest_alone else {})
        return f"""{self.counted(net)}, {self.of}_lowest as (
    select {listed(*self.keys, **self.faceted())}, {levels}, sum(counted) n
    from {self.of}_counted group by {by}, grouping sets ({facets}) having sum(counted) <> 0{self.besides()}
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

    def counted(self, net: str) -> str:
        """Return the SQL, as parts of a WITH, of `.._counted`: rows that count as `counted`, with all that facets tell."""
        return f"""{self.of}_counted as (
    select {net}.*, {self.lowest} lowest, n counted from {net}
  )"""

    def besides(self) -> str:
        """Return the SQL of what is added beside the facets."""
        return ""

    def faceted(self) -> dict[str, str]:
        """Return the columns of a sum that are not those of what is counted."""
        facets = " ".join(f"when grouping({of[0]}) = 0 then '{facet}'" for facet, of in self.finer.items() if of)
        own = any(self.division in of for of in self.finer.values())
        divided = f"coalesce({self.division}, lowest)" if own else "lowest"
        return {"facet": f"case {facets} else '{Facet.BARE}' end", self.division: divided}

    def _goes_up(self) -> str:
        of_divisions = [f"'{facet}'" for facet, of in self.finer.items() if self.division in of]
        return f"facet not in ({', '.join(of_divisions)})" if of_divisions else "true"
