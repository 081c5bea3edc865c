"""Write rows of reference data as versions: a changed row becomes a new version, and the old one keeps its content and gets an end.

Source: docs/domain.md (opening), docs/design.md 7: versions made through the API have another origin and are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg

from db.reference.rows import Row

FILE = "FILE"
"""The origin of the rows that the loader writes."""
WRITTEN = frozenset({"version", "valid_to", "origin", "proposal_id", "successor"})
"""The columns that are not compared to tell whether a row has changed."""

Key = tuple[Any, ...]
Stored = Any
"""A row of the table or of a file: both map columns to values."""


@dataclass(frozen=True)
class Written:
    """What was written: how many versions are new, and how many things administrators keep, which were left as they are."""

    new: int
    kept: int

    def told(self, what: str) -> str:
        """Return it for the terminal."""
        return f"{self.new} {what}" + (f", {self.kept} kept as administrators set them" if self.kept else "")


async def write(connection: asyncpg.Connection, table: str, key: tuple[str, ...], wanted: Iterable[Row], today: date) -> Written:
    """Write the wanted rows of a table. `key`: the columns that identify one thing.

    A thing whose newest version has another origin is left as it is.
    """
    stored = _by_key(await connection.fetch(f"select * from {table} order by version"), key)
    things = _by_key(wanted, key)
    made: list[Row] = []
    left = 0
    for name in {**stored, **things}:
        versions, rows = stored.get(name, []), things.get(name, [])
        if versions and versions[-1]["origin"] != FILE:
            left += 1
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
    return Written(len(made), left)


async def write_contracts(connection: asyncpg.Connection, wanted: Iterable[Row]) -> int:
    """Write share contracts, of which a version is a whole set of lines; return how many contracts have a new version."""
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
    """Insert rows that all have the same columns."""
    if rows:
        columns = ", ".join(f'"{column}"' for column in rows[0])
        places = ", ".join(f"${place}" for place in range(1, len(rows[0]) + 1))
        await connection.executemany(f"insert into {table} ({columns}) values ({places})", [tuple(row.values()) for row in rows])


def _compare(versions: list[Stored], rows: list[Row]) -> tuple[dict[int, date | None], list[Row]]:
    """Return the versions that stay, number -> end, and the rows that become new versions."""
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
    """Return the day on which a replaced version ends: its own end if that has passed, else today or the later start of its successor."""
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
