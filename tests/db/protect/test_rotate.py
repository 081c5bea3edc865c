"""Values are sealed anew while the system runs, nothing is lost, and keys are retired. Source: docs/decisions/040-rotation.md."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from db.protect.cipher import Cipher, CipherError, Keys, KeysError, Secret, load_keys
from db.protect.keys import keys_of
from db.protect.rotate import rotate
from db.protect.sealed import SEALED
from db.server.login import Addresses
from db.session.connect import connected
from db.tables.declare import Row
from tests.builders.case import a_family
from tests.builders.world import NOW, World
from tests.db.protect.test_keys import INDEX, NOWHERE, NUMBER, OTHER_INDEX, A, B, refused

OLD = load_keys(f"2025:{A}", INDEX, NOWHERE)
BOTH, BOTH_INDEXES = f"2026:{B},2025:{A}", f"{OTHER_INDEX},{INDEX}"
NEW = load_keys(BOTH, BOTH_INDEXES, NOWHERE)
ALONE = load_keys(f"2026:{B}", OTHER_INDEX, NOWHERE)
PERSONS = 12
SEAL = """
update person set id_number_cipher = $2, id_number_index = $3, id_number_masked = '9*****************', no_id_reason = null where id = $1
"""
ROTATE = """
import asyncio, datetime, pathlib, sys
from db.protect.cipher import load_keys
from db.protect.rotate import rotate
keys = load_keys(sys.argv[2], sys.argv[3], pathlib.Path("/nowhere"))
def say(done):
    print(done, flush=True)
    sys.stdin.readline()
asyncio.run(rotate(sys.argv[1], keys, lambda: datetime.datetime.now(datetime.UTC), say, batch=1))
"""
"""Seals one value after the other anew, each when it is told to go on."""


def number_of(place: int) -> str:
    return f"99000119680520{place:03}1"


async def write(connection: asyncpg.Connection, keys: Keys, person: UUID, number: str) -> None:
    """Somebody's number, as a server with these keys writes it."""
    cipher = Cipher(keys)
    await connection.execute(SEAL, person, cipher.seal(Secret.ID_NUMBER, person, number), cipher.index(Secret.ID_NUMBER, number))


@asynccontextmanager
async def county(addresses: Addresses) -> AsyncIterator[tuple[asyncpg.Connection, list[UUID]]]:
    """Persons whose numbers were sealed with the old keys, on a database that was started with the old ones and then with both."""
    world = World()
    for _ in range(PERSONS):
        a_family(world)
    await world.insert(addresses.loader)
    await keys_of(addresses.loader, f"2025:{A}", INDEX, NOWHERE)
    async with connected(addresses.loader) as connection:
        persons = [row["id"] for row in await connection.fetch("select id from person order by id")]
        for place, person in enumerate(persons):
            await write(connection, OLD, person, number_of(place))
        await keys_of(addresses.loader, BOTH, BOTH_INDEXES, NOWHERE)
        yield connection, persons


async def opened(connection: asyncpg.Connection, keys: Keys) -> dict[UUID, str]:
    """Everybody's number, each found by its index."""
    cipher, found = Cipher(keys), dict[UUID, str]()
    for row in await connection.fetch("select id, id_number_cipher, id_number_index from person"):
        number = cipher.open(Secret.ID_NUMBER, row["id"], row["id_number_cipher"])
        assert row["id_number_index"] in cipher.indexes(Secret.ID_NUMBER, number)
        found[row["id"]] = number
    return found


async def until_waiting(connection: asyncpg.Connection, task: asyncio.Task[int]) -> None:
    """The task waits for a lock."""
    while not task.done() and not await connection.fetchval("select exists (select from pg_locks where not granted)"):  # noqa: ASYNC110 -- of the database
        await asyncio.sleep(0)


def test_every_sealed_column_is_known() -> None:
    columns = {(table.name, column.name) for table in Row.metadata.tables.values() for column in table.columns}
    assert {each for each in columns if each[1].endswith("_cipher")} == {(each.table, each.column) for each in SEALED}


async def test_a_rotation_that_is_killed_loses_nothing_and_the_next_one_goes_on(addresses: Addresses) -> None:
    async with county(addresses) as (connection, persons):
        numbers = {person: number_of(place) for place, person in enumerate(persons)}
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", ROTATE, addresses.loader, BOTH, BOTH_INDEXES), stdin=PIPE, stdout=PIPE, cwd=Path.cwd()
        )
        assert worker.stdin is not None
        assert worker.stdout is not None
        for _ in range(3):
            assert await worker.stdout.readline()
            worker.stdin.write(b"\n")
        os.kill(worker.pid, signal.SIGKILL)
        assert await worker.wait() == -signal.SIGKILL
        assert await opened(connection, NEW) == numbers
        with pytest.raises(CipherError):
            await opened(connection, OLD)
        left = PERSONS - 3
        assert left - 1 <= await rotate(addresses.loader, NEW, lambda: NOW, lambda _: None) <= left
        assert await opened(connection, ALONE) == numbers
        assert await rotate(addresses.loader, NEW, lambda: NOW, lambda _: None) == 0


