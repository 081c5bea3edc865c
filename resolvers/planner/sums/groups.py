"""Prints groups and totals from sums: what is folded, and what has changed since; the same that is counted from rows.

Source: docs/decisions/056-sums.md; docs/domain.md 7 (Counted). The rules of rows hold for sums as they stand.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import ARRAY, BigInteger, ColumnElement, FromClause, Select, Text, any_, cast, func, select, union_all

from db.tables.declare import Row
from domain.rules.condition import Counted
from domain.sums import Facet
from domain.viewer import RegionLevel, lies_in, region_level
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.narrowing import HomeIn
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.sql.filters import conditions
from resolvers.planner.sql.groups import key_of, listed
from resolvers.planner.sql.json import Sql, number, text_literal
from resolvers.planner.sql.scope import counted_of, visible
from resolvers.planner.tree import Connection, Groups, Narrowed

Which = Callable[[FromClause], Sequence[ColumnElement[bool]]]
"""Conditions on a row."""
Belongs = Callable[[FromClause], ColumnElement[bool]] | None
"""Whether a row is of a connection that is one of a row's neighbours; None for any other connection."""
Filters = Mapping[str, ColumnElement[bool] | None]
"""What is counted of a group -> which of the rows that add up count as it; None for all."""
OF_DIVISIONS: Mapping[str, tuple[str, ...]] = {"TOWNSHIP": ("town_code",), "COUNTY": ("county_code",)}
"""Key of groups that is a division -> the columns of a sum of which it is made. What is summed up of several does not tell them apart."""

NOTHING: Mapping[str, Sql] = MappingProxyType({})


def within_reach(printing: Printing, facet: Facet, *, coloured: bool) -> Facet | None:
    """The facet that tells the divisions of the viewer's scope apart; None where there is none."""
    levels = {region_level(code) for code in printing.viewer.scope}
    if not levels or not levels <= {RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY, RegionLevel.TOWNSHIP}:
        return None
    if RegionLevel.TOWNSHIP not in levels:
        return facet
    return Facet.TOWNSHIP if facet in (Facet.BARE, Facet.TOWNSHIP) and not coloured else None


