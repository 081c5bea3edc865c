"""Writes rows of reference data as versions: what is the same stays, what differs becomes a new version, and nothing is overwritten.

Source: docs/domain.md (opening: versioned reference data), docs/design.md 7 (versions made through the API have an origin of their own and
are never overwritten). A row that is no longer what is wanted keeps its content and gets an end.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import asyncpg

from db.reference.rows import Row

FILE = "FILE"
"""The origin of the rows that the loader writes."""
WRITTEN = frozenset({"version", "valid_to", "origin"})
"""The columns that a version has beside its content."""

Key = tuple[Any, ...]
Stored = Any
"""A row of the table, or one that is wanted: a column -> value either way."""


async def write(connection: asyncpg.Connection, table: str, key: tuple[str, ...], wanted: Iterable[Row], today: date) -> int:
    """Make the rows of a table with names in time what the files want; `key`: what one thing is called. How many versions are new.

    A thing whose newest version is of another origin is left as it is.
    """
    stored = _by_key(await connection.fetch(f"select * from {table} order by version"), key)
    things = _by_key(wanted, key)
    made: list[Row] = []
    for name in {**stored, **things}:
        versions, rows = stored.get(name, []), things.get(name, [])
        if versions and versions[-1]["origin"] != FILE:
            continue
        kept, new = _compare(versions, rows)
        highest = versions[-1]["version"] if versions else 0
        made += [{**row, "version": highest + place, "origin": FILE} for place, row in enumerate(new, 1)]
        for version in versions:
            end = kept[version["version"]] if version["version"] in kept else _end(version, rows, today)
            if end != version["valid_to"]:
                where = " and ".join(f"{column} = ${place}" for place, column in enumerate((*key, "version"), 2))
                await connection.execute(f"update {table} set valid_to = $1 where {where}", end, *name, version["version"])
    await insert(connection, table, made)
    return len(made)


async def write_contracts(connection: asyncpg.Connection, wanted: Iterable[Row]) -> int:
    """The same for share contracts, whose versions are whole sets of lines; how many contracts are new."""
    lines = _by_key(await connection.fetch("select * from share_contract"), ("type_code",))
    made: list[Row] = []
    changed = 0
    for name, rows in _by_key(wanted, ("type_code",)).items():
        newest = max((line["version"] for line in lines.get(name, [])), default=0)
        last = [line for line in lines.get(name, []) if line["version"] == newest]
        if any(line["origin"] != FILE for line in last) or _lines(last) == _lines(rows):
            continue
        changed += 1
        made += [{**row, "version": newest + 1, "origin": FILE} for row in rows]
    await insert(connection, "share_contract", made)
    return changed


async def insert(connection: asyncpg.Connection, table: str, rows: list[Row]) -> None:
    """New rows, all with the same columns."""
    if rows:
        columns = ", ".join(f'"{column}"' for column in rows[0])
        places = ", ".join(f"${place}" for place in range(1, len(rows[0]) + 1))
        await connection.executemany(f"insert into {table} ({columns}) values ({places})", [tuple(row.values()) for row in rows])


def _compare(versions: list[Stored], rows: list[Row]) -> tuple[dict[int, date | None], list[Row]]:
    """Which versions stand as they are, with the end that they are to have; and which rows are new."""
    newest = {version["valid_from"]: version for version in versions}
    kept: dict[int, date | None] = {}
    new: list[Row] = []
    for row in rows:
        version = newest.get(row["valid_from"])
        if version is not None and _content(version) == _content(row):
            kept[version["version"]] = row["valid_to"]
        else:
            new.append(row)
    return kept, new


def _end(version: Stored, rows: list[Row], today: date) -> date | None:
    """When a version that is wanted no longer ends: today, or on the later day from which what follows it holds."""
    ended: date | None = version["valid_to"]
    if ended is not None and ended <= today:
        return ended
    begins = [row["valid_from"] for row in rows]
    if version["valid_from"] in begins:
        return today
    return max(today, min((day for day in begins if day > version["valid_from"]), default=today))


def _content(row: Stored) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in WRITTEN}


def _lines(rows: Iterable[Stored]) -> dict[Key, Key]:
    return {(row["half"], row["group"]): (row["level"], row["reason_zh"], row["reason_en"]) for row in rows}


def _by_key(rows: Iterable[Stored], key: tuple[str, ...]) -> dict[Key, list[Any]]:
    things: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        things[tuple(row[column] for column in key)].append(row)
    return things
