"""Prints that rows lie in a scope by the codes of their divisions alone, so that an index of these counts them and no row is read.

Source: docs/decisions/054-lists.md.
"""

from sqlalchemy import ColumnElement, FromClause, TableClause, and_

from db.tables.declare import Row
from domain.viewer import is_one_division
from resolvers.planner.printing import Printing
from resolvers.planner.sql.filters import division_range
from resolvers.planner.sql.lists.given import lives_in
from resolvers.planner.sql.lists.way import Way
from resolvers.planner.sql.scope import scope_range
from resolvers.planner.tree import Connection

CODE = "region_code"


def tell(printing: Printing, table: TableClause, of: Connection) -> bool:
    """Whether an index of codes (`ix_..._counted`) tells the total: of a scope of one division, where nothing else narrows it."""
    names = {index.name for index in Row.metadata.tables[table.name].indexes}
    return f"ix_{table.name}_counted" in names and is_one_division(printing.viewer) and all(map(lives_in, of.narrowed))


def lies_there(printing: Printing, of: Connection, row: FromClause, way: Way) -> ColumnElement[bool]:
    """That a row of a way lies in its scope, and in each division that a filter names."""
    (first, last), code = scope_range(printing), row.c[CODE]
    return and_(way.own, code >= first, code <= last, *(division_range(printing, code, of, each) for each in of.narrowed))