async def test_afterwards_the_new_keys_are_enough_and_the_old_one_writes_no_more(addresses: Addresses) -> None:
    async with county(addresses) as (connection, (person, *_)):
        assert "lacks the key `2025`" in await refused(addresses, f"2026:{B}", BOTH_INDEXES)
        assert "LIANBANG_INDEX_KEY is another" in await refused(addresses, BOTH, OTHER_INDEX)
        await rotate(addresses.loader, NEW, lambda: NOW, lambda _: None)
        await keys_of(addresses.loader, f"2026:{B}", OTHER_INDEX, NOWHERE)
        await keys_of(addresses.loader, BOTH, BOTH_INDEXES, NOWHERE)
        assert "`2025` was retired" in await refused(addresses, f"2025:{A},2026:{B}", f"{INDEX},{OTHER_INDEX}")
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await write(connection, OLD, person, NUMBER)
        await write(connection, NEW, person, NUMBER)


async def test_what_is_written_with_the_old_key_meanwhile_is_waited_for_and_sealed_anew(addresses: Addresses) -> None:
    async with county(addresses) as (connection, (first, second, *_)), connected(addresses.loader) as other:
        open_still = other.transaction()
        await open_still.start()
        await write(other, OLD, first, NUMBER)
        rotation = asyncio.create_task(rotate(addresses.loader, NEW, lambda: NOW, lambda _: None))
        await until_waiting(connection, rotation)
        assert not rotation.done()
        async with connected(addresses.loader) as late:
            behind = asyncio.create_task(write(late, OLD, second, NUMBER))
            await open_still.commit()
            await rotation
            (refusal,) = await asyncio.gather(behind, return_exceptions=True)
        assert refusal is None or isinstance(refusal, asyncpg.ObjectNotInPrerequisiteStateError)
        found = await opened(connection, ALONE)
        assert (found[first], found[second]) == (NUMBER, NUMBER if refusal is None else number_of(1))


async def test_two_rotations_do_not_run_at_once_and_what_cannot_be_opened_retires_no_key(addresses: Addresses) -> None:
    async with county(addresses) as (connection, (person, other, *_)):
        await connection.execute("select pg_advisory_lock(hashtext('lianbang rotate-keys'))")
        with pytest.raises(KeysError, match="Another"):
            await rotate(addresses.loader, NEW, lambda: NOW, lambda _: None)
        await connection.execute("select pg_advisory_unlock_all()")
        damaged = "update person set id_number_cipher = (select id_number_cipher from person where id = $1) where id = $2"
        await connection.execute(damaged, person, other)
        with pytest.raises(KeysError, match=f"first: person {other}"):
            await rotate(addresses.loader, NEW, lambda: NOW, lambda _: None)
        await write(connection, OLD, other, NUMBER)
        assert await rotate(addresses.loader, NEW, lambda: NOW, lambda _: None) == 1


async def test_a_new_index_key_comes_with_a_new_cipher_key(addresses: Addresses) -> None:
    await keys_of(addresses.loader, f"2025:{A}", INDEX, NOWHERE)
    assert "takes a new cipher key" in await refused(addresses, f"2025:{A}", BOTH_INDEXES)
    await keys_of(addresses.loader, f"2025:{A},2026:{B}", f"{INDEX},{OTHER_INDEX}", NOWHERE)
    await keys_of(addresses.loader, BOTH, BOTH_INDEXES, NOWHERE)


async def test_without_the_old_cipher_key_nothing_of_it_opens_and_without_the_old_index_key_nobody_is_found(addresses: Addresses) -> None:
    async with county(addresses) as (connection, (person, *_)):
        row = await connection.fetchrow("select id_number_cipher sealed, id_number_index found_by from person where id = $1", person)
        assert row is not None
        with pytest.raises(CipherError):
            Cipher(ALONE).open(Secret.ID_NUMBER, person, row["sealed"])
        assert row["found_by"] not in Cipher(ALONE).indexes(Secret.ID_NUMBER, number_of(0))
        assert Cipher(load_keys(BOTH, OTHER_INDEX, NOWHERE)).open(Secret.ID_NUMBER, person, row["sealed"]) == number_of(0)
        assert row["found_by"] in Cipher(NEW).indexes(Secret.ID_NUMBER, number_of(0))


async def test_an_index_key_that_is_lost_is_replaced_from_the_opened_numbers(addresses: Addresses) -> None:
    async with county(addresses) as (connection, persons):
        assert "LIANBANG_INDEX_KEY is another" in await refused(addresses, BOTH, OTHER_INDEX)
        keys = await keys_of(addresses.loader, BOTH, OTHER_INDEX, NOWHERE, index_is_lost=True)
        assert await rotate(addresses.loader, keys, lambda: NOW, lambda _: None) == len(persons)
        await keys_of(addresses.loader, f"2026:{B}", OTHER_INDEX, NOWHERE)
        assert len(await opened(connection, ALONE)) == len(persons)
