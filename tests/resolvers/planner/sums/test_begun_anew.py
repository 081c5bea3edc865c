"""A migration that writes down anew what stands writes what the triggers wrote. Source: docs/decisions/056-sums.md (What stands)."""

from itertools import islice
from random import Random

import asyncpg

from db.migrations import runner
from db.server.login import Addresses
from db.session.connect import connected
from tests.builders.world import World
from tests.db.migrations.test_runner import quiet
from tests.resolvers.planner.families import five_families, small_world
from tests.resolvers.planner.sums.changes import changes_of_all

BEFORE = "0095"
"""The revision after which sums last began anew."""
ADDED_UP = ("referral_delta", "item_delta", "referral_sum", "department_sum", "item_sum", "listing_delta", "listing_sum")


async def changed(world: World, addresses: Addresses) -> None:
    """The small world, and statements by chance upon it."""
    five_families(world)
    await world.insert(addresses.loader)
    async with connected(addresses.owner) as owner:
        await owner.execute("drop index uq_referral_open_lead")
    random = Random(1)
    async with connected(addresses.loader) as connection:
        for statement in islice(await changes_of_all(random, connection), 60):
            await connection.execute(statement)


async def told(connection: asyncpg.Connection, table: str) -> list[asyncpg.Record]:
    """What a table of sums or deltas comes to, whatever its rows are."""
    found = await connection.fetch(f"select column_name from information_schema.columns where table_name = '{table}' order by 1")
    columns = ", ".join(name for (name,) in found if name not in {"id", "n"})
    return await connection.fetch(f"select {columns}, sum(n) n from {table} group by {columns} having sum(n) <> 0 order by {columns}")


async def standing(addresses: Addresses) -> dict[str, list[asyncpg.Record]]:
    """What is written down, once as it is not folded and once as it is."""
    async with connected(addresses.loader) as loader, connected(addresses.worker) as worker:
        kept = {"item_counted": await loader.fetch("select * from item_counted order by item_id")}
        for folded in (False, True):
            kept |= {f"{table} {folded}": await told(loader, table) for table in ADDED_UP}
            await worker.fetchval("select fold_sums(100000)")
        return kept


async def test_what_stands_is_written_down_as_triggers_write_it(addresses: Addresses) -> None:
    await changed(small_world(), addresses)
    before = await standing(addresses)
    assert before["item_counted"]
    assert before["referral_delta False"]
    assert before["item_sum True"]
    assert before["listing_delta False"]
    assert before["listing_sum True"]
    await runner.downgrade(addresses.owner, quiet, BEFORE)
    await runner.upgrade(addresses.owner, quiet)
    after = await standing(addresses)
    assert {name: list(map(tuple, rows)) for name, rows in after.items()} == {name: list(map(tuple, rows)) for name, rows in before.items()}
