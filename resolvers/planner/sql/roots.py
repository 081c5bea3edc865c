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
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from db.tables.audit import AuditRecord
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.person import Person
from domain.rules.group import Group
from domain.viewer import OFFICES
from resolvers.document.ids import decode_id
from resolvers.planner.decide.roots import ids_of
from resolvers.planner.mapping import Explains, Feed, Root, RootRows, Self
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.rows import aliased, plain
from resolvers.planner.sql.connection import Connections
from resolvers.planner.sql.json import NULL, Sql, json_list, number, text_literal
from resolvers.planner.sql.levels import OWN_LEVEL, family_of
from resolvers.planner.sql.lists.beside import FamilyBeside
from resolvers.planner.sql.lists.found import found_in
from resolvers.planner.sql.lists.way import Ways
from resolvers.planner.sql.lookup import is_any, looked_up
from resolvers.planner.sql.objects import Objects
from resolvers.planner.sql.scope import visible
from resolvers.planner.sql.statement import BIT_OF_GROUP
from resolvers.planner.tree import TRAIL, Connection, Field, Mixed, Noted, Object, RootField, ShownRow

MERGED = frozenset({"Family", "Person"})
"""The types of what can be merged, so that an old id goes on as another."""

NOBODY: Sql = literal_column("null::uuid", Uuid())
NO_GROUP = number(0)
NO_FAMILIES: Sql = literal_column("null::uuid[]", ARRAY(Uuid()))
NO_GROUPS: Sql = literal_column("null::integer[]", ARRAY(Integer()))

Ids = Callable[[Call], list[str]]
Body = Callable[[Source, ShownRow], Sql]
"""Prints what is told of a row."""


@dataclass(frozen=True)
class Seen:
    """What the read audit notes of one row: its family, the groups shown as a sum of bits, and a second family of which they are shown."""

    family: Sql = NOBODY
    groups: Sql = NO_GROUP
    also: Sql = NOBODY

    def columns(self) -> list[Sql]:
        """The columns of a statement that tells it of each of its rows."""
        return [self.family.label("family"), self.groups.label("shown"), self.also.label("also")]

    def all(self, which: ColumnElement[bool] | None = None) -> tuple[Sql, Sql]:
        """The families of all rows (of those of which a condition holds) and the groups of each, as two arrays."""

        def listed(value: Sql) -> Sql:
            found = func.array_agg(value)
            return found if which is None else found.filter(which)

        families, groups = listed(self.family), listed(self.groups)
        if self.also is NOBODY:
            return families, groups
        return func.array_cat(families, listed(self.also)), func.array_cat(groups, groups)


