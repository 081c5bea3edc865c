"""Prints the object that is shown of one row: each field as its mapping reads it, null where the viewer's level is too low.

Source: docs/design.md 4.3 and 4.4.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, and_, any_, case, func, or_, select

from domain.rules.group import Level
from domain.viewer import OFFICES
from resolvers.planner.mapping import (
    Coded,
    CodedBy,
    Composed,
    Entry,
    Expression,
    HomeOf,
    Listed,
    Many,
    One,
    Placed,
    Predicate,
    Protected,
    ScopeOf,
    Special,
    TypeMapping,
)
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import aliased
from resolvers.planner.same import FieldsOfRows
from resolvers.planner.sql import levels
from resolvers.planner.sql.connection import Connections
from resolvers.planner.sql.json import EMPTY, LEVEL_NAMES, NULL, Sql, by_level, json_list, leaf, number, object_of, text_literal, where_true
from resolvers.planner.sql.lists.way import Matches
from resolvers.planner.sql.lookup import code_name
from resolvers.planner.sql.scope import visible
from resolvers.planner.tree import Connection, Field, Object, ShownRow

Beside = Callable[[Printing, Source, Field], Sql | None]
"""Prints a field that is read beside a row; None for all others."""


@dataclass(frozen=True)
class Objects:
    """Prints objects of rows, by the mappings of their types."""

    mappings: Mapping[str, TypeMapping]
    fields: FieldsOfRows

    def object(self, printing: Printing, of: Source, shown: Object, beside: Beside | None = None) -> Sql:
        """The JSON object of the fields asked of a row. `beside`: prints those that are read beside it."""
        mapping = self.mappings[of.type_name]

        def shown_of(field: Field) -> Sql:
            if beside is not None and (told := beside(printing, of, field)) is not None:
                return told
            return self.fields.of(printing, of, field, lambda by, row: self._field(by, row, field, mapping.entry(field.name)))

        return object_of(shown, shown_of)

    def _field(self, printing: Printing, of: Source, field: Field, entry: Entry) -> Sql:
        """One field of a row, null where the viewer's level is too low; a protected text shows itself by level."""
        if field.denied is not None:
            return NULL
        if field.seen is None or isinstance(entry, Protected):
            return self._value(printing, of, field, entry)
        reached = levels.reaches(levels.level(printing, of, field.seen), field.seen.at)
        return where_true(reached, self._value(printing, of, field, entry))

    def _value(self, printing: Printing, of: Source, field: Field, entry: Entry) -> Sql:
        """One field of a row, whatever the level."""
        row, below = of.row, field.below
        match entry, below:
            case str(), _:
                return leaf(row.c[entry], of.type_name)
            case Special(printer), _:
                return printer(printing, of, field, self.object)
            case Protected(), Object():
                return _protected(printing, of, field, below, entry)
            case Composed(unless_null=column), Object():
                embedded = object_of(below, lambda each: self._field(printing, of, each, entry.entry(each.name)))
                return embedded if column is None else case((row.c[column].is_not(None), embedded), else_=NULL)
            case Coded(code_list, column), Object():
                return _named(printing, below, text_literal(code_list), row.c[column])
            case CodedBy(list_column, column), Object():
                return _named(printing, below, row.c[list_column], row.c[column])
            case Many(), Connection():
                return self.connection(printing, of, entry, below).nested(self.matching(printing, of, entry))
            case Listed(by=by), ShownRow():
                return self._listed(printing, below, self.matching(printing, of, entry), by)
            case ScopeOf(column), ShownRow():
                works_in = levels.scope_of(printing, of, row.c[column])
                return self._listed(printing, below, lambda target: target.c.code == any_(works_in), ("code",))
            case One(newest=newest), ShownRow():
                return self._one(printing, below, self.matching(printing, of, entry), newest)
            case HomeOf(column), ShownRow():
                home = levels.home(printing, of, row.c[column])
                return self._one(printing, below, lambda target: target.c.code == home)
            case Placed(), ShownRow():
                return self._one(printing, below, self.matching(printing, of, entry))
        assert callable(entry), entry
        return leaf(entry(row, printing), of.type_name)

    def matching(self, printing: Printing, of: Source, entry: One | Listed | Many | Placed) -> Matches:
        """The condition on the neighbours of a row; the rules of rows are in it only where they pick the index."""
        row = of.row
        match entry:
            case Many(type_name, crowded=crowded):
                belongs, seen = _belonging(printing, of, entry), partial(visible, printing, self.mappings[type_name].table.name)
                return (lambda target: and_(belongs(target), seen(target))) if crowded else belongs
            case Listed(type_name, of_column, _, key, which, beside):
                keys = any_(row.c[key]) if isinstance(row.c[key].type, ARRAY) else row.c[key]
                equal = [(of_column, keys), *((theirs, row.c[ours]) for theirs, ours in beside)]
                return _matches(printing, equal, which, self.mappings[type_name].only)
            case One(_, key, to, _, version, which, kept, beside):
                whose = row.c[key] if kept is None or printing.kind not in OFFICES else levels.kept(row, kept, row.c[key])
                pinned = [(to, whose), *([] if version is None else [("version", row.c[version])])]
                return _matches(printing, [*pinned, *((theirs, row.c[ours]) for theirs, ours in beside)], which)
            case Placed(_, key):
                return lambda target: and_(target.c.id == row.c[key], levels.may_place(printing, of, target))

    def connection(self, printing: Printing, of: Source, entry: Many, shown: Connection) -> Connections:
        """The connection of a row's neighbours."""
        return Connections(printing, self.mappings, shown, self.object, _belonging(printing, of, entry))

    def _one(self, printing: Printing, shown: ShownRow, matches: Matches, newest: tuple[str, ...] = ()) -> Sql:
        """The neighbour that matches, as an object; null where there is none, or where the viewer's kind is shown no rows of its type."""
        if shown.object is None:
            return NULL
        of = self.source(printing, shown)
        found = of.select(self.object(printing, of, shown.object), matches(of.row))
        in_order = [of.row.c[each].desc() for each in newest]
        return (found.order_by(*in_order).limit(number(1)) if newest else found).scalar_subquery()

    def _listed(self, printing: Printing, shown: ShownRow, matches: Matches, by: tuple[str, ...]) -> Sql:
        """The neighbours that match, as a plain list in the order of these columns."""
        if shown.object is None:
            return EMPTY
        of = self.source(printing, shown)
        found = json_list(self.object(printing, of, shown.object), *(of.row.c[column] for column in by))
        return of.select(found, matches(of.row)).scalar_subquery()

    def source(self, printing: Printing, shown: ShownRow) -> Source:
        """The rows of a type, under a name of their own, with their levels."""
        table = self.mappings[shown.rows.type_name].table
        return levels.source(printing, shown.rows, aliased(table, printing.alias(table.name[0])))


