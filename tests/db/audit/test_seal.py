"""The audit's chain: what is sealed, and that whatever is done to it afterwards is found. Source: docs/domain.md 7."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

from db.audit.seal import GENESIS, LATE, Head, connect, head, keep, kept, remarks, seal, take_in, verify
from db.server.login import Addresses

NOW = datetime(2026, 11, 24, 1, 0, 0, 123456, UTC)
SECOND = timedelta(seconds=1)
ADD = "insert into audit_record (id, at, kind, action, office_id, trace) values ($1, $2, 'COMMAND', 'referralSign', null, 't')"
SWAP = "update audit_seal set position = case position when 0 then 1 else 0 end where block = 1 and position < 2"
MANY = """
insert into audit_record (id, at, kind, action, trace)
select gen_random_uuid(), $1::timestamptz - n * interval '1 h', 'COMMAND', 'a', 't' from generate_series(1, 1001) n
"""
COPIED = "insert into audit_record (id, at, kind, action, trace) select gen_random_uuid(), at, kind, action, trace from audit_record"
SECOND_RECORD = f"'{UUID(int=2)}'"
TAMPERED = (
    ([f"update audit_record set reason = 'OTHER' where id = {SECOND_RECORD}"], "was changed"),
    ([f"update audit_record set trace = 'x' where id = {SECOND_RECORD}"], "was changed"),
    ([f"delete from audit_record where id = {SECOND_RECORD}"], "was removed"),
    ([f"delete from audit_seal where record_id = {SECOND_RECORD}"], "removed, inserted or reordered"),
    (
        [f"delete from audit_seal where record_id = {SECOND_RECORD}", "update audit_block set count = 2 where number = 1"],
        "does not fit its records",
    ),
    (
        [f"delete from audit_seal where record_id = {SECOND_RECORD}", f"delete from audit_record where id = {SECOND_RECORD}"],
        "removed, inserted or reordered",
    ),
    ([SWAP], "does not fit its records"),
    ([f"update audit_seal set digest = '\\x00' where record_id = {SECOND_RECORD}"], "does not fit its records"),
    (["update audit_block set hash = '\\x00' where number = 1"], "block 2: does not follow"),
    (["update audit_block set sealed_at = sealed_at + interval '1 s' where number = 1"], "does not fit its records"),
    (["delete from audit_seal where block = 1", "delete from audit_block where number = 1"], "block 1 is missing"),
    ([f"update audit_seal set block = 2, position = 2 where record_id = {SECOND_RECORD}"], "block 2: 3 records in it, 2 were sealed"),
    ([COPIED], "stand in no block"),
)
"""What somebody with all rights does, and what is told of it."""


async def write(url: str, *numbers: int, at: datetime | None = None) -> None:
    """Records as the application writes them, a second apart."""
    async with connect(url) as app:
        for number in numbers:
            await app.execute(ADD, UUID(int=number), at or NOW + number * SECOND)


async def sealed(addresses: Addresses, *blocks: int) -> Head:
    """As many records as each block says, sealed one block after the other."""
    made, done = Head(0, GENESIS), 0
    async with connect(addresses.worker) as worker:
        for count in blocks:
            await write(addresses.app, *range(done + 1, done + count + 1))
            done += count
            block = await seal(worker, NOW + done * SECOND)
            made = block.head if block else made
    return made


async def faults(addresses: Addresses, written: Head | None = None, now: datetime = NOW) -> list[str]:
    async with connect(addresses.worker) as worker:
        return await verify(worker, now, written)


async def as_loader(addresses: Addresses, *statements: str) -> None:
    """What somebody does who has all rights."""
    async with connect(addresses.loader) as loader:
        for statement in statements:
            await loader.execute(statement)


async def test_what_was_written_is_sealed_once_in_its_order_and_is_whole(addresses: Addresses) -> None:
    last = await sealed(addresses, 3, 2)
    async with connect(addresses.worker) as worker:
        assert await seal(worker, NOW) is None
        assert await head(worker) == last
        order = await worker.fetch(
            "select s.block, s.position, r.at from audit_seal s join audit_record r on r.id = s.record_id order by 3"
        )
    assert [(row["block"], row["position"]) for row in order] == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1)]
    assert await faults(addresses, last, NOW + timedelta(days=1)) == []


async def test_an_empty_trail_is_whole(addresses: Addresses) -> None:
    assert await faults(addresses) == []
    assert await faults(addresses, Head(0, GENESIS)) == []


async def test_what_is_done_to_a_sealed_record_is_found(addresses: Addresses) -> None:
    await sealed(addresses, 3, 2)
    async with connect(addresses.loader) as loader:
        for done, told in TAMPERED:
            doing = loader.transaction()
            await doing.start()
            for line in done:
                await loader.execute(line)
            found = await verify(loader, NOW + timedelta(hours=1))
            assert any(told in fault for fault in found), (done, found)
            await doing.rollback()
        assert await verify(loader, NOW + timedelta(hours=1)) == []


async def told(addresses: Addresses) -> list[str]:
    async with connect(addresses.worker) as worker:
        return await remarks(worker)


async def test_a_record_that_claims_a_moment_far_from_its_blocks_is_sealed_and_told(addresses: Addresses) -> None:
    """Whoever gets hold of the application's login may invent records; the past that they claim shows."""
    await sealed(addresses, 3)
    await write(addresses.app, 50, at=NOW - LATE)
    await write(addresses.app, 60)
    async with connect(addresses.worker) as worker:
        made = await seal(worker, NOW + timedelta(minutes=2))
    assert (made and made.head.number, made and made.strange) == (2, 1)
    assert await faults(addresses, now=NOW + timedelta(days=1)) == []
    (line,) = await told(addresses)
    assert line.startswith(
        "block 2, sealed until 2026-11-24T01:02:00+00:00: 1 record(s) claim moments more than 300 s away, from 2026-11-24T00:55"
    )