@dataclass(frozen=True)
class Roots:
    """Prints root fields as statements of three columns: the JSON of the field as `body`, what is noted as `families` and `groups`."""

    printing: Printing
    objects: Objects

    def root(self, field: RootField, mapped: Root | None) -> Select[Any]:
        """One root field; `mapped`: what the roots say of its name, None for a payload."""
        match field.body, mapped:
            case Object(type_name), _:
                return _told(text_literal(type_name))
            case ShownRow(object=None), _:
                return _told(NULL)
            case ShownRow() as row, Self():
                me = self.objects.source(self.printing, row)
                return _told(self._object(me, row)).select_from(me.row).where(me.row.c.id == self.printing.membership)
            case ShownRow() as row, _:
                return self._row(row)
            case Mixed() as mixed, Explains(how):
                return self._mixed(mixed, field.name, lambda at, of: how.printer(self.printing, at, told(field, of), self.objects.object))
            case Mixed() as mixed, _:
                return self._mixed(mixed, field.name, self._object)
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
        columns = (body.label("body"), *self.seen(found, of.noted).columns())
        one = select(*columns).select_from(found.joined).where(where).subquery(self.printing.alias("row"))
        return _told(func.json_agg(one.c.body).op("->")(number(0)), *_seen(one).all()).select_from(one)

    def _connection(self, of: Connection, listed: RootRows | Feed) -> Select[Any]:
        which = listed.which

        def matches(row: FromClause) -> ColumnElement[bool]:
            seen = self._visible(of, row)
            return and_(seen, which(row, self.printing)) if which else seen

        in_ways: Ways | None = None
        if isinstance(listed, RootRows):
            of, in_ways = found_in(self.printing, self.objects.mappings, of, listed, matches)
        beside = FamilyBeside(self.objects, of.noted)
        connections = Connections(self.printing, self.objects.mappings, of, beside.row)
        body, page = connections.paged(matches, in_ways)
        if of.noted is not None and of.rows.type_name == TRAIL:
            trail = self.seen(Source(TRAIL, plain(AuditRecord)), of.noted)
            told = _told(body, array([trail.family]), array([trail.groups]))
        elif page is None or of.noted is None:
            told = _told(body)
        else:
            told = _told(body, *self.seen(page, of.noted, beside.read).all(connections.within(page)))
        return told if page is None else told.select_from(beside.joined(page)).having(true())  # one row, also of an empty page

    def _mixed(self, of: Mixed, name: str, body: Body) -> Select[Any]:
        """Rows of several types in the order of the ids: null for an id that is unknown, of another type, or not seen by the viewer."""
        arguments = self.printing.arguments(of.arguments)

        def ids(call: Call) -> list[str]:
            return ids_of(arguments(call), name, several=of.several)

        found = [self._of_type(each, ids, body) for each in of.rows]
        count = self.printing.value(Integer(), lambda call: len(ids(call)))
        places = func.generate_series(number(1), count)
        position = places.table_valued("place", name=self.printing.alias("asked")).render_derived()
        bodies: Sql = NULL
        noted = NO_FAMILIES, NO_GROUPS
        asked: FromClause = position
        if found:
            rows = (union_all(*found) if len(found) > 1 else found[0]).subquery(self.printing.alias("found"))
            asked = position.outerjoin(rows, rows.c.place == position.c.place)
            bodies = rows.c.body
            noted = _seen(rows).all(rows.c.place.is_not(None))
        listed = json_list(bodies, position.c.place)
        return _told(listed if of.several else listed.op("->")(number(0)), *noted).select_from(asked)

    def _of_type(self, of: ShownRow, ids: Ids, printed: Body) -> Select[Any]:
        """The rows of one type, each with the place of its id."""
        printing, tag = self.printing, of.rows.type_name
        target, only = self.objects.source(printing, of), self.objects.mappings[tag].only
        keys = printing.value(ARRAY(Uuid()), lambda call: [key for key, _ in _of_tag(ids(call), tag)])
        places = printing.value(ARRAY(Integer()), lambda call: [place for _, place in _of_tag(ids(call), tag)])
        asked = func.unnest(keys, places).table_valued("key", "place", name=printing.alias("ids")).render_derived()
        wanted = self._standing(asked) if tag in MERGED else asked
        joined = wanted.join(target.row, target.row.c.id == wanted.c.key)
        joined = joined if target.levels is None else joined.join(target.levels, true())
        body = printed(target, of)
        columns = (wanted.c.place.label("place"), body.label("body"), *self.seen(target, of.noted).columns())
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

    # --- what is noted --------------------------------------------------------------------------------------------------

    def seen(self, of: Source, noted: Noted | None, beside: FromClause | None = None) -> Seen:
        """What the read audit notes of one row; of reading the trail itself no family. `beside`: the levels of its family."""
        if noted is None:
            return Seen()
        if of.type_name == TRAIL:
            return Seen(groups=self._groups(noted, NOBODY))
        family, levels = family_of(self.printing, of), of.levels if beside is None else beside
        return Seen(family, self._groups(noted, family, levels), self._registered(of) if of.type_name == "PersonMatch" else NOBODY)

    def _registered(self, of: Source) -> Sql:
        """The second family that a match shows: of the person who was registered later, where the viewer sees them."""
        person = self.printing.table(Person, "p")
        return looked_up(person.c.family_id, person, person.c.id == of.row.c.registered_id, visible(self.printing, "person", person))

    def _groups(self, noted: Noted, family: Sql, levels: FromClause | None = None) -> Sql:
        """The bits of the groups that are shown of a row: of every row, and where family_access gives them."""
        fixed = number(sum(BIT_OF_GROUP[group] for group in noted.fixed))
        if not noted.by_row:
            return fixed

        def bits(own: Callable[[Group], Sql]) -> Sql:
            return sum((case((own(group) > number(0), number(BIT_OF_GROUP[group])), else_=number(0)) for group in noted.by_row), fixed)

        if levels is not None:
            return bits(lambda group: levels.c[OWN_LEVEL[group]])
        held = self.printing.table(FamilyAccess, "h")
        in_force = (held.c.family_id == family, held.c.until > self.printing.now, held.c.office_id == self.printing.office)
        return looked_up(bits(lambda group: func.max(held.c[LEVEL_OF_GROUP[group]])), held, *in_force)


def told(field: RootField, of: ShownRow) -> Field:
    """A root field as the field of a row, for a printer of its own."""
    return Field(field.key, field.name, below=of.object)


def _seen(rows: FromClause) -> Seen:
    """What is noted of each row of a statement, by its columns."""
    return Seen(rows.c.family, rows.c.shown, rows.c.also)


def _told(body: Sql, families: Sql = NO_FAMILIES, groups: Sql = NO_GROUPS) -> Select[Any]:
    return select(body.label("body"), families.label("families"), groups.label("groups"))


def _of_tag(ids: list[str], tag: str) -> list[tuple[UUID, int]]:
    """The keys of the ids of one type, each with its place among all from 1."""
    decoded = [decode_id(text) for text in ids]
    return [(each[1], place) for place, each in enumerate(decoded, 1) if each is not None and each[0] == tag]
