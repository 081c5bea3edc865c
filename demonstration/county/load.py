"""Write rows by COPY in one transaction, over a connection of the loader's login.

Source: docs/design.md 7 (the loader's login is not limited by row security).
"""

import json
from collections.abc import Iterable
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, JSON, ColumnElement, Table
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
        by_table.setdefault(row.__tablename__, []).append(with_defaults(row))
    async with connection.transaction():
        for table in Row.metadata.sorted_tables:
            if waiting := by_table.get(table.name):
                await _copy(connection, table, waiting)
    if many := sorted(table for table, found in by_table.items() if len(found) >= MANY):
        await connection.execute(f"analyze {', '.join(many)}")
    return {table: len(found) for table, found in by_table.items()}


def with_defaults(row: Row) -> Row:
    """Set in a row the defaults of its empty columns (constants, empty lists, the moment of its last change), and return the row."""
    for column in row.__table__.columns:
        if column.default is not None and getattr(row, column.name) is None:
            setattr(row, column.name, _default(column))
    if isinstance(row, Versioned) and row.updated_at is None:
        row.updated_at = came_to_be({each.name: getattr(row, each.name) for each in row.__table__.columns})
    return row


async def _copy(connection: asyncpg.Connection, table: Table, rows: list[Row]) -> None:
    columns = [column for column in table.columns if column.computed is None]
    records = [tuple(_written(column, getattr(row, column.name)) for column in columns) for row in rows]
    await connection.copy_records_to_table(table.name, records=records, columns=[column.name for column in columns])


def _written(column: ColumnElement[Any], value: object) -> object:
    """Return a value as COPY takes it: what a column holds as JSON as its text."""
    return json.dumps(value) if isinstance(column.type, JSON) and value is not None else value


def _default(column: ColumnElement[Any]) -> object:
    default = getattr(column, "default", None)
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    return [] if isinstance(column.type, ARRAY) else None
