"""Prints the root fields of an operation: the JSON of each, and what the read audit notes of the rows in it.

Source: docs/design.md 4.3 (anchors: root fields, one row, mixed ids) and 4.7 (read audit).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Uuid,
    and_,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from db.tables.audit import AuditRecord
from domain.viewer import OFFICES
from resolvers.document.ids import decode_id
from resolvers.planner.decide.roots import ids_of
from resolvers.planner.mapping import Explains, Feed, Root, RootRows, Self, Special
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.rows import aliased, plain
from resolvers.planner.sql.connection import Connections
from resolvers.planner.sql.json import NULL, Sql, json_list, number, text_literal
from resolvers.planner.sql.lists.beside import FamilyBeside
from resolvers.planner.sql.lists.found import found_in
from resolvers.planner.sql.lists.way import Reached
from resolvers.planner.sql.lookup import is_any
from resolvers.planner.sql.noted import NOTHING, Notes, SeenRows, leads_elsewhere, rows_of
from resolvers.planner.sql.objects import Objects
from resolvers.planner.sql.scope import visible
from resolvers.planner.tree import TRAIL, Connection, Field, Mixed, Object, RootField, ShownRow

MERGED = frozenset({"Family", "Person"})
"""The types of what can be merged, so that an old id goes on as another."""
Ids = Callable[[Call], list[str]]


@dataclass(frozen=True)
class Roots:
    """Prints root fields as statements: the JSON of the field as `body`, what is noted of its rows as `SeenRows` tells it."""

    printing: Printing
    objects: Objects

    @property
    def notes(self) -> Notes:
        """Prints what is noted."""
        return Notes(self.printing, self.objects)

    def root(self, field: RootField, mapped: Root | None) -> Select[Any]:
        """One root field; `mapped`: what the roots say of its name, None for a payload."""
        match field.body, mapped:
            case Object(type_name), _:
                return NOTHING.as_root(text_literal(type_name))
            case ShownRow(object=None), _:
                return NOTHING.as_root(NULL)
            case ShownRow() as row, Self():
                me = self.objects.source(self.printing, row)
                return NOTHING.as_root(self._object(me, row)).select_from(me.row).where(me.row.c.id == self.printing.membership)
            case ShownRow() as row, _:
                return self._row(row)
            case Mixed() as mixed, Explains(how):
                return self._mixed(mixed, field, how)
            case Mixed() as mixed, _:
                return self._mixed(mixed, field)
            case Connection() as connection, RootRows() | Feed() as listed:
                return self._connection(connection, listed)
        raise AssertionError(field)

    def _visible(self, of: ShownRow | Connection, row: FromClause) -> ColumnElement[bool]:
        return visible(self.printing, self.objects.mappings[of.rows.type_name].table.name, row)

    def _object(self, at: Source, of: ShownRow) -> Sql:
        assert of.object is not None
        return self.objects.object(self.printing, at, of.object)

    def _row(self, of: ShownRow) -> Select[Any]:
        """The row whose id is the key of the call; null where the viewer does not see it."""
        key, found = self.printing.fact("key", Uuid(), lambda call: call.keys[0]), self.objects.source(self.printing, of)
        body = self._object(found, of)
        where = and_(found.row.c.id == key, self._visible(of, found.row))
        columns = (body.label("body"), *self._seen(found, of).columns(others=leads_elsewhere(of.object)))
        one = select(*columns).select_from(found.joined).where(where).subquery(self.printing.alias("row"))
        return SeenRows.of(one).all().as_root(func.json_agg(one.c.body).op("->")(number(0))).select_from(one)

    def _seen(self, of: Source, row: ShownRow, how: Special | None = None) -> SeenRows:
        """What is noted of one row; `how`: by which printer it is told, if not as its mapping says."""
        assert row.object is not None
        return self.notes.seen(of, row.noted, [row.object], how=how)

    def _connection(self, of: Connection, listed: RootRows | Feed) -> Select[Any]:
        which = listed.which

        def matches(row: FromClause) -> ColumnElement[bool]:
            seen = self._visible(of, row)
            return and_(seen, which(row, self.printing)) if which else seen

        reached = Reached(matches)
        if isinstance(listed, RootRows):
            of, reached = found_in(self.printing, self.objects.mappings, of, listed, matches)
        beside = FamilyBeside(self.objects, of.noted)
        connections = Connections(self.printing, self.objects.mappings, of, beside.row)
        body, page = connections.paged(reached)
        if of.noted is not None and of.rows.type_name == TRAIL:
            trail = self.notes.seen(Source(TRAIL, plain(AuditRecord)), of.noted, [])
            seen = SeenRows(array([trail.family]), array([trail.groups]))
        elif page is None:
            seen = NOTHING
        else:
            seen = self.notes.seen(page, of.noted, [*rows_of(of)], beside.read).all(connections.within(page))
        told = seen.as_root(body)
        return told if page is None else told.select_from(beside.joined(page)).having(true())  # one row, also of an empty page

    def _mixed(self, of: Mixed, field: RootField, how: Special | None = None) -> Select[Any]:
        """Rows of several types in the order of the ids: null for an id that is unknown, of another type, or not seen by the viewer.

        `how`: by which printer they are told, if not as their mappings say.
        """
        arguments = self.printing.arguments(of.arguments)

        def ids(call: Call) -> list[str]:
            return ids_of(arguments(call), field.name, several=of.several)

        others = any(leads_elsewhere(each.object) for each in of.rows)
        found = [self._of_type(each, ids, field, how, others=others) for each in of.rows]
        count = self.printing.value(Integer(), lambda call: len(ids(call)))
        places = func.generate_series(number(1), count)
        position = places.table_valued("place", name=self.printing.alias("asked")).render_derived()
        bodies: Sql = NULL
        seen = NOTHING
        asked: FromClause = position
        if found:
            rows = (union_all(*found) if len(found) > 1 else found[0]).subquery(self.printing.alias("found"))
            asked = position.outerjoin(rows, rows.c.place == position.c.place)
            bodies = rows.c.body
            seen = SeenRows.of(rows).all(rows.c.place.is_not(None))
        listed = json_list(bodies, position.c.place)
        return seen.as_root(listed if of.several else listed.op("->")(number(0))).select_from(asked)

    def _of_type(self, of: ShownRow, ids: Ids, field: RootField, how: Special | None, *, others: bool) -> Select[Any]:
        """The rows of one type, each with the place of its id. `others`: whether other families are shown below any row."""
        printing, tag = self.printing, of.rows.type_name
        target, only = self.objects.source(printing, of), self.objects.mappings[tag].only
        keys = printing.value(ARRAY(Uuid()), lambda call: [key for key, _ in _of_tag(ids(call), tag)])
        places = printing.value(ARRAY(Integer()), lambda call: [place for _, place in _of_tag(ids(call), tag)])
        asked = func.unnest(keys, places).table_valued("key", "place", name=printing.alias("ids")).render_derived()
        wanted = self._standing(asked) if tag in MERGED else asked
        joined = wanted.join(target.row, target.row.c.id == wanted.c.key)
        joined = joined if target.levels is None else joined.join(target.levels, true())
        body = self._object(target, of) if how is None else how.printer(printing, target, _as_field(field, of), self.objects.object)
        columns = (wanted.c.place.label("place"), body.label("body"), *self._seen(target, of, how).columns(others=others))
        of_type = [*([only(target.row, printing)] if only else []), *self._unless_it_goes_on(target)]
        return select(*columns).select_from(joined).where(self._visible(of, target.row), *of_type)

    def _standing(self, asked: FromClause) -> FromClause:
        """The keys by which families or persons are found: of one that was merged as which it goes on. An office may see either.

        They are computed before any row is looked for: behind a function, row security uses no index.
        """
        key, place, goes_on = asked.c.key, asked.c.place, func.survivor(asked.c.key)
        if self.printing.kind in OFFICES:
            either = union_all(select(key, place), select(goes_on.label("key"), place))
            return either.offset(number(0)).subquery(self.printing.alias("either"))
        stands = select(func.coalesce(goes_on, key).label("key"), place)
        return stands.offset(number(0)).subquery(self.printing.alias("stands"))

    def _unless_it_goes_on(self, target: Source) -> list[ColumnElement[bool]]:
        """The condition that a merged family or person is shown as it stood only to an office that does not see as whom it goes on."""
        if target.type_name not in MERGED or self.printing.kind not in OFFICES:
            return []
        table = self.objects.mappings[target.type_name].table
        other = aliased(table, self.printing.alias("s"))
        goes_on = is_any(other, other.c.id == target.row.c.merged_into_id, visible(self.printing, table.name, other))
        return [or_(target.row.c.merged_into_id.is_(None), not_(goes_on))]


def _as_field(field: RootField, of: ShownRow) -> Field:
    """A root field as the field of a row, for a printer of its own."""
    return Field(field.key, field.name, below=of.object)


def _of_tag(ids: list[str], tag: str) -> list[tuple[UUID, int]]:
    """The keys of the ids of one type, each with its place among all from 1."""
    decoded = [decode_id(text) for text in ids]
    return [(each[1], place) for place, each in enumerate(decoded, 1) if each is not None and each[0] == tag]
