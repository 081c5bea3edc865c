"""What row security costs a reading: `python -m benchmarks.policies [FOLDER [LISTS]]`, after `make large`.

Each list is read as the application's login, as one that no policy holds, and, where there are any, as one that the policies of `BY_HAND`
hold, which know a single kind of viewer. All run the statement that the planner prints, in turns. Source: docs/benchmarks.md.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
import orjson

from benchmarks.peers.question import viewer_of
from benchmarks.plans import DATABASE, Asking, nodes
from benchmarks.replay import literal
from db.reference.read import read_from
from db.server.embedded import SETTINGS, Embedded
from db.server.fitting import of_this_machine
from db.server.login import Login
from db.session.connect import connected
from db.session.engine import PLANNED_ONCE
from db.session.viewer import planned_as
from domain.viewer import Kind
from resolvers.commands.all import COMMANDS
from schema.build.assemble import graphql_of
from schema.contract import contract

REFERRAL = "id number state workDueAt colour type { code name } family { number displayName { value level } }"
FAMILY = "id number address { value level } members { displayName { value level } birthYear }"
LISTS: Mapping[str, str] = {
    "inbox": f"{{ inbox(first: 20) {{ totalCount nodes {{ {REFERRAL} }} pageInfo {{ hasNextPage endCursor }} }} }}",
    "referrals": f"{{ referrals(first: 20) {{ nodes {{ {REFERRAL} }} pageInfo {{ hasNextPage endCursor }} }} }}",
    "families": f"{{ families(first: 20) {{ nodes {{ {FAMILY} }} pageInfo {{ hasNextPage endCursor }} }} }}",
    "needs": "{ needs(first: 20) { nodes { id number family { number } } pageInfo { hasNextPage endCursor } } }",
    "visits": "{ visits(first: 20) { nodes { id family { number } } pageInfo { hasNextPage endCursor } } }",
}
VIEWERS = (
    "dispatcher.civil-affairs.330108",
    "cadre.federation.330108",
    "commissioner.federation.330108",
    "dispatcher.civil-affairs.3302",
    "monitor.federation.33",
    "operator.federation.330108",
)
ROUNDS, READINGS = 60, 8
BY_HANDS = "by_hand"
"""The login of the policies by hand, made for this and dropped again."""

_OFFICE = "(select current_setting('app.office')::uuid)"
_NOW = "(select current_setting('app.now')::timestamptz)"
_SCOPE = "any((select string_to_array(current_setting('app.scope'), ','))::text[])"
_NOBODY_YET = "nullif(current_setting('app.mode', true), '') is null"
_MEMBERSHIP = f"{_NOBODY_YET} or office_id = {_OFFICE} or account_id = (select current_setting('app.account')::uuid)"
_GIVEN = "exists (select from given_to_office a where a.family_id = {}"
_IN_SCOPE = f"region_code ^@ {_SCOPE}"
_UNMERGED = f"merged_into_id is null and {_IN_SCOPE}"
_OF_FEDERATION = {
    **dict.fromkeys(("assistance_item", "visit", "need", "family_access"), _IN_SCOPE),
    **dict.fromkeys(("family", "person"), _UNMERGED),
    "membership": f"{_MEMBERSHIP} or office_region_code ^@ {_SCOPE}",
}
BY_HAND: Mapping[Kind, Mapping[str, str]] = {
    Kind.OFFICE: {
        "referral": f"""(office_id = {_OFFICE} or delegating_office_id = {_OFFICE}) and (visible_until is null or visible_until > {_NOW})
            or family_id is null and dispatching_office_id = {_OFFICE}""",
        "family": _GIVEN.format("id)"),
        "person": _GIVEN.format("person.family_id and (a.members is null or person.id = any(a.members)))"),
        "family_access": f"office_id = {_OFFICE}",
        "membership": _MEMBERSHIP,
    },
    Kind.CADRE: _OF_FEDERATION | {"referral": f"{_IN_SCOPE} or dispatching_office_id = {_OFFICE}"},
    Kind.COMMISSIONER: _OF_FEDERATION | {"referral": _IN_SCOPE},
}
"""Kind of viewer -> table -> which rows it sees; of the tables that the lists read."""
NONE, PRINTED, HAND = "none", "printed", "by hand"


def by_hand(kind: Kind) -> Iterator[str]:
    """Yield the statements that give the login of the policies by hand those of a kind of viewer, in the place of any others."""
    yield f"drop owned by {BY_HANDS}"
    yield f"grant usage on schema public to {BY_HANDS}"
    yield f"grant select on all tables in schema public to {BY_HANDS}"
    yield f"grant insert on audit_unsealed to {BY_HANDS}"
    yield f"create policy by_hand_add on audit_unsealed for insert to {BY_HANDS} with check (true)"
    for table, rule in BY_HAND[kind].items():
        yield f"create policy by_hand on {table} for select to {BY_HANDS} using (case when {rule} then true end)"


@asynccontextmanager
async def reading_as(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection as those that read have it."""
    connection = await asyncpg.connect(url, server_settings=PLANNED_ONCE)
    try:
        yield connection
    finally:
        await connection.close()