@dataclass(frozen=True)
class Summed(ABC):
    """Prints one list of groups, or a total, from sums of one facet."""

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    counted: Groups
    facet: Facet
    belongs: Belongs
    keyed_as: ClassVar[str]
    """The type by whose columns keys and filters are printed."""
    table: ClassVar[type[Row]]
    delta: ClassVar[type[Row]]
    rows: ClassVar[type[Row]]
    """Whose rules of rows hold for its sums."""
    lowest: ClassVar[str] = "apart"
    """The column that is null in the sums of divisions that are summed up of others."""
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = OF_DIVISIONS
    """Key of groups -> the columns of a sum of which it is made."""
    told: ClassVar[tuple[str, ...]]
    """What each group may tell beside its count."""

    @abstractmethod
    def filters(self, row: FromClause) -> Filters:
        """What is counted of a delta, which counts as the rows that it is about."""

    def listed(self) -> Sql:
        """The list: what is equal by the columns of the keys is added up first, so that keys are computed for few rows."""
        parts = union_all(*self.parts()).subquery(self.printing.alias("sums"))
        keys = [self.key(parts, by).label(f"key_{place}") for place, by in enumerate(self.counted.by)]
        sums = [cast(func.sum(parts.c[name]), BigInteger).label(name) for name in self._asked]
        rows = select(*keys, *sums).group_by(*keys).having(func.sum(parts.c.count) != number(0))
        return listed(self.printing, self.counted, rows.subquery(self.printing.alias("groups")), [key.name for key in keys])

    def total(self) -> Sql:
        """How many there are, which no cap holds."""
        parts = union_all(*self.parts()).subquery(self.printing.alias("sums"))
        counted: Sql = select(cast(func.coalesce(func.sum(parts.c.count), number(0)), BigInteger)).scalar_subquery()
        return counted

    def key(self, parts: FromClause, by: str) -> Sql:
        """The key of a group, from the columns of its parts."""
        return key_of(self.printing, Source(self.keyed_as, parts), parts, by)

    def parts(self) -> Iterator[Select[Any]]:
        """What is folded, and what is not folded yet."""
        yield from self.all_folded()
        yield self.unfolded()

    def all_folded(self) -> Iterator[Select[Any]]:
        """What is folded of the divisions of the scope."""
        if self.tells_divisions:
            yield self.folded(lambda row: (row.c[self.lowest].is_not(None), visible(self.printing, self.rows.__tablename__, row)))
        else:
            yield self.folded(self._summed_up, but_region=True)

    @property
    def tells_divisions(self) -> bool:
        """Whether divisions below those of the scope are told apart."""
        return self.facet is Facet.TOWNSHIP or not OF_DIVISIONS.keys().isdisjoint(self.counted.by)

    def unfolded(self, which: Which = lambda _: ()) -> Select[Any]:
        """What is not folded yet of what the viewer reads."""
        delta = self.printing.table(self.delta, "d")
        where = (visible(self.printing, self.delta.__tablename__, delta), *which(delta), *self.filtered(delta))
        return self.added(delta, self.filters(delta), self.computed(delta)).where(*where)

    def folded(self, which: Which, *, but_region: bool = False) -> Select[Any]:
        """What is folded of which of the sums. `but_region`: these are of the division that a filter names."""
        row = self.printing.table(self.table, "s")
        where = (*self.kept(row), *which(row), *self.filtered(row, but_region=but_region))
        return self.added(row, self.filters_of_sum(row)).where(*where)

    def kept(self, row: FromClause) -> Iterator[ColumnElement[bool]]:
        """The conditions on sums of the facet."""
        yield row.c.facet == text_literal(self.facet)

    def filters_of_sum(self, row: FromClause) -> Filters:
        """What is counted of a sum."""
        return self.filters(row)

    def computed(self, delta: FromClause) -> Mapping[str, Sql]:
        """The columns of keys that a delta does not have itself."""
        return {}

    def added(self, row: FromClause, filters: Filters, computed: Mapping[str, Sql] = NOTHING) -> Select[Any]:
        """Sums by the columns of the keys, of the rows of the connection. `computed`: columns that are none of the row's own."""

        def told(name: str) -> Sql:
            return computed[name] if name in computed else row.c[name]

        n, columns = told("n"), [told(name).label(name) for by in self.counted.by for name in self.columns[by]]
        held = ((name, filters[name]) for name in self._asked)
        sums = (func.coalesce(func.sum(n) if holds is None else func.sum(n).filter(holds), number(0)).label(name) for name, holds in held)
        found = select(*columns, *sums).group_by(*columns)
        return found if self.belongs is None else found.where(self.belongs(row)).correlate_except(row)

    def filtered(self, row: FromClause, *, but_region: bool = False) -> Iterator[ColumnElement[bool]]:
        """The conditions of the filter on a row."""
        compared = tuple(each for each in self.of.narrowed if self.compared(each) and not (but_region and isinstance(each.does, HomeIn)))
        yield from conditions(self.printing, self.mappings, Source(self.keyed_as, row), replace(self.of, narrowed=compared))

    def compared(self, by: Narrowed) -> bool:
        """Whether a field of the filter compares columns of the row."""
        return True

    @property
    def _asked(self) -> list[str]:
        """What is counted, of what each group may tell."""
        return ["count", *(name for name in self.told if self.asks(name))]

    def asks(self, name: str) -> bool:
        """Whether a count is asked for."""
        return any(each.name == name for each in self.counted.object.fields)

    def _summed_up(self, row: FromClause) -> Sequence[ColumnElement[bool]]:
        """The sums of the divisions themselves that the viewer's scope and the filter have in common."""
        arguments, region = self.printing.arguments(self.of.arguments), any(isinstance(each.does, HomeIn) for each in self.of.narrowed)

        def asked(call: Call) -> list[str]:
            return divisions(call.viewer.scope, str(arguments(call)["filter"]["region"]) if region else None)

        of_divisions = row.c.region_code == any_(self.printing.value(ARRAY(Text()), asked))
        counts = [word for word in self.of.rows.words if isinstance(word, Counted)]
        return (of_divisions, *(holds for word in counts for holds in counted_of(self.printing, row, word)))


def divisions(scope: Sequence[str], asked: str | None) -> list[str]:
    """The divisions that a scope and the one that is asked for have in common, none of which lies in another."""
    if asked is not None and lies_in(asked, tuple(scope)):
        return [asked]
    apart = (code for code in dict.fromkeys(scope) if not any(code != other and lies_in(code, (other,)) for other in scope))
    return [code for code in apart if asked is None or lies_in(code, (asked,))]
