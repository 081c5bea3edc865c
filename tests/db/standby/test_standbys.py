"""A reading that notes nothing goes to a standby that has all that the primary had when it came, else to the primary.

Source: docs/decisions/066-standbys.md. The standby here is a database that says of itself what a standby would: functions of its own stand
before PostgreSQL's in its search_path. A real one is played by `make standby`.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from db.server.embedded import Embedded
from db.server.login import Login, provide
from db.session.connect import connected
from db.session.engine import Database
from db.session.read import Reading
from db.session.turns.bounds import Bounds
from db.standby.standbys import Standbys, standbys_of
from db.standby.state import PRIMARY
from tests.builders.world import NOW
from tests.conftest import execute

MAIN, FOLLOWING = "followed", "following"
PRETENDED = """
create schema pretended; grant usage on schema pretended to public;
create table pretended.said (recovers bool, further bigint, elsewhere bigint, fails text); grant select on pretended.said to public;
insert into pretended.said values (true, 0, 0, '');
create function pretended.pg_is_in_recovery() returns bool language sql as 'select recovers from pretended.said';
create function pretended.pg_last_wal_replay_lsn() returns pg_lsn language sql as $$select '0/0'::pg_lsn + further from pretended.said$$;
create function pretended.pg_control_system(out system_identifier bigint) language sql
    as 'select s.system_identifier + elsewhere from pg_catalog.pg_control_system() s, pretended.said';
create function pretended.pg_postmaster_start_time() returns timestamptz language sql volatile
    as $$select case fails when 'several' then clock_timestamp() else pg_catalog.pg_postmaster_start_time() end from pretended.said$$;
create function public.met() returns text language plpgsql
    as $$begin if (select fails ~ '^[0-9]' from pretended.said) then
        raise exception 'x' using errcode = (select fails from pretended.said); end if; return current_database(); end$$;
