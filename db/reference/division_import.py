"""Take an operator's list of divisions in: new ones, new names, ends with the division that took the place; all of it or nothing.

Source: docs/decisions/046-a-province-begins.md. What it writes has the origin IMPORT, so that no later load changes it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg

from db.reference.division_list import Fault, Listed, Standing, faults_of
from db.reference.divisions import level_of, parent_of
from db.session.connect import alone

IMPORT = "IMPORT"
"""The origin of what a list said."""
NEW = (
    "insert into region (code, name, level, parent_code, valid_from, origin) select * from unnest($1::text[], $2::text[], $3::int[],"
    " $4::text[], $5::date[]), (values ('IMPORT')) origin (name)"
)
NAMED = (
    "update region r set name = w.name, parent_code = w.parent, valid_to = null, successor_code = null, origin = 'IMPORT'"
    " from unnest($1::text[], $2::text[], $3::text[]) w (code, name, parent) where r.code = w.code"
)
ENDED = (
    "update region r set valid_to = w.until, successor_code = w.successor, origin = 'IMPORT'"
    " from unnest($1::text[], $2::date[], $3::text[]) w (code, until, successor) where r.code = w.code"
)
FORMER = (
    "insert into former_division (code, name, above, until, successor_code) values ($1, $2, $3, $4, $5) on conflict (code, name)"
    " do update set above = excluded.above, until = excluded.until, successor_code = excluded.successor_code"
)
PASSED_ON = "update former_division set successor_code = $2 where successor_code = $1"
"""What was merged into a division that ends now goes on as that one's successor."""
NEVER_ENDED = "delete from former_division where code = any($1) and successor_code is distinct from code"
FAMILIES = "select region_code, count(*) from family where region_code = any($1) and merged_into_id is null group by 1"
OFFICES = "select region_code, count(*) from office where region_code = any($1) group by 1"
READ_ANEW = "update reference_file set version = version + 1 where name = 'regions'"
"""Tells every server to read the divisions again."""


@dataclass(frozen=True)
class Taken:
    """What became of a list. `left`: what still stands in divisions that have ended, by code: families, offices."""

    faults: Sequence[Fault]
    new: int = 0
    renamed: int = 0
    ended: int = 0
    same: int = 0
    left: Sequence[tuple[str, int, int]] = ()


async def take_in(
    connection: asyncpg.Connection, rows: Sequence[Listed], faults: Sequence[Fault], today: date, *, dry_run: bool = False
) -> Taken:
    """Write what the rows say, if nothing stands against any of them. `faults`: what could not be read of the list."""
    async with alone(connection, "reference"):
        stored = {each["code"]: each for each in await connection.fetch("select * from region")}
        standing = {code: Standing(each["name"], each["valid_from"], each["valid_to"]) for code, each in stored.items()}
        against = sorted([*faults, *faults_of(rows, standing, today)])
        once = {row.code: row for row in rows}
        new = [row for row in once.values() if row.code not in stored]
        ended = [row for row in once.values() if row.until is not None and _is_other_end(row, stored.get(row.code))]
        named = [row for row in once.values() if row.until is None and row.code in stored and _is_other_name(row, standing[row.code])]
        if against:
            return Taken(against)
        if not dry_run and (new or named or ended):
            names = {code: each.name for code, each in standing.items()} | {row.code: row.name for row in once.values() if row.name}
            await _write(connection, new, named, ended, names, standing, today)
        left = await _left(connection, [row.code for row in ended])
        return Taken((), len(new), len(named), len(ended), len(once) - len(new) - len(named) - len(ended), left)


async def _write(
    connection: asyncpg.Connection,
    new: Sequence[Listed],
    named: Sequence[Listed],
    ended: Sequence[Listed],
    names: Mapping[str, str],
    standing: Mapping[str, Standing],
    today: date,
) -> None:
    """Write divisions, and the names and codes under which they were known before."""
    begins = [row.since or today for row in new]
    await connection.execute(NEW, *_columns(new), [level_of(row.code) for row in new], [parent_of(r.code, names) for r in new], begins)
    await connection.execute(NAMED, *_columns(named), [parent_of(row.code, names) for row in named])
    await connection.execute(ENDED, [row.code for row in ended], [row.until for row in ended], [row.successor for row in ended])
    before = {code: each.name for code, each in standing.items()}
    back = [row.code for row in named if standing[row.code].until is not None]
    await connection.execute(NEVER_ENDED, back)
    for row in named:
        if (name := before[row.code]) != row.name:
            day = row.since or today
            await connection.execute(FORMER, row.code, name, [*_above(row.code, before)], day.year, row.code)
    for row in ended:
        assert row.until is not None
        await connection.execute(PASSED_ON, row.code, row.successor)
        await connection.execute(FORMER, row.code, before[row.code], [*_above(row.code, before)], row.until.year, row.successor)
    await connection.execute(READ_ANEW)


async def _left(connection: asyncpg.Connection, codes: Collection[str]) -> list[tuple[str, int, int]]:
    """Return the families and offices that stand in some divisions, by code, where there are any."""
    families = Counter({code: int(number) for code, number in await connection.fetch(FAMILIES, codes)})
    offices = Counter({code: int(number) for code, number in await connection.fetch(OFFICES, codes)})
    return [(code, families[code], offices[code]) for code in sorted(families | offices)]


def _columns(rows: Sequence[Listed]) -> tuple[list[str], list[str]]:
    return [row.code for row in rows], [row.name for row in rows]


def _is_other_end(row: Listed, stored: asyncpg.Record | None) -> bool:
    return stored is not None and (stored["valid_to"], stored["successor_code"]) != (row.until, row.successor)


def _is_other_name(row: Listed, standing: Standing) -> bool:
    return (row.name, None) != (standing.name, standing.until)


def _above(code: str, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the divisions above one, the highest first."""
    above = parent_of(code, names)
    if above is not None:
        yield from _above(above, names)
        yield names[above]
