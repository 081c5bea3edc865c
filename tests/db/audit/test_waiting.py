"""What waits for its block stands in the trail, and what becomes of it is told. Source: docs/decisions/012-audit.md."""

from uuid import UUID

import asyncpg
import pytest

from db.audit.seal import LATE, connect, seal, take_in
from db.server.login import Addresses
from tests.db.audit.test_seal import ADD, NOW, as_loader, faults, sealed, write


async def test_a_record_written_around_the_queue_is_taken_in_and_one_removed_before_its_block_is_told(addresses: Addresses) -> None:
    await write(addresses.app, 1, 3)
    async with connect(addresses.owner) as owner:
        await owner.execute(ADD, UUID(int=2), NOW)
    async with connect(addresses.worker) as worker:
        await seal(worker, NOW)
        assert ["stand in no block" in fault for fault in await faults(addresses, now=NOW + 2 * LATE)] == [True]
        assert [await take_in(worker), await take_in(worker)] == [1, 0]
        await seal(worker, NOW)
    assert await faults(addresses, now=NOW + 2 * LATE) == []
    await write(addresses.app, 4)
    await as_loader(addresses, f"delete from audit_record where id = '{UUID(int=4)}'")
    async with connect(addresses.worker) as worker:
        assert await seal(worker, NOW) is None
    assert await faults(addresses) == [f"record {UUID(int=4)} was removed before it was sealed"]


async def test_that_all_that_waited_was_removed_at_once_is_told(addresses: Addresses) -> None:
    await write(addresses.app, 1, 2)
    await as_loader(addresses, "truncate audit_record")
    assert await faults(addresses) == [f"record {UUID(int=number)} was removed before it was sealed" for number in (1, 2)]


async def test_a_record_with_the_id_of_another_gets_one_of_its_own_and_stops_no_sealing(addresses: Addresses) -> None:
    """The application's login may write records of any id: one that is sealed, or one that waits."""
    await sealed(addresses, 2)
    await write(addresses.app, 2, 3, 3)
    async with connect(addresses.worker) as worker:
        assert await seal(worker, NOW) is not None
        found = await worker.fetch("select id from audit_record order by at, id")
        assert await worker.fetchval("select count(*) from audit_unsealed") == 0
    assert sorted(row["id"].int for row in found)[:3] == [1, 2, 3]
    assert len({row["id"] for row in found}) == 5
    assert await faults(addresses) == []


async def test_what_waits_is_read_with_the_trail_and_joins_it_by_being_sealed_alone(addresses: Addresses) -> None:
    await sealed(addresses, 1)
    await write(addresses.app, 2)
    async with connect(addresses.worker) as worker:
        assert [await worker.fetchval(f"select count(*) from {of}") for of in ("audit_record", "only audit_record")] == [2, 1]
        await worker.execute("select audit_join(1000)")
        assert [await worker.fetchval(f"select count(*) from {of}") for of in ("audit_record", "only audit_record")] == [2, 1]
        await seal(worker, NOW)
        assert [await worker.fetchval(f"select count(*) from {of}") for of in ("audit_record", "only audit_record")] == [2, 2]
    assert await faults(addresses) == []


@pytest.mark.parametrize(
    "statement",
    [
        "select from audit_unsealed",
        "delete from audit_unsealed",
        "select audit_waiting(1)",
        "select audit_join(1)",
        "select audit_take_in()",
        "insert into audit_removed values (gen_random_uuid())",
    ],
)
async def test_the_application_neither_sees_nor_touches_what_waits_for_its_block(addresses: Addresses, statement: str) -> None:
    async with connect(addresses.app) as application:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(statement)