async def test_a_clock_that_was_ahead_for_a_while_leaves_the_chain_whole_and_is_told(addresses: Addresses) -> None:
    """A server 20 minutes ahead, and perhaps the worker with it: what comes afterwards with the right clock is sealed like all else."""
    ahead = timedelta(minutes=20)
    await sealed(addresses, 2)
    await write(addresses.app, 10, at=NOW + ahead)
    async with connect(addresses.worker) as worker:
        await seal(worker, NOW + ahead)
        for number in (11, 12):
            await write(addresses.app, number, at=NOW + number * SECOND)
            made = await seal(worker, NOW + number * SECOND)
            assert (made and made.head.number, made and made.strange) == (number - 8, 0)
        assert await seal(worker, NOW + ahead) is None
    assert await faults(addresses, now=NOW + timedelta(days=1)) == []
    assert await told(addresses) == [
        "block 3, sealed at 2026-11-24T01:00:11+00:00: the block before says a later moment: a clock was wrong"
    ]


async def test_the_order_of_a_block_is_that_in_which_the_database_took_its_records_whatever_they_claim(addresses: Addresses) -> None:
    for number, at in ((1, NOW + LATE), (2, NOW - LATE), (3, NOW)):
        await write(addresses.app, number, at=at)
    await sealed(addresses, 0)
    async with connect(addresses.worker) as worker:
        order = await worker.fetch("select record_id from audit_seal order by position")
    assert [row["record_id"].int for row in order] == [1, 2, 3]


async def test_a_trail_longer_than_a_block_is_sealed_to_its_end(addresses: Addresses) -> None:
    """Also one that is written long after the moments that its records tell, as a demonstration's is."""
    async with connect(addresses.loader) as loader:
        await loader.execute(MANY, NOW)
    async with connect(addresses.worker) as worker:
        assert [await seal(worker, NOW), await seal(worker, NOW), await seal(worker, NOW)][2] is None
        assert [row[0] for row in await worker.fetch("select count from audit_block order by number")] == [1000, 1]
    assert await faults(addresses) == []
    assert [line.partition(",")[0] for line in await told(addresses)] == ["blocks 1 to 2"]


