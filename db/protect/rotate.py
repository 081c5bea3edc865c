"""Seal every value anew by the keys that write, while the system runs, then retire the keys of before.

Source: docs/decisions/040-rotation.md. Small transactions; whatever stops it, what is done is done, and the next call goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import asyncpg

from db.protect.cipher import Cipher, CipherError, Keys, KeysError, head_of
from db.protect.keys import INDEX, LATER_INDEX, index_value
from db.protect.sealed import SEALED, Sealed
from db.session.connect import connected

BATCH = 500
"""Values that one transaction seals anew."""
PAUSE_SECONDS = 0.2
"""Time until rows that were in use are looked for again."""
ALONE = "select pg_try_advisory_lock(hashtext('lianbang rotate-keys'))"
OLD = "{column} is not null and substring({column} from 1 for length($1::bytea)) <> $1"
TAKE = "select {keys}, {owner} owner, {within} inner_owner, {column} sealed from {table} where {old} {after} order by {keys} limit {batch}"
LEFT = "select exists (select from {table} where {old})"
RETIRE = "update key_check set retired_at = $2 where key_id <> $1 and key_id <> '' and key_id not like '#%' and retired_at is null"
FORGET = "delete from key_check where (key_id = $1 or key_id like $2) and value <> $3"

Tell = Callable[[int], object]
"""Is called with how many values were sealed anew so far."""


class _LeftError(Exception):
    """Something was sealed by another key in the meantime."""


async def rotate(loader_url: str, keys: Keys, now: Callable[[], datetime], tell: Tell, batch: int = BATCH) -> int:
    """Seal anew whatever another key sealed, and retire the other keys; return how many values. `tell` is called after every transaction.

    Raises KeysError: another process is at it, or values cannot be opened; then no key is retired.
    """
    cipher, head, done = Cipher(keys), head_of(keys.writing), 0
    async with connected(loader_url) as connection:
        if not await connection.fetchval(ALONE):
            raise KeysError(RUNNING)
        while True:
            damaged: list[str] = []
            for each in SEALED:
                async for count in _renewed(connection, cipher, each, head, batch, damaged):
                    done += count
                    tell(done)
            if damaged:
                raise KeysError(DAMAGED.format(count=len(damaged), first=damaged[0]))
            if await _retire(connection, keys, head, now()):
                return done
            await asyncio.sleep(PAUSE_SECONDS)


async def _renewed(
    connection: asyncpg.Connection, cipher: Cipher, of: Sealed, head: bytes, batch: int, damaged: list[str]
) -> AsyncIterator[int]:
    """Seal the values of one column anew, by primary key, and yield how many after every transaction; rows in use are passed over."""
    last = tuple[Any, ...]()
    while True:
        async with connection.transaction():
            rows = await connection.fetch(_take(of, batch, after=bool(last)), head, *last)
            renewed = []
            for row in rows:
                key = tuple(row[name] for name in of.key)
                try:
                    renewed.append((*key, row["sealed"], *of.renewed(cipher, row["owner"], row["inner_owner"], row["sealed"])))
                except CipherError:
                    damaged.append(f"{of.table} {' '.join(map(str, key))}")
            await connection.executemany(_write(of), [each if of.index else each[:-1] for each in renewed])
        if renewed:
            yield len(renewed)
        if len(rows) < batch:
            return
        last = tuple(rows[-1][name] for name in of.key)


async def _retire(connection: asyncpg.Connection, keys: Keys, head: bytes, at: datetime) -> bool:
    """Retire all keys but those that write; return whether nothing is sealed by another one any more.

    It waits until whoever writes with them has committed, and lets nobody begin: what is there then is all that there will be.
    """
    try:
        async with connection.transaction():
            await connection.execute(RETIRE, keys.writing, at)
            for each in SEALED:
                if await connection.fetchval(LEFT.format(table=each.table, old=OLD.format(column=each.column)), head):
                    raise _LeftError
            await connection.execute(FORGET, INDEX, f"{LATER_INDEX}%", index_value(keys))
    except _LeftError:
        return False
    return True


def _take(of: Sealed, batch: int, *, after: bool) -> str:
    """Return the statement that reads and locks the next values of a column."""
    keys, places = ", ".join(of.key), ", ".join(f"${place}" for place, _ in enumerate(of.key, 2))
    beyond = f"and ({keys}) > ({places})" if after else ""
    within = "null::uuid" if of.inside is None else of.inside[0]
    old = OLD.format(column=of.column)
    taken = TAKE.format(keys=keys, owner=of.owner, within=within, column=of.column, table=of.table, old=old, after=beyond, batch=batch)
    return f"{taken} for update of {of.table} skip locked"


def _write(of: Sealed) -> str:
    """Return the statement that writes a value anew: its key, what stood there, what is to stand there, and its index."""
    count = len(of.key)
    same = " and ".join(f"{name} = ${place}" for place, name in enumerate(of.key, 1))
    index = "" if of.index is None else f", {of.index} = ${count + 3}"
    return f"update {of.table} set {of.column} = ${count + 2}{index} where {same} and {of.column} = ${count + 1}"


RUNNING = "Another `lianbang rotate-keys` is at work on this database."
DAMAGED = (
    "{count} value(s) cannot be opened by the keys that are here (first: {first}); all others are sealed anew, and no key was retired."
)
