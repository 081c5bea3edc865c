"""Build indexes beside those who work, after the transaction of a migration: minutes on a large table, in which nobody waits.

Source: docs/decisions/058-upgrade-while-people-work.md. They are declared in db/tables with `info=BESIDE`, and no migration makes them.
"""

import asyncio
from collections.abc import Callable, Sequence
from itertools import count

import asyncpg
from sqlalchemy import Index
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from db.session.connect import connected
from db.tables import Row
from db.tables.declare import BESIDE, REPLACES

STANDING = """
select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid
where c.relnamespace = current_schema()::regnamespace and c.relname = any($1)
"""
FREE = "select pg_try_advisory_lock(hashtext('lianbang indexes'))"
PAUSE_SECONDS = 1.0


def declared() -> list[Index]:
    """Return the indexes of all tables that are built so."""
    return [
        index for table in Row.metadata.sorted_tables for index in sorted(table.indexes, key=lambda each: str(each.name)) if is_one(index)
    ]


def is_one(index: Index) -> bool:
    """Whether an index is built beside those who work."""
    return BESIDE.items() <= index.info.items()


def in_migrations(declared: object, _name: object, _kind: object, reflected: bool, _compared: object) -> bool:
    """Whether migrations make what is declared, as Alembic asks: all but these."""
    return reflected or not (isinstance(declared, Index) and is_one(declared))


async def unbuilt(connection: asyncpg.Connection) -> list[str]:
    """Return the names of those that are not there, or whose building was broken off."""
    stand = await _standing(connection, [str(index.name) for index in declared()])
    return [name for index in declared() if not stand.get(name := str(index.name), False)]


async def _standing(connection: asyncpg.Connection, names: Sequence[str]) -> dict[str, bool]:
    """Return which of the indexes of these names are there, and whether each was built to its end."""
    return {row["relname"]: row["indisvalid"] for row in await connection.fetch(STANDING, names)}


async def build(owner_url: str, say: Callable[[str], None], indexes: Sequence[Index], pause: float = PAUSE_SECONDS) -> None:
    """Build those that are not there, and anew those whose building was broken off; what one replaces goes then.

    May itself be broken off, and called again.
    """
    if not indexes:
        return
    async with connected(owner_url) as connection:
        await connection.execute("set statement_timeout = 0; set lock_timeout = 0")
        for _ in count():  # whoever waited for the lock in a statement would be waited for by the building
            if await connection.fetchval(FREE):
                break
            await asyncio.sleep(pause)
        stand = await _standing(connection, [str(index.name) for index in indexes])
        replaced = await _standing(connection, [index.info[REPLACES] for index in indexes if REPLACES in index.info])
        for index in indexes:
            if not stand.get(str(index.name), False):
                await _build(connection, say, index, broken=str(index.name) in stand)
        for name in replaced:  # once all are built: it waits for whoever reads the table
            say(f"Removing the index {name}, in whose place another stands ...")
            await connection.execute(f'drop index concurrently "{name}"')


async def _build(connection: asyncpg.Connection, say: Callable[[str], None], index: Index, *, broken: bool) -> None:
    say(f"Building the index {index.name} beside those who work ...")
    if broken:
        await connection.execute(f'drop index concurrently "{index.name}"')
    statement = str(CreateIndex(index).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    await connection.execute(statement.replace("INDEX", "INDEX CONCURRENTLY", 1))
