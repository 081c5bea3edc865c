"""Two servers, a city on each: partitions by city over postgres_fdw, against one server, and against asking each of them by itself.

Source: docs/decisions/068-more-than-one-primary.md. `make cities`; REFERRALS=of each city. The tables are of the form of ours (a referral
with its office and city, what an office is given of its family), the policies as ours: settings, a scope, an EXISTS over `family_access`.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from db.server.embedded import Embedded

REFERRALS = int(os.environ.get("LIANBANG_REFERRALS", "100000"))
ROUNDS, WARM = 40, 8
CITIES = ("3301", "3302")
SETTINGS = {"shared_buffers": "256MB", "fsync": "off", "synchronous_commit": "off", "max_wal_size": "2GB", "listen_addresses": ""}
COLUMNS = (
    "id bigint not null, city text not null, office int not null, family bigint not null, state text not null, due timestamptz not null"
)
GIVEN = "city text not null, family bigint not null, office int not null, level smallint not null"
FILL = """
insert into referral_{city} select i * 2 + {odd}, '{city}', {odd} * 200 + i % 200, i / 2,
    (array['SIGNED', 'DISPATCHED', 'COMPLETED', 'CLOSED'])[1 + i / 200 % 4],
    '2026-01-01'::timestamptz + (i::bigint * 7919 % 500000) * interval '1 minute' from generate_series(1, {many}) i;
insert into given_{city} select distinct city, family, office, 1 from referral_{city};
"""
INDEXES = """
create index on referral_{city} (office, due, id) where state in ('SIGNED', 'DISPATCHED');
create index on referral_{city} (due, id); create index on given_{city} (family, office); analyze referral_{city}; analyze given_{city};
"""
POLICIES = """
alter table {referral} enable row level security;
create policy seen on {referral} using (case (select current_setting('app.kind', true))
    when 'OFFICE' then coalesce((select true from given g where g.city = {referral}.city and g.family = {referral}.family
        and g.office = (select nullif(current_setting('app.office', true), '')::int) limit 1), false)
    when 'MONITOR' then starts_with(city, (select current_setting('app.scope', true)))
    else false end);
"""
"""The probe of what an office is given is none that could be read whole and hashed, as none is in our plans."""
VIEWER = "set app.kind = '{kind}'; set app.office = '{office}'; set app.scope = '{scope}'"
INBOX = "select id, state, due from referral where office = {office} and state in ('SIGNED', 'DISPATCHED') order by due, id limit 20"
LIST = "select id, state, due from referral order by due, id limit 20"
GROUPS = "select state, count(*) from referral group by state order by state"
OFFICE, MONITOR = ("OFFICE", "{office}", ""), ("MONITOR", "", "33")
NEAR, FAR = 7, 207
"""An office of the first city, and one of the second."""

EVENT = "create table event (city text, referral bigint, foreign key (city, referral) references referral (city, id))"
TRIED = {
    "a unique index over both servers": "create unique index on referral (city, id)",
    "a foreign key to rows of both servers": EVENT,
    "a row moved to the other server": "update referral set city = '3302' where id = (select min(id) from referral where city = '3301')",
    "a row moved back": "update referral set city = '3301' where id = (select min(id) from referral where city = '3302')",
    "both prepared at once (two-phase)": "update referral set state = state where id in (2, 3); prepare transaction 'x'",
}
"""What commands of ours need, tried at the first server by who may everything."""

Ask = Callable[[], Awaitable[Sequence[Any]]]


async def made(url: str, cities: Sequence[str]) -> asyncpg.Connection:
    """A connection of who may everything, to a server with a table for each city."""
    root = await asyncpg.connect(url)
    await root.execute("create role app login; create extension if not exists postgres_fdw")
    for city in cities:
        await root.execute(f"create table referral_{city} ({COLUMNS}); create table given_{city} ({GIVEN})")
        await root.execute(FILL.format(city=city, odd=CITIES.index(city), many=REFERRALS) + INDEXES.format(city=city))
    return root


async def parted(root: asyncpg.Connection, here: Sequence[str], there: Sequence[str] = ()) -> None:
    """Partitioned tables over the cities of a server, and over those of the other one, with row security."""
    await root.execute(f"create table referral ({COLUMNS}) partition by list (city); create table given ({GIVEN}) partition by list (city)")
    for city in (*here, *there):
        for table in ("referral", "given"):
            if city in there:
                await root.execute(f"create foreign table {table}_{city} partition of {table} for values in ('{city}') server other")
            else:
                await root.execute(f"alter table {table} attach partition {table}_{city} for values in ('{city}')")
    await root.execute(
        POLICIES.format(referral="referral")
        + "grant select, insert, update, delete on all tables in schema public to app; analyze referral"
    )


async def viewer(url: str, who: tuple[str, str, str], office: int) -> asyncpg.Connection:
    """A connection of the application's login, as somebody."""
    kind, _, scope = who
    connection = await asyncpg.connect(url)
    await connection.execute(VIEWER.format(kind=kind, office=office, scope=scope))
    await connection.execute("set enable_partitionwise_aggregate = on; set enable_partitionwise_join = on; set jit = off")
    return connection


async def taken(ask: Ask) -> float:
    """The milliseconds that a question takes."""
    began = time.perf_counter()
    await ask()
    return (time.perf_counter() - began) * 1000


