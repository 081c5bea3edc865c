"""Decides an operation: its root fields, or one row of a payload, as a tree; and what the read audit notes of it.

Source: docs/design.md 4.3 (anchors: root fields, one row, mixed ids) and 4.7 (read audit).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.audit import NAME_CHARACTERS
from domain.message.expected import unfit
from domain.rules.access import cells_of
from domain.rules.group import Group, Level
from resolvers.document.ids import decode_id
from resolvers.document.limits import PAGE_ROWS_MOST
from resolvers.document.selection import Selected, Selection
from resolvers.planner.decide.objects import Decider
from resolvers.planner.decide.sums import from_sums
from resolvers.planner.mapping import ByIds, Candidates, Explains, Feed, Listed, Many, One, Placed, Root, RootRows, Self, Special
from resolvers.planner.tree import TRAIL, Connection, Explained, Mixed, Narrowed, Noted, RootField, ShownGroup, ShownRow, Tree


@dataclass
class RootDecider(Decider):
    """Decides the roots of one operation, one after the other."""

    def tree(self, action: str, *roots: RootField) -> Tree:
        """Everything that was decided; the read audit calls the reading as `action` begins."""
        return Tree(self.kind, action[:NAME_CHARACTERS], roots, frozenset(self.audited), tuple(self.checks))

    def root(self, mapped: Root, asked: Selected) -> RootField:
        """A root field. Raises Refusal for unfit arguments."""
        match mapped:
            case RootRows() | Feed():
                return RootField(asked.key, asked.name, self._connection(mapped, asked))
            case ByIds(several):
                return RootField(asked.key, asked.name, self._by_ids(asked, several=several))
            case Explains(how):
                return RootField(asked.key, asked.name, self._explained(asked, how))
            case Self(type_name):
                return RootField(asked.key, asked.name, self.neighbour(type_name, asked))

    def row(self, type_name: str, asked: Selection) -> ShownRow:
        """One row of a type, without fields where the viewer is shown no rows of the type."""
        rows = self.rows(type_name)
        return ShownRow(rows, self.object(type_name, type_name, asked), self._note(type_name)) if rows.shown else ShownRow(rows, None)

    def _connection(self, mapped: RootRows | Feed, asked: Selected) -> Connection:
        type_name = mapped.type_name
        found = self.connection(type_name, asked, self.mappings[type_name].orders[mapped.order])
        less = next((each for each in found.narrowed if self._nearly_all_pass(mapped, each)), None)
        found = from_sums(self.kind, asked.name, replace(found, less=less))
        notes = found.pages or (type_name == TRAIL and found.rows.shown)
        return replace(found, noted=self._note(type_name)) if notes else found

    def _nearly_all_pass(self, mapped: RootRows | Feed, by: Narrowed) -> bool:
        """Whether a filter asks for the rows beside the few of which the viewer is told which they are."""
        few = mapped.few.get(by.name) if isinstance(mapped, RootRows) else None
        if not (isinstance(few, Candidates) and isinstance(by.steers, bool)):
            return False
        return by.steers not in few.where and by.seen.always and self.kind in few.kinds

    def _by_ids(self, asked: Selected, *, several: bool) -> Mixed:
        """Rows by their ids, for the types of the ids that are given and for no others."""
        assert asked.arguments is not None
        tags = {decoded[0] for decoded in map(decode_id, ids_of(asked.values, asked.name, several=several)) if decoded}
        rows = (self.row(tag, asked.below[tag]) for tag in sorted(tags))
        return Mixed(several, asked.arguments, tuple(each for each in rows if each.object is not None))

    def _explained(self, asked: Selected, how: Special) -> Mixed:
        """How the row of an id is shown; null for an id of no row that the viewer is shown."""
        assert asked.arguments is not None
        tags = [decoded[0] for decoded in map(decode_id, ids_of(asked.values, asked.name, several=False)) if decoded]
        shown = [rows for rows in map(self.rows, tags) if rows.shown]
        told = self.special(asked, how.below)
        explained = [ShownRow(rows, Explained(told.type_name, told.fields, self._groups_of(rows.type_name))) for rows in shown]
        return Mixed(False, asked.arguments, tuple(replace(each, noted=self._beside(each.rows.type_name)) for each in explained))

    def _groups_of(self, type_name: str) -> tuple[ShownGroup, ...]:
        """The groups of a type's fields. A row beside it is shown on no row where the viewer is shown no rows of its type."""
        found: dict[Group, list[tuple[str, Level | None]]] = {}
        for name, of in cells_of(type_name).items():
            entry = self.mappings[type_name].entry(name)
            beside = entry.type_name if isinstance(entry, One | Listed | Many | Placed) else None
            found.setdefault(of.group, []).append((name, of.at if beside is None or self.rows(beside).shown else None))
        return tuple(ShownGroup(group, self.level(type_name, group), tuple(fields)) for group, fields in found.items())

    def _beside(self, type_name: str) -> Noted | None:
        """What the audit notes of a row that is explained: nothing of its own, but what is shown beside it."""
        return None if type_name == TRAIL else self._note(type_name)

    def _note(self, type_name: str) -> Noted | None:
        """What the audit notes of a row of this type: all groups that the operation has shown so far, its own among them."""
        if type_name == TRAIL:
            self.audited.add(Group.AUDIT)
        elif not self.audited or not self.has_family(type_name):
            return None
        return self.noted(self.audited)


def ids_of(arguments: Mapping[str, object], name: str, *, several: bool) -> list[str]:
    """The ids that a call gives in `ids` or `id`. Raises Refusal for too many: plans do not depend on their number."""
    given = arguments["ids"] if several else [arguments["id"]]
    assert isinstance(given, list)
    if len(given) > PAGE_ROWS_MOST:
        raise unfit("IDS", (name, "ids"), most=PAGE_ROWS_MOST)
    return [str(each) for each in given]