def spent(connection: asyncpg.Connection) -> float:
    """Return the processor time of a connection's own process, in microseconds."""
    return int(Path(f"/proc/{connection.get_server_pid()}/schedstat").read_text("utf-8").split()[0]) / 1000


async def sub_selects(connection: asyncpg.Connection, sql: str, arguments: list[object]) -> int:
    """Return how many sub-selects PostgreSQL's plan of a statement has, each of which is started with it."""
    await connection.execute(f"prepare reading as {sql}")
    explain = f"explain (format json) execute reading({', '.join(map(literal, arguments))})"
    told = await connection.fetchval(planned_as(sql, explain))
    await connection.execute("deallocate reading")
    plan: Mapping[str, Any] = orjson.loads(told)[0]["Plan"]
    return sum(node.get("Parent Relationship") in {"InitPlan", "SubPlan"} for node in nodes(plan))


async def measured(ways: Mapping[str, asyncpg.Connection], sql: str, arguments: list[object]) -> dict[str, list[float]]:
    """Return the processor microseconds of one reading in each round, of each way."""
    prepared = {name: await connection.prepare(sql) for name, connection in ways.items()}
    answers = {name: [await each.fetchval(*arguments) for _ in range(3)][-1] for name, each in prepared.items()}
    assert len({*answers.values()}) == 1, f"the answers differ: {answers}"
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name in ways if number % 2 else reversed([*ways]):
            began = spent(ways[name])
            for _ in range(READINGS):
                await prepared[name].fetchval(*arguments)
            took[name].append((spent(ways[name]) - began) / READINGS)
    return took


def ratio(over: list[float], under: list[float]) -> str:
    """Return the median of the ratios of the rounds with its quartiles."""
    low, middle, high = quantiles([each / other for each, other in zip(over, under, strict=True)], n=4)
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"


async def measure(server: Embedded, only: str) -> None:
    """Say of each list and viewer what row security costs."""
    now = datetime.now(UTC)
    async with connected(server.url(Login.LOADER, DATABASE)) as loader:
        asking = Asking(graphql_of(contract(COMMANDS)), await read_from(loader, now.date()), now)
        viewers = {name: await viewer_of(loader, name, now) for name in VIEWERS}
    async with (
        reading_as(server.url("postgres", DATABASE)) as free,
        reading_as(server.url(Login.APP, DATABASE)) as held,
        by_hand_of(server) as hand,
    ):
        sys.stdout.write("list, viewer | microseconds: none, printed, by hand | sub-selects | printed / none | by hand / printed\n")
        for account, viewer in viewers.items():
            ways = {NONE: free, PRINTED: held}
            if viewer.kind in BY_HAND:
                ways[HAND] = hand
                for statement in by_hand(viewer.kind):
                    await alone_with(free, statement)
            for name, document in LISTS.items():
                if re.fullmatch(only, name):
                    sql, arguments = asking.of(document, viewer)
                    counted = [await sub_selects(each, sql, arguments) for each in ways.values()]
                    took = await measured(ways, sql, arguments)
                    times = ", ".join(f"{median(each):.0f}" for each in took.values())
                    told = [f"{name}, {account}", times, ", ".join(map(str, counted)), ratio(took[PRINTED], took[NONE])]
                    told += [ratio(took[HAND], took[PRINTED])] if HAND in took else []
                    sys.stdout.write(" | ".join(told) + "\n")
                    sys.stdout.flush()


@asynccontextmanager
async def by_hand_of(server: Embedded) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection of the login of the policies by hand."""
    async with connected(server.url("postgres", DATABASE)) as connection:
        if not await connection.fetchval("select true from pg_roles where rolname = $1", BY_HANDS):
            await connection.execute(f"create role {BY_HANDS} login")
        await connection.execute(f"grant connect on database {DATABASE} to {BY_HANDS}")
        try:
            async with reading_as(server.url(BY_HANDS, DATABASE)) as reading:
                yield reading
        finally:
            await alone_with(connection, f"drop owned by {BY_HANDS}")
            await connection.execute(f"drop role {BY_HANDS}")


async def alone_with(connection: asyncpg.Connection, statement: str) -> None:
    """Run a statement that locks many tables, until autovacuum is in its way no more."""
    while True:
        with suppress(asyncpg.DeadlockDetectedError):
            await connection.execute(statement)
            return


def main(folder: str = "var/large", only: str = ".*") -> None:
    """Measure the lists of the database in a folder."""
    with Embedded(Path(folder) / "postgres", lambda _: None, {**SETTINGS, **of_this_machine()}) as server:
        asyncio.run(measure(server, only))


if __name__ == "__main__":
    main(*sys.argv[1:])
