"""Writes the rows of the demonstration county, by COPY and in one transaction, as the loader's login.

Source: docs/design.md 7 (seed runs as the loader: policies show the owner no rows).
"""

from collections.abc import Iterable
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, ColumnElement, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.tables import Row
from db.tables.declare import Versioned, came_to_be


async def is_empty(connection: asyncpg.Connection) -> bool:
    """Whether nobody has registered a family or done anything yet: only then may a demonstration be put in."""
    return not await connection.fetchval("select exists (select from family) or exists (select from audit_record)")


async def accounts_there(connection: asyncpg.Connection) -> frozenset[str]:
    """The subjects of the accounts that there are already, such as the administrators of `lianbang bootstrap`."""
    return frozenset(row["subject"] for row in await connection.fetch("select subject from account"))


async def copy(connection: asyncpg.Connection, rows: Iterable[Row]) -> dict[str, int]:
    """Write the rows, tables in an order that their keys allow; how many each table got."""
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.__tablename__, []).append(with_defaults(row))
    async with connection.transaction():
        for table in Row.metadata.sorted_tables:
            if waiting := by_table.get(table.name):
                await _copy(connection, table, waiting)
    return {table: len(found) for table, found in by_table.items()}


def with_defaults(row: Row) -> Row:
    """The same row with what its table sets where nothing is said: plain values and empty lists."""
    for column in row.__table__.columns:
        if column.default is not None and getattr(row, column.name) is None:
            setattr(row, column.name, _default(column))
    if isinstance(row, Versioned) and row.updated_at is None:
        row.updated_at = came_to_be({each.name: getattr(row, each.name) for each in row.__table__.columns})
    return row


async def _copy(connection: asyncpg.Connection, table: Table, rows: list[Row]) -> None:
    columns = [column.name for column in table.columns if column.computed is None]
    records = [tuple(getattr(row, name) for name in columns) for row in rows]
    await connection.copy_records_to_table(table.name, records=records, columns=columns)


def _default(column: ColumnElement[Any]) -> object:
    default = getattr(column, "default", None)
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    return [] if isinstance(column.type, ARRAY) else None
