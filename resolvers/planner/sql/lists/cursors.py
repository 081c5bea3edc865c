"""Prints cursors: of a row's sort keys and of what they are bound to, a page or the feed; read back by `resolvers/planner/cursor.py`.

Source: docs/design.md 8; Relay cursor connections.
"""

from collections.abc import Sequence

from sqlalchemy import FromClause, Text, cast, func

from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, base64, text_literal

FEED, PLACES = "Change", ("placed_at", "at", "id")
"""The type of the rows of the feed, and the columns of their order."""


def position(row: FromClause, printing: Printing) -> Sql:
    """The position of a change in the feed, which is a cursor that is bound to no viewer: it stands for rows, not for a page."""
    return packed(text_literal(FEED), [row.c[column] for column in PLACES])


def packed(bound: Sql, keys: Sequence[Sql]) -> Sql:
    """A cursor of these keys."""
    of_keys = cast(func.json_build_array(bound, *(cast(key, Text) for key in keys)), Text)
    return func.translate(base64(of_keys), text_literal("\n"), text_literal(""))