async def compared(name: str, ways: dict[str, Ask]) -> None:
    """Print the medians of several ways in turns, and whether all give the same."""
    for ask in ways.values():
        for _ in range(WARM):
            await ask()
    assert await next(iter(ways.values()))()
    answers = [[tuple(row) for row in await ask()] for ask in ways.values()]
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, ask in ways.items():
            times[way].append(await taken(ask))
    told = "; ".join(f"{way} {statistics.median(each):.2f}" for way, each in times.items())
    sys.stdout.write(f"{name}: {told} ms; {'the same rows' if all(each == answers[0] for each in answers) else 'OTHER ROWS'}\n")


async def remote(connection: asyncpg.Connection, text: str) -> None:
    """Print what a question asks of the other server."""
    for line in await connection.fetch(f"explain (costs off, verbose) {text}"):
        if "Remote SQL" in line[0]:
            sys.stdout.write(f"    {line[0].strip()}\n")


async def tried(root: asyncpg.Connection, what: str, statement: str) -> None:
    """Print whether something can be done at all."""
    try:
        async with root.transaction():
            await root.execute(statement)
            said = "works"
    except asyncpg.PostgresError as error:
        said = f"refused: {str(error).splitlines()[0]}"
    sys.stdout.write(f"{what}: {said}\n")


async def play(one: Embedded, first: Embedded, second: Embedded) -> None:
    """Make one server of both cities and two of one each, and compare."""
    database = "postgres"
    alone = await made(one.url("postgres", database), CITIES)
    await parted(alone, CITIES)
    roots = [await made(server.url("postgres", database), [city]) for server, city in zip((first, second), CITIES, strict=True)]
    await roots[0].execute(f"create server other foreign data wrapper postgres_fdw options (host '{second.socket}', dbname '{database}',"
        " use_remote_estimate 'true', fetch_size '1000', async_capable 'true')")  # fmt: skip
    await roots[0].execute("create user mapping for app server other options (user 'bridge', password_required 'false')")
    await roots[0].execute("create user mapping for postgres server other options (user 'bridge', password_required 'false')")
    await parted(roots[1], CITIES[1:])
    await roots[1].execute("create role bridge login bypassrls; grant all on all tables in schema public to bridge")
    await parted(roots[0], CITIES[:1], CITIES[1:])
    open_connections = [alone, *roots]

    async def of(server: Embedded, who: tuple[str, str, str], office: int = 0) -> asyncpg.Connection:
        open_connections.append(await viewer(server.url("app", database), who, office))
        return open_connections[-1]

    for name, office, home in (("inbox, office of the first city", NEAR, first), ("inbox, office of the second city", FAR, second)):
        own, over, each = [await of(server, OFFICE, office) for server in (one, first, home)]
        text = INBOX.format(office=office)
        told = text.replace("where ", f"where city = '{CITIES[home is second]}' and ")
        ways = {"one server": (own, text), "fdw": (over, text), "fdw told the city": (over, told), "its own server": (each, told)}
        await compared(name, {way: partial(connection.fetch, asked) for way, (connection, asked) in ways.items()})
        await remote(over, text)
    own, over, both = await of(one, MONITOR), await of(first, MONITOR), [await of(first, MONITOR), await of(second, MONITOR)]

    async def halves(text: str, asked: str) -> list[list[Any]]:
        return [list(each) for each in await asyncio.gather(both[0].fetch(asked), both[1].fetch(text))]

    here = LIST.replace("from referral ", f"from referral where city = '{CITIES[0]}' ")

    async def page() -> list[Any]:
        return sorted((row for each in await halves(LIST, here) for row in each), key=lambda row: (row["due"], row["id"]))[:20]

    async def sums() -> list[Any]:
        found: dict[str, int] = {}
        for each in await halves(GROUPS, GROUPS.replace("from referral ", f"from referral where city = '{CITIES[0]}' ")):
            for state, count in each:
                found[state] = found.get(state, 0) + count
        return sorted(found.items())

    await compared("list of a province", {"one server": lambda: own.fetch(LIST), "fdw": lambda: over.fetch(LIST), "each asked": page})
    await compared("groups of a province", {"one server": lambda: own.fetch(GROUPS), "fdw": lambda: over.fetch(GROUPS), "each asked": sums})
    await remote(over, GROUPS)
    await roots[1].execute("alter role bridge nobypassrls; " + POLICIES.format(referral=f"referral_{CITIES[1]}"))
    away = await of(first, OFFICE, FAR)
    seen = len(await away.fetch(INBOX.format(office=FAR)))
    sys.stdout.write(f"row security of the second server for who comes over the first: {seen} rows of the inbox\n")
    await roots[1].execute("alter role bridge bypassrls")
    for what, statement in TRIED.items():
        await tried(roots[0], what, statement)
    for connection in open_connections:
        await connection.close()


def main() -> None:
    """Start three servers, and stop them."""
    with tempfile.TemporaryDirectory(prefix="lianbang-cities-") as folder, ExitStack() as servers:
        Path(folder).chmod(0o711)
        started = [servers.enter_context(Embedded(Path(folder) / name, lambda _: None, SETTINGS)) for name in ("one", "first", "second")]
        asyncio.run(play(*started))


if __name__ == "__main__":
    main()
