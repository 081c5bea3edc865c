"""Decides what is shown of a row: each field by its mapping, its cell of the access table, and the level of the viewer's kind.

Source: docs/design.md 4.3 and 4.4.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from domain.message.expected import unfit
from domain.rules.access import LEVELS, SUPERIOR_LEVELS, AsShared, Cell, cell, level_of
from domain.rules.condition import Counted, Everyone
from domain.rules.group import AUDITED, OF_REFERRALS, Group, Level
from domain.viewer import Kind
from resolvers.document.limits import CHANGES_MOST, PAGE_ROWS, PAGE_ROWS_MOST
from resolvers.document.selection import Selected, Selection
from resolvers.planner.decide.filters import narrowed
from resolvers.planner.decide.sums import BELOW, from_sums
from resolvers.planner.mapping import Beside, Composed, Entry, HomeOf, Listed, Many, One, Placed, Protected, ScopeOf, Special, TypeMapping
from resolvers.planner.narrowing import code_list_of
from resolvers.planner.rows import TOWARDS, words_for
from resolvers.planner.tree import Below, Check, Connection, Denied, Field, Groups, Noted, Object, Order, Path, RowsSeen, Seen, ShownRow

Shown = TypeVar("Shown", ShownRow, Connection)
Neighbour = One | Listed | Many | Placed | Beside

GROUP_KEYS = 2
"""Most keys by which one list of groups counts."""
COUNTED_BY = frozenset({"DEPARTMENT", "OFFICE", "STATE", "COLOUR", "COUNTY", "WEEK", "MONTH"})
"""The keys of groups for viewers who only count (docs/domain.md 7)."""
PAGED = frozenset({"nodes", "edges", "pageInfo", "endPosition", "hasMore"})
"""The fields of a connection for which its rows are read."""
FOLLOWING = frozenset({"case_level", "referral_id", "subject_id"})
"""The columns by which a row finds the referral whose levels it has."""
PREVIEWED = frozenset({"family", "person", "certificate_record"})
"""The tables with personal data that the preview of what an office will see shows."""


@dataclass
class Decider:
    """Decides for one kind of viewer, and gathers the groups of fields to audit and the codes to check."""

    mappings: Mapping[str, TypeMapping]
    kind: Kind
    preview: bool = False
    """Whether what is decided is the preview of what an office will see."""
    audited: set[Group] = field(default_factory=set)
    checks: list[Check] = field(default_factory=list)

    def rows(self, type_name: str) -> RowsSeen:
        """Which rows of a type the viewer sees, and whether they are shown: not if only counted, nor in a preview of another table."""
        table = self.mappings[type_name].table.name
        words = words_for(self.kind, table)
        shown = any(not isinstance(word, Counted) for word in words)
        if self.preview:
            shown = shown and (table in PREVIEWED or Everyone() in words)
        shared = {level for level in LEVELS[self.kind].values() if isinstance(level, AsShared)} if type_name in TOWARDS else set()
        levels = AsShared.SUPERIOR if AsShared.SUPERIOR in shared else AsShared.FAMILY_ACCESS if shared else None
        return RowsSeen(type_name, words, shown, levels)

    def seen(self, type_name: str, of: Cell, *, beside: bool = True) -> Seen:
        """The viewer's level in a cell's group towards rows of a type; `beside`: whether family_access can be joined to the row."""
        level = self.level(type_name, of.group, beside=beside)
        if of.group in AUDITED and level is not Level.HIDDEN:
            self.audited.add(of.group)
        return Seen(of.group, level, of.at)

    def level(self, type_name: str, group: Group, *, beside: bool = True) -> Level | AsShared:
        """The viewer's level in a group towards rows of a type, of which nothing is shown by that."""
        level = level_of(self.kind, group)
        if isinstance(level, AsShared) and not (self._follows_referral(type_name, group) or (beside and type_name in TOWARDS)):
            return Level.HIDDEN
        return level

    def _follows_referral(self, type_name: str, group: Group) -> bool:
        """Return whether a row's level in the group is that of a referral: its own, or the one that the row belongs to."""
        return group in OF_REFERRALS and not FOLLOWING.isdisjoint(self.mappings[type_name].table.c.keys())

    # --- objects --------------------------------------------------------------------------------------------------------

    def object(self, type_name: str, called: str, asked: Selection) -> Object:
        """The fields asked of a row of a type; `called`: the type's name in the contract."""
        mapping = self.mappings[type_name]
        return _object(called, asked, lambda each: self._field(type_name, each, mapping.entry(each.name)))

    def _field(self, type_name: str, asked: Selected, entry: Entry) -> Field:
        if isinstance(entry, Protected):
            seen = self.seen(type_name, Cell(entry.group, Level.COARSE))
            return Field(asked.key, asked.name, seen, below=plain(asked))
        found = cell(f"{type_name}.{asked.name}")
        if found is None or not asked.fits:
            return Field(asked.key, asked.name, denied=Denied.CELL if found is None else Denied.ARGUMENTS)
        return self._shown(type_name, asked, entry, found)

    def _shown(self, type_name: str, asked: Selected, entry: Entry, of: Cell | None) -> Field:
        """A field by its entry where the level suffices; a part of an embedded object without a cell is shown wherever the object is."""
        seen = None if of is None else self.seen(type_name, of)
        if seen is not None and seen.never:
            return Field(asked.key, asked.name, seen, Denied.LEVEL)
        below: Below
        match entry:
            case Composed():
                called = asked.type_name
                below = _object(
                    called, asked.fields, lambda each: self._shown(type_name, each, entry.entry(each.name), cell(f"{called}.{each.name}"))
                )
            case One(neighbour) | Listed(neighbour) | Placed(neighbour):
                below = self._noting(entry, self.neighbour(neighbour, asked))
            case HomeOf() | ScopeOf():
                below = self.neighbour("Region", asked)
            case Many(neighbour, of_column, by, _, descending):
                found = self.connection(neighbour, asked, (by, descending))
                below = self._noting(entry, from_sums(self.kind, BELOW.get((neighbour, of_column)), found))
            case Special(_, rows):
                below = self.special(asked, rows)
            case _:
                below = plain(asked)
        given = frozenset((name, value is not False) for name, value in asked.values.items() if value is not None)
        return Field(asked.key, asked.name, seen, None, below, asked.arguments, given)

    def special(self, asked: Selected, rows: Mapping[str, Beside | Special]) -> Object:
        """The object of a field with a printer of its own; `rows`: which of its fields are rows, or special again."""

        def below(each: Selected) -> Below:
            match rows.get(each.name):
                case Beside(type_name, Kind() as seen_by):
                    return replace(self, kind=seen_by, preview=True).neighbour(type_name, each)
                case Beside(type_name) as beside:
                    return self._noting(beside, self.neighbour(type_name, each))
                case Special(_, further):
                    return self.special(each, further)
            return plain(each)

        return _parts(asked, below)

    def neighbour(self, type_name: str, asked: Selected) -> ShownRow:
        """A neighbour, or a list of them, without fields where the viewer is shown no rows of the type."""
        rows = self.rows(type_name)
        return ShownRow(rows, self.object(type_name, asked.type_name, asked.fields) if rows.shown else None)

    # --- what is noted --------------------------------------------------------------------------------------------------

    def has_family(self, type_name: str) -> bool:
        """Whether rows of a type are of a family, or are families."""
        return type_name == "Family" or "family_id" in self.mappings[type_name].table.c

    def noted(self, groups: Iterable[Group]) -> Noted:
        """What the audit notes of a row that may show these groups."""
        levels, in_order = LEVELS[self.kind], sorted(groups)
        line = {group for group, level in SUPERIOR_LEVELS.items() if level and levels.get(group) is AsShared.SUPERIOR}
        fixed = tuple(group for group in in_order if isinstance(levels.get(group), Level) or group in line)
        return Noted(fixed, tuple(group for group in in_order if group not in fixed))

    def _noting(self, entry: Neighbour, rows: Shown) -> Shown:
        """The rows of a neighbour, noted by themselves where they may be of another family than the row beside which they are shown."""
        if is_of_the_family(entry) or not self.has_family(rows.rows.type_name):
            return rows
        groups = audited_in(rows)
        return replace(rows, noted=self.noted(groups)) if groups else rows

    # --- connections ----------------------------------------------------------------------------------------------------

    def connection(self, type_name: str, asked: Selected, order: Order) -> Connection:
        """A connection, in this order unless its arguments name another. Raises Refusal for an unfit page, filter or list of groups."""
        mapping, rows = self.mappings[type_name], self.rows(type_name)
        assert asked.arguments is not None
        path, values = (asked.name,), asked.values
        if values.get("orderBy") is not None:
            order = mapping.orders[values["orderBy"].name]
        first = _first(values, path)
        filters = narrowed(rows, mapping, values.get("filter"), path, lambda of: self.seen(type_name, of, beside=False))
        self.checks += [Check(asked.arguments, each.name, of, each.at) for each in filters if (of := code_list_of(each.does)) is not None]
        pages = rows.shown and first > 0 and bool({each.name for each in asked.fields} & PAGED)

        def row(each: Selected) -> Object:
            return self.object(type_name, each.type_name, each.fields)

        def below(each: Selected) -> Below:
            match each.name:
                case "groups":
                    return self._groups(each, path, counts=any(isinstance(word, Counted) for word in rows.words))
                case "nodes" | "edges" if not pages:
                    return None
                case "nodes":
                    return row(each)
                case "edges":
                    return _parts(each, lambda of_edge: row(of_edge) if of_edge.below else None)
            return plain(each)

        parts = _parts(asked, below)
        counts, after = rows.shown or not self.preview, values.get("after") is not None
        return Connection(rows, parts, order, first, filters, asked.arguments, path, pages, counts, after)

    def _groups(self, asked: Selected, path: Path, *, counts: bool) -> Groups:
        by = tuple(each.name for each in asked.values["by"])
        if not 1 <= len(by) <= GROUP_KEYS or len(set(by)) < len(by) or (counts and not set(by) <= COUNTED_BY):
            raise unfit("COUNTED_GROUPS" if counts else "GROUPS", (*path, "groups", "by"))
        found = plain(asked)
        assert found is not None
        return Groups(by, found)


