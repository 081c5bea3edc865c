"""Let tables be filled without their indexes, foreign keys and row security, within one transaction of their owner.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg

INDEXES = """
select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
join pg_class c on c.oid = i.indexrelid
where i.indrelid = any($1::regclass[])
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
"""
FOREIGN_KEYS = """
select conname as name, conrelid::regclass::text as of, pg_get_constraintdef(oid) as definition from pg_constraint
where contype = 'f' and conrelid = any($1::regclass[])
"""
SECURED = "select oid::regclass::text as name from pg_class where relforcerowsecurity"


@asynccontextmanager
async def bare(connection: asyncpg.Connection, filled: Sequence[str], say: Callable[[str], None]) -> AsyncIterator[None]:
    """Work without indexes, foreign keys and row security of the tables `filled`; afterwards everything is as it was."""
    indexes, keys = await connection.fetch(INDEXES, filled), await connection.fetch(FOREIGN_KEYS, filled)
    secured = [row["name"] for row in await connection.fetch(SECURED)]
    for name in secured:  # also of tables to which a foreign key refers: else its owner finds no row there
        await connection.execute(f"alter table {name} no force row level security")
    for key in keys:
        await connection.execute(f"alter table {key['of']} drop constraint {key['name']}")
    for index in indexes:
        await connection.execute(f"drop index {index['name']}")
    yield
    say("Making the indexes ...")
    for index in indexes:
        await connection.execute(index["definition"])
    for key in keys:
        await connection.execute(f"alter table {key['of']} add constraint {key['name']} {key['definition']}")
    for name in secured:
        await connection.execute(f"alter table {name} force row level security")
