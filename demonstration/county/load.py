"""Write rows by COPY in one transaction, over a connection of the loader's login.

Source: docs/design.md 7 (the loader's login is not limited by row security).
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, JSON, Column, ColumnElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.tables import Row
from db.tables.declare import Versioned, came_to_be

MANY = 100
"""From so many new rows of a table on its statistics are made at once: plans for an empty table read all of them again and again."""


async def is_empty(connection: asyncpg.Connection) -> bool:
    """Whether the database has neither a family nor an audit record."""
    return not await connection.fetchval("select exists (select from family) or exists (select from audit_record)")


async def accounts_there(connection: asyncpg.Connection) -> frozenset[str]:
    """Return the subjects of the existing accounts, such as the administrators of `lianbang bootstrap`."""
    return frozenset(row["subject"] for row in await connection.fetch("select subject from account"))


async def copy(connection: asyncpg.Connection, rows: Iterable[Row]) -> dict[str, int]:
    """Write the rows, in an order of tables that foreign keys allow; return how many rows each table got."""
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.written_in().name, []).append(with_defaults(row))
    async with connection.transaction():
        for table in sorted(by_table, key=_places().__getitem__):
            await _copy(connection, table, by_table[table])
    if many := sorted(table for table, found in by_table.items() if len(found) >= MANY):
        await connection.execute(f"analyze {', '.join(many)}")
    return {table: len(found) for table, found in by_table.items()}


def with_defaults(row: Row) -> Row:
    """Set in a row the defaults of its empty columns (constants, empty lists, the moment of its last change), and return the row."""
    for column in _with_default(type(row)):
        if getattr(row, column.name) is None:
            setattr(row, column.name, _default(column))
    if isinstance(row, Versioned) and row.updated_at is None:
        row.updated_at = came_to_be({each.name: getattr(row, each.name) for each in row.__table__.columns})
    return row


async def _copy(connection: asyncpg.Connection, table: str, rows: list[Row]) -> None:
    columns = _columns(type(rows[0]))
    as_json = [place for place, column in enumerate(columns) if isinstance(column.type, JSON)]
    names = [column.name for column in columns]
    await connection.copy_records_to_table(table, records=[_written(row, names, as_json) for row in rows], columns=names)


def _written(row: Row, names: Iterable[str], as_json: Iterable[int]) -> tuple[Any, ...]:
    """Return a row as COPY takes it: what a column holds as JSON as its text."""
    values = [getattr(row, name) for name in names]
    for place in as_json:
        values[place] = None if values[place] is None else json.dumps(values[place])
    return tuple(values)


@cache
def _places() -> Mapping[str, int]:
    """Return the places of tables in an order that foreign keys allow."""
    return {table.name: place for place, table in enumerate(Row.metadata.sorted_tables)}


@cache
def _columns(of: type[Row]) -> tuple[Column[Any], ...]:
    """Return the columns that are written."""
    return tuple(column for column in Row.metadata.tables[of.__tablename__].columns if column.computed is None)


@cache
def _with_default(of: type[Row]) -> tuple[Column[Any], ...]:
    return tuple(column for column in Row.metadata.tables[of.__tablename__].columns if column.default is not None)


def _default(column: ColumnElement[Any]) -> object:
    default = getattr(column, "default", None)
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    return [] if isinstance(column.type, ARRAY) else None
