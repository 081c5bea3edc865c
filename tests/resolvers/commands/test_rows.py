"""A row that is held elsewhere is told as BUSY, and other rows go on. Source: docs/decisions/013-failures.md."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.turns.bounds import Bounds
from domain.message.refusal import Refusal
from domain.referral import State
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.rows import RowTurns
from tests.builders.world import World
from tests.resolvers.commands.conftest import Stage

DISPATCHER = "dispatcher.civil-affairs.330110"


@pytest.fixture
async def stage(addresses: Addresses, reference: Reference) -> AsyncIterator[Stage]:
    """A stage with few connections, on which nobody waits for long."""
    stage = Stage(addresses, World(), reference, Bounds(writers=2, request=3))
    yield stage
    await stage.close()


async def test_one_row_held_elsewhere_stops_no_other_and_is_told_as_busy(stage: Stage, server: Embedded) -> None:
    held = await stage.referred(State.DISPATCHED, "A01", "civil-affairs.330110")
    free = [await stage.referred(State.DISPATCHED, "A01", "civil-affairs.330110") for _ in range(3)]
    await stage.viewer(DISPATCHER)
    connection = await asyncpg.connect(server.url("postgres", stage.name))
    async with connection.transaction():
        await connection.execute("select from referral where id = $1 for update", held.referral.id)
        waiting = [asyncio.create_task(stage.run(ReferralSign, DISPATCHER, held.referral.id)) for _ in range(8)]
        for case in free:
            await stage.done(ReferralSign, DISPATCHER, case.referral.id)
        refused = await asyncio.gather(*waiting)
    await connection.close()
    assert [[each.code for each in done.errors] for done in refused] == [["BUSY"]] * 8
    await stage.done(ReferralSign, DISPATCHER, held.referral.id)


async def test_a_command_locks_family_need_and_item_in_that_order(stage: Stage, server: Embedded) -> None:
    """In one statement: where it waits for the need it holds the family, and not yet the item (docs/decisions/057-fewer-statements.md)."""
    case = await stage.referred(State.DISPATCHED, "A01", "civil-affairs.330110")
    await stage.viewer(DISPATCHER)
    connection = await asyncpg.connect(server.url("postgres", stage.name))
    async with connection.transaction():
        await connection.execute("select from need where id = $1 for update", case.need.id)
        signing = asyncio.create_task(stage.run(ReferralSign, DISPATCHER, case.referral.id))
        while not await connection.fetchval("select count(*) from pg_locks where not granted"):
            pass
        assert await connection.fetchval("select id from family where id = $1 for update skip locked", case.family.id) is None
        assert (
            await connection.fetchval("select id from assistance_item where id = $1 for update skip locked", case.item.id) == case.item.id
        )
    await connection.close()
    assert (await signing).errors == ()


async def test_a_turn_is_given_to_one_at_a_time_and_kept_for_nobody_who_has_gone() -> None:
    rows, key = RowTurns(0.01), uuid4()
    async with rows.turn(key), rows.turn(uuid4()), rows.turn(None):
        with pytest.raises(Refusal, match="BUSY"):
            async with rows.turn(key):
                """Never reached."""
    async with rows.turn(key):
        """Free again."""
    assert rows._turns == {}
