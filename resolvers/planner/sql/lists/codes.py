"""Prints that rows lie in a scope by the codes of their divisions alone, so that an index of these counts them and no row is read.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, FromClause, TableClause, and_

from db.tables.declare import Row
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.narrowing import Is
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.filters import conditions, division_range
from resolvers.planner.sql.lists.given import lives_in
from resolvers.planner.sql.lists.way import Way
from resolvers.planner.sql.scope import scope_ranges
from resolvers.planner.tree import Connection, Narrowed

CODE = "region_code"


def tell(table: TableClause, of: Connection) -> bool:
    """Whether an index of codes tells how many rows lie in the scope, where nothing else narrows them but what the index holds too.

    `ix_..._counted` holds what is asked of every row; others, which go on with the code, what filters compare.
    """
    if not all(lives_in(each) or _is_held(each) for each in of.narrowed):
        return False
    compared = {each.does.column for each in of.narrowed if isinstance(each.does, Is)}
    for index in Row.metadata.tables[table.name].indexes:
        columns, partial = [each.name for each in index.columns], index.dialect_options["postgresql"]["where"] is not None
        if (columns[-1] == CODE and compared <= {*columns} and not partial) if compared else index.name == f"ix_{table.name}_counted":
            return True
    return False


def lies_there(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, row: FromClause, way: Way
) -> tuple[FromClause | None, ColumnElement[bool]]:
    """That a row of a way lies in the scope and in each division that a filter names, and has what the others compare.

    Of a scope of several divisions in one of these, which the rows told first name in turn.
    """
    (each, first, last), code = scope_ranges(printing), row.c[CODE]
    there = [division_range(printing, code, of, by) for by in of.narrowed if lives_in(by)]
    compared = replace(of, narrowed=tuple(by for by in of.narrowed if not lives_in(by)))
    passes = conditions(printing, mappings, Source(of.rows.type_name, row), compared)
    return each, and_(way.own, code >= first, code <= last, *there, *passes)


def _is_held(each: Narrowed) -> bool:
    return isinstance(each.does, Is) and not each.does.usual and each.seen.always
