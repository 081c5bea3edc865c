"""Whoever is lent a kept database finds it as a new one. Source: CONTRIBUTING.md (How it should read)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.connect import connected
from tests.builders.kept import Kept

TABLES = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
CONTENT = "select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from {} t"
SEQUENCES = "select array_agg((sequencename, last_value)::text order by sequencename) from pg_sequences"
WRITTEN = "insert into account (id, subject, name, language) values (gen_random_uuid(), 'somebody', 'somebody', 'zh')"
CHANGED = "update code_name set name_en = 'Another' where ctid = (select min(ctid) from code_name)"
REMOVED = "delete from assistance_type where ctid = (select min(ctid) from assistance_type)"
COUNTED = "select nextval((select min(sequencename)::text from pg_sequences))"


@pytest.fixture
async def kept(server: Embedded, template: str) -> AsyncIterator[Kept[asyncpg.Connection]]:
    @asynccontextmanager
    async def connect(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
        async with connected(addresses.owner.replace("lianbang_owner", "postgres", 1)) as superuser:
            yield superuser

    kept = Kept(server, template, connect)
    yield kept
    await kept.close()


async def content(connection: asyncpg.Connection) -> dict[str, object]:
    """All that stands in the database."""
    tables = [name for (name,) in await connection.fetch(TABLES)]
    return {name: await connection.fetchval(CONTENT.format(name)) for name in tables} | {"": await connection.fetchval(SEQUENCES)}


@pytest.mark.parametrize("what", [WRITTEN, CHANGED, REMOVED, COUNTED])
async def test_nothing_of_what_was_done_is_there_for_the_next_who_has_the_same_connection(
    kept: Kept[asyncpg.Connection], what: str
) -> None:
    for _ in range(2):
        async with kept.lent() as connection:
            before = await content(connection)
            await connection.execute(what)
            assert await content(connection) != before
        async with kept.lent() as same:
            assert same is connection
            assert await content(same) == before


@pytest.mark.parametrize(
    "what",
    [
        "create table left_over (id int)",
        "alter table account disable row level security",
        "alter table family alter column number drop not null",
        "truncate referral cascade",
        "create function left_over() returns int return 1",
        "grant insert on audit_record to lianbang_app",
        "do $$ begin execute format('alter database %I set jit = off', current_database()); end $$",
    ],
)
async def test_where_more_than_rows_was_changed_the_next_has_a_new_database(kept: Kept[asyncpg.Connection], what: str) -> None:
    async with kept.lent() as connection:
        before = await content(connection)
        await connection.execute(what)
    async with kept.lent() as another:
        assert another is not connection
        assert await content(another) == before