def audited_in(below: Below) -> frozenset[Group]:
    """The groups of fields to audit that may be shown by what is selected of a field."""
    match below:
        case ShownRow(object=Object() as shown) | Connection(object=shown, pages=True):
            return audited_in(shown)
        case Object(fields=fields):
            own = {each.seen.group for each in fields if each.seen is not None and each.denied is None}
            return frozenset(own & AUDITED).union(*(audited_in(each.below) for each in fields))
    return frozenset()


def is_of_the_family(entry: Neighbour) -> bool:
    """Whether neighbours are of the row's own family by the key that they are found by, whatever becomes of either."""
    match entry:
        case One("Family", "family_id", "id") | One(_, "id", "family_id"):
            return True
        case Listed(_, "family_id", _, "id") | Many(_, "family_id", _, "id"):
            return True
    return False


def _object(called: str, asked: Selection, decide: Callable[[Selected], Field]) -> Object:
    """An object of the fields asked; `decide` decides each of them but `__typename`."""
    return Object(called, tuple(Field(each.key, each.name) if each.name == "__typename" else decide(each) for each in asked))


def _parts(asked: Selected, below: Callable[[Selected], Below]) -> Object:
    """The object of a field, whose own fields need no level; `below` decides what is selected of each."""

    def part(each: Selected) -> Field:
        return Field(each.key, each.name, below=below(each)) if each.fits else Field(each.key, each.name, denied=Denied.ARGUMENTS)

    return _object(asked.type_name, asked.fields, part)


def plain(asked: Selected) -> Object | None:
    """An object whose printer knows all its fields by name; None for a leaf."""
    return _parts(asked, plain) if asked.below else None


def _first(arguments: Mapping[str, Any], path: Path) -> int:
    first = arguments.get("first")
    if first is None:
        return PAGE_ROWS
    most = CHANGES_MOST if path == ("changes",) else PAGE_ROWS_MOST
    if not 0 <= first <= most:
        raise unfit("PAGE", (*path, "first"), least=0, most=most)
    return int(first)