async def test_a_cut_off_end_shows_against_the_head_that_was_kept(addresses: Addresses) -> None:
    last = await sealed(addresses, 3, 2)
    cut = ("delete from audit_seal where block = 2", "delete from audit_block where number = 2")
    await as_loader(addresses, "delete from audit_record where id in (select record_id from audit_seal where block = 2)", *cut)
    assert await faults(addresses) == []
    assert ["cut off or rewritten" in fault for fault in await faults(addresses, last)] == [True]


async def test_a_chain_written_anew_shows_against_the_head_that_was_kept(addresses: Addresses) -> None:
    last = await sealed(addresses, 3, 2)
    await as_loader(addresses, "update audit_record set reason = 'OTHER'", "delete from audit_seal", "delete from audit_block")
    async with connect(addresses.worker) as worker:
        assert await take_in(worker) == 5
        assert await seal(worker, NOW) is not None
    assert await faults(addresses) == []
    assert ["cut off or rewritten" in fault for fault in await faults(addresses, last)] == [True]


async def test_two_workers_at_once_seal_every_record_once(addresses: Addresses) -> None:
    await write(addresses.app, *range(1, 8))
    async with connect(addresses.worker) as one, connect(addresses.worker) as other:
        made = await asyncio.gather(seal(one, NOW), seal(other, NOW))
    assert [block.head.number for block in made if block] == [1]
    assert await faults(addresses) == []


async def test_a_record_written_while_sealing_goes_into_the_next_block(addresses: Addresses) -> None:
    async with connect(addresses.app) as app, connect(addresses.worker) as worker:
        writing = app.transaction()
        await writing.start()
        await app.execute(ADD, UUID(int=1), NOW)
        await write(addresses.app, 2)
        first = await seal(worker, NOW + 10 * SECOND)
        await writing.commit()
        second = await seal(worker, NOW + 20 * SECOND)
    assert [first and first.head.number, second and second.head.number] == [1, 2]
    assert await faults(addresses, second.head if second else None) == []


async def test_a_record_that_waits_for_its_block_is_no_fault_until_it_is_late(addresses: Addresses) -> None:
    await write(addresses.app, 1, at=NOW)
    assert await faults(addresses, now=NOW + LATE) == []
    assert len(await faults(addresses, now=NOW + LATE + SECOND)) == 1


async def test_a_clock_in_another_zone_seals_the_same(addresses: Addresses) -> None:
    await write(addresses.app, 1)
    async with connect(addresses.worker) as worker:
        await seal(worker, NOW.astimezone(timezone(timedelta(hours=8))))
    assert await faults(addresses) == []


async def test_a_column_added_later_leaves_the_old_seals_whole(addresses: Addresses) -> None:
    await sealed(addresses, 2)
    async with connect(addresses.owner) as owner:
        await owner.execute("alter table audit_record add column channel text")
    assert await faults(addresses) == []


def test_the_head_comes_back_from_its_file_as_it_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "audit-head"
    assert kept(path) is None
    for made in (Head(1, bytes(range(32))), Head(2, GENESIS)):
        keep(path, made)
        assert kept(path) == made
    assert [each.name for each in tmp_path.iterdir()] == ["audit-head"]


async def test_a_file_that_is_no_head_is_a_fault_and_no_failure(addresses: Addresses, tmp_path: Path) -> None:
    path = tmp_path / "audit-head"
    for text in ("", "1", "one two", f"1 {'0' * 63}", f"1 {'0' * 64}\n2", "\x00ÿ"):
        path.write_text(text, encoding="utf-8")
        assert await faults(addresses, kept(path)) == ["the head kept outside of the database cannot be read"], text