def _belonging(printing: Printing, of: Source, entry: Many) -> Matches:
    """Return whether a neighbour is one of a row's: by the column `of`, but for offices by `kept` where that is set."""
    key, kept = of.row.c[entry.key], entry.kept
    if kept is None or printing.kind not in OFFICES:
        return lambda target: target.c[entry.of] == key
    return lambda target: or_(target.c[kept] == key, and_(target.c[kept].is_(None), target.c[entry.of] == key))


def _matches(printing: Printing, pinned: Sequence[tuple[str, ColumnElement[Any]]], *which: Predicate | None) -> Matches:
    """Return the condition on a neighbour: its columns equal these, and each of `which` holds that there is."""
    return lambda target: and_(
        *(target.c[column] == each for column, each in pinned), *(each(target, printing) for each in which if each is not None)
    )


def _protected(printing: Printing, of: Source, field: Field, shown: Object, entry: Protected) -> Sql:
    """A protected text as the viewer's level towards the row shows it, and that level."""
    assert field.seen is not None
    at = levels.level(printing, of, field.seen)

    def text_of(what: "str | Expression") -> Sql:
        return of.row.c[what] if isinstance(what, str) else what(of.row, printing)

    shows = {Level.FULL: entry.full, Level.MASKED: entry.masked, Level.COARSE: entry.coarse}
    texts = {int(level): text_of(what) for level, what in shows.items() if what is not None}
    return object_of(shown, lambda each: by_level(at, texts if each.name == "value" else LEVEL_NAMES))


def _named(printing: Printing, shown: Object, code_list: Sql, code: Sql) -> Sql:
    """A code with its name; for an array a list of them, in its order."""

    def named(each: Sql) -> Sql:
        return object_of(shown, lambda field: each if field.name == "code" else code_name(printing, code_list, each))

    if not isinstance(code.type, ARRAY):
        return case((code.is_not(None), named(code)), else_=NULL)
    codes = func.unnest(code).table_valued("code", with_ordinality="place", name=printing.alias("u")).render_derived()
    return select(json_list(named(codes.c.code), codes.c.place)).select_from(codes).scalar_subquery()
