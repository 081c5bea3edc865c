"""Prints cursors: of a row's sort keys and of what they are bound to, a page or the feed; read back by `resolvers/planner/cursor.py`.

Source: docs/design.md 8; Relay cursor connections. Page 10,000 costs page 1 by row comparison (docs/decisions/003-row-security.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, Text, case, cast, func, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.viewer import Viewer
from resolvers.planner.cursor import binding, decode_cursor, hashable
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.sql.json import Sql, base64, number, text_literal
from resolvers.planner.tree import Connection

FEED, PLACES = "Change", ("placed_at", "at", "id")
"""The type of the rows of the feed, and the columns of their order."""


@dataclass(frozen=True)
class Cursors:
    """The cursors of one connection."""

    printing: Printing
    of: Connection

    def after(self, keys: Sequence[Any]) -> list[ColumnElement[bool]]:
        """That a row with these keys comes after the cursor that was asked for; no condition for none."""
        if not self.of.after:
            return []
        kinds = [str(key.type.__visit_name__).upper() for key in keys]
        arguments, bound_to, at = self.printing.arguments(self.of.arguments), self._bound_to(), (*self.of.path, "after")

        def key_at(place: int) -> Callable[[Call], object]:
            return lambda call: decode_cursor(str(arguments(call)["after"]), bound_to(call), kinds, at)[place]

        bound = [self.printing.value(key.type, key_at(place)) for place, key in enumerate(keys)]
        return [tuple_(*keys) < tuple_(*bound) if self.of.order[1] else tuple_(*keys) > tuple_(*bound)]

    def asked(self) -> Sql:
        """The position that was asked for; null for none."""
        arguments = self.printing.arguments(self.of.arguments)
        return self.printing.value(Text(), lambda call: arguments(call).get("after"))

    def of_row(self, page: Source) -> Sql:
        """The cursor of a row of the page."""
        return self._packed([page.row.c[column] for column in self.of.order[0]])

    def of_last(self, page: Source) -> Sql:
        """The cursor of the last row of the page, made of its keys alone; null for an empty page."""
        place, last = page.row.c.place, cast(func.least(func.count(), number(self.of.first)), Integer)
        keys = [page.row.c[column] for column in self.of.order[0]]
        of_last = [func.array_agg(aggregate_order_by(key, place), type_=ARRAY(key.type))[last] for key in keys]
        return case((func.count() > number(0), self._packed(of_last)))

    def _bound_to(self) -> Callable[[Call], str]:
        """A function from a call to the digest that its cursors carry: of place, order and filter, and of the viewer's scope."""
        arguments, of = self.printing.arguments(self.of.arguments), (self.of.rows.type_name, self.of.path, self.of.order)
        if self.of.rows.type_name == FEED:
            return lambda _: FEED

        def bound(viewer: Viewer, narrowed: object = None) -> str:
            return binding(*of, hashable(narrowed), viewer.kind, viewer.office, viewer.scope)

        def bound_to(call: Call) -> str:
            narrowed = arguments(call).get("filter")
            return call.viewer.once(bound) if narrowed is None else bound(call.viewer, narrowed)

        return bound_to

    def _packed(self, keys: Sequence[Sql]) -> Sql:
        bound = text_literal(FEED) if self.of.rows.type_name == FEED else self.printing.value(Text(), self._bound_to())
        return packed(bound, keys)


def position(row: FromClause, printing: Printing) -> Sql:
    """The position of a change in the feed, which is a cursor that is bound to no viewer: it stands for rows, not for a page."""
    return packed(text_literal(FEED), [row.c[column] for column in PLACES])


def packed(bound: Sql, keys: Sequence[Sql]) -> Sql:
    """A cursor of these keys."""
    of_keys = cast(func.json_build_array(bound, *(cast(key, Text) for key in keys)), Text)
    return func.translate(base64(of_keys), text_literal("\n"), text_literal(""))
