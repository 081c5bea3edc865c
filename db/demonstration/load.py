"""Writes the rows of the demonstration county, by COPY and in one transaction, as the loader's login.

Source: design.md 7 (seed runs as the loader: policies show the owner no rows).
"""

from collections.abc import Iterable
from typing import Any

import asyncpg
from sqlalchemy import Table

from db.tables import Row


async def divisions(connection: asyncpg.Connection) -> dict[str, str]:
    """The names of all divisions by their 12-digit code, as the reference data has them."""
    return {row["code"]: row["name"] for row in await connection.fetch("select code, name from region")}


async def is_empty(connection: asyncpg.Connection) -> bool:
    """Whether nobody has registered a family yet: only then may a demonstration be put in."""
    return not await connection.fetchval("select exists (select from family)")


async def copy(connection: asyncpg.Connection, rows: Iterable[Row]) -> dict[str, int]:
    """Write the rows, tables in an order that their keys allow; how many each table got."""
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.__tablename__, []).append(row)
    async with connection.transaction():
        for table in Row.metadata.sorted_tables:
            if waiting := by_table.get(table.name):
                await _copy(connection, table, waiting)
    return {table: len(found) for table, found in by_table.items()}


async def _copy(connection: asyncpg.Connection, table: Table, rows: list[Row]) -> None:
    columns = [column for column in table.columns if column.computed is None]
    unset = {column.name: _unset(column) for column in columns}
    records = [tuple(_value(row, name, unset) for name in unset) for row in rows]
    await connection.copy_records_to_table(table.name, records=records, columns=list(unset))


def _value(row: Row, column: str, unset: dict[str, Any]) -> Any:
    value = getattr(row, column)
    return unset[column] if value is None else value


def _unset(column: Any) -> Any:
    """What stands in a column that a row leaves out: its declared default, if that is a plain value or an empty list."""
    default = column.default
    if default is None:
        return None
    if default.is_scalar:
        return default.arg
    return [] if default.is_callable and default.arg.__name__ == "list" else None