"""
"""What a database says that takes itself for a standby: `further`, how far it is; `elsewhere`, by how much it is another system."""
MET = "create function public.met() returns text language sql volatile as 'select current_database()::text'"
WHO = Reading("select convert_to(public.met(), 'UTF8')", [], UUID(int=1))
"""A reading that tells who answers it."""
WRITTEN = "select pg_logical_emit_message(false, 'lianbang', repeat('x', 200000), true)"
ALL = 1 << 50


@dataclass
class Pair:
    """A primary and what takes itself for its standby; `told`: lines, `counted`: who answered."""

    server: Embedded
    database: Database
    standbys: Standbys
    told: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    async def says(self, what: str) -> None:
        """The standby says something else of itself."""
        async with connected(self.server.url("postgres", FOLLOWING)) as there:
            await there.execute(f"update pretended.said set {what}")

    async def written(self) -> None:
        """Somebody writes, and is told that it is done."""
        async with connected(self.database.url) as primary:
            await primary.execute(WRITTEN)

    async def only_just_level(self) -> None:
        """The standby has all, and little more."""
        async with connected(self.database.url) as primary:
            told = await primary.fetchrow(PRIMARY)
            assert told is not None
            await self.says(f"further = {told[3] + 100_000}")
        await self.standbys.look()

    async def who_waits(self) -> None:
        """Give whoever reads the time to ask the standby several times."""
        for _ in range(5):
            await self.written()

    async def who(self) -> str:
        """Who answers a reading."""
        return (await self.standbys.read(WHO)).decode()


@pytest.fixture(scope="module")
def both(server: Embedded) -> Iterator[Embedded]:
    """The server, with both databases."""

    async def make() -> None:
        for name, made in ((MAIN, MET), (FOLLOWING, PRETENDED)):
            await provide(server, name)
            async with connected(server.url("postgres", name)) as there:
                await there.execute(made)

    asyncio.run(make())
    yield server
    for name in (MAIN, FOLLOWING):
        asyncio.run(execute(server, f"drop database {name} with (force)"))


@asynccontextmanager
async def opened(server: Embedded, patience: float) -> AsyncIterator[Pair]:
    """A primary with a standby that has all, whatever is written, until it says otherwise."""
    database = Database(server.url(Login.APP, MAIN), lambda: NOW, Bounds(readers=1, costly=1, writers=1))
    told, counted = list[str](), Counter[str]()
    url = f"{server.url(Login.APP, FOLLOWING)}&search_path=pretended,public,pg_catalog"
    standbys = standbys_of(database, [url], patience, told.append, lambda name: counted.update([name]))
    pair = Pair(server, database, standbys, told, counted)
    await pair.says(f"recovers = true, further = {ALL}, elsewhere = 0, fails = ''")
    await database.open()
    await standbys.open()
    yield pair
    await execute(server, f"alter database {FOLLOWING} allow_connections true")
    await standbys.close()
    await database.close()


@pytest_asyncio.fixture
async def pair(both: Embedded) -> AsyncIterator[Pair]:
    """One that has time."""
    async with opened(both, patience=60) as made:
        yield made


@pytest_asyncio.fixture
async def hasty(both: Embedded) -> AsyncIterator[Pair]:
    """One that waits for a moment, in which a machine with much to do can still ask twice."""
    async with opened(both, patience=0.5) as made:
        yield made


async def test_a_standby_that_has_all_answers(pair: Pair) -> None:
    assert [await pair.who(), await pair.who()] == [FOLLOWING, FOLLOWING]
    assert (pair.counted, pair.told, pair.standbys.remarks()) == ({"1": 2}, ["standby 1 is read from"], [])


async def test_whatever_was_written_before_a_reading_is_waited_for(pair: Pair) -> None:
    """Whoever wrote it, in whichever process."""
    await pair.only_just_level()
    await pair.written()
    reading = asyncio.create_task(pair.who())
    await pair.who_waits()
    assert not reading.done()
    await pair.says(f"further = {ALL}")
    assert await reading == FOLLOWING


async def test_one_that_is_behind_is_left_out_at_once_and_comes_back_by_itself(hasty: Pair) -> None:
    await hasty.only_just_level()
    await hasty.written()
    assert await hasty.who() == MAIN
    assert hasty.standbys.remarks() == ["standby 1 is left out: it is behind"]
    assert not hasty.standbys.told()["1"][1]
    await hasty.says(f"further = {ALL}")
    assert await hasty.who() == MAIN
    await hasty.standbys.look()
    assert await hasty.who() == FOLLOWING
    assert hasty.told == ["standby 1 is read from", "standby 1 left out: it is behind", "standby 1 is read from"]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("recovers = false", "it is no standby"),
        ("elsewhere = 1", "it is one of another database"),
        ("fails = 'several'", "its address leads to several servers"),
    ],
)
async def test_what_is_no_standby_of_the_primary_is_not_read(pair: Pair, what: str, why: str) -> None:
    await pair.says(what)
    await pair.standbys.look()
    assert await pair.who() == MAIN
    assert pair.standbys.remarks() == [f"standby 1 is left out: {why}"]


async def test_one_that_does_not_answer_is_left_out_and_comes_back_by_itself(pair: Pair) -> None:
    assert await pair.who() == FOLLOWING
    await execute(pair.server, f"alter database {FOLLOWING} allow_connections false")
    await execute(pair.server, f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{FOLLOWING}'")
    assert await pair.who() == MAIN
    assert not pair.standbys.told()["1"][1]
    await execute(pair.server, f"alter database {FOLLOWING} allow_connections true")
    await pair.standbys.look()
    assert await pair.who() == FOLLOWING


async def test_a_reading_that_stands_in_the_way_of_the_log_is_repeated_by_the_primary(pair: Pair) -> None:
    await pair.says("fails = '40001'")
    assert await pair.who() == MAIN
    assert pair.standbys.told()["1"][1]


async def test_a_reading_that_takes_too_long_is_not_repeated_by_the_primary(pair: Pair) -> None:
    await pair.says("fails = '57014'")
    with pytest.raises(asyncpg.QueryCanceledError):
        await pair.who()
    assert pair.counted == {}
