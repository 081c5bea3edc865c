"""What waits for its block stands in the trail, and what becomes of it is told. Source: docs/decisions/012-audit.md."""

from uuid import UUID

import asyncpg
import pytest

from db.audit.seal import LATE, connect, seal, take_in
from db.server.login import Addresses
from tests.db.audit.test_seal import ADD, NOW, as_loader, faults, sealed, write

BLOCK = "insert into audit_block (number, sealed_at, count, previous_hash, hash) values (1, $1, 2, $2, $2)"
SEAL = "insert into audit_seal (record_id, block, position, digest) values ($1, 1, $2, $3)"


async def test_a_record_written_into_the_trail_itself_is_taken_in_and_one_removed_before_its_block_is_told(addresses: Addresses) -> None:
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


UNFIT = (
    "at = '4000-01-01 BC'",
    "at = '200000-01-01'",
    "at = 'infinity'",
    "at = '-infinity'",
    "action = (select string_agg(md5(n::text), '') from generate_series(1, 200) n)",
    "reason = repeat('x', 300000000)",
    "trace = repeat('残', 2000)",
    "groups = array[repeat('x', 300000000)]",
    "family_ids = array(select gen_random_uuid() from generate_series(1, 100001))",
)


@pytest.mark.parametrize("unfit", UNFIT)
async def test_a_record_that_no_block_or_index_could_hold_is_cut_and_stops_no_sealing(addresses: Addresses, unfit: str) -> None:
    column, _, value = unfit.partition(" = ")
    told = {"at": f"'{NOW.isoformat()}'", "action": "'a'", "trace": "'t'"} | {column: value}
    async with connect(addresses.app) as app:
        await app.execute(
            f"insert into audit_unsealed (id, kind, {', '.join(told)}) select gen_random_uuid(), 'READ', {', '.join(told.values())}"
        )
    await write(addresses.app, 1)
    async with connect(addresses.worker) as worker:
        assert await seal(worker, NOW) is not None
        assert await worker.fetchval("select count(*) from only audit_record") == 2
    assert await faults(addresses) == []


async def test_a_record_with_the_id_of_one_that_nobody_sealed_stops_no_sealing(addresses: Addresses) -> None:
    async with connect(addresses.owner) as owner:
        await owner.execute(ADD, UUID(int=1), NOW)
    await write(addresses.app, 1)
    async with connect(addresses.worker) as worker:
        assert await seal(worker, NOW) is not None
        assert [await take_in(worker), (await seal(worker, NOW)) is not None] == [1, True]
    assert await faults(addresses) == []


async def test_a_record_that_comes_while_a_block_is_made_waits_for_the_next(addresses: Addresses) -> None:
    """Of the id of one in the block, and of a number before it: a block is what one statement found."""
    async with connect(addresses.app) as app, connect(addresses.worker) as worker:
        writing = app.transaction()
        await writing.start()
        await app.execute(ADD, UUID(int=2), NOW)
        await write(addresses.app, 2, 3)
        async with worker.transaction():
            found = await worker.fetch("select number, id from audit_waiting(1000)")
            await writing.commit()
            await worker.execute(BLOCK, NOW, bytes(32))
            for place, row in enumerate(found):
                await worker.execute(SEAL, row["id"], place, bytes(32))
            await worker.execute("select audit_join($1)", [row["number"] for row in found])
        assert await worker.fetchval("select count(*) from audit_unsealed") == 1
        assert await seal(worker, NOW) is not None
        assert await worker.fetchval("select count(*) from only audit_record") == 3


async def test_nobody_chooses_the_number_by_which_a_record_waits(addresses: Addresses) -> None:
    told = "insert into audit_unsealed (number, id, at, kind, action, trace) overriding system value"
    async with connect(addresses.app) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(f"{told} values (-9, gen_random_uuid(), $1, 'READ', 'a', 't')", NOW)


async def test_what_waits_is_read_with_the_trail_and_joins_it_by_being_sealed_alone(addresses: Addresses) -> None:
    await sealed(addresses, 1)
    await write(addresses.app, 2)
    async with connect(addresses.worker) as worker:
        assert [await worker.fetchval(f"select count(*) from {of}") for of in ("audit_record", "only audit_record")] == [2, 1]
        await worker.execute("select audit_join(array(select number from audit_unsealed))")
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
        "select audit_join('{1}')",
        "select audit_take_in()",
        "insert into audit_removed values (gen_random_uuid())",
    ],
)
async def test_the_application_neither_sees_nor_touches_what_waits_for_its_block(addresses: Addresses, statement: str) -> None:
    async with connect(addresses.app) as application:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(statement)
