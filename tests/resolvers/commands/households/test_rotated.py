"""Keys change between the steps of a merger: numbers stay the same numbers. Source: docs/decisions/040-rotation.md."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from db.protect.cipher import Cipher, Keys, Secret
from db.protect.rotate import rotate
from db.reference.read import Reference
from db.server.login import Addresses
from db.session.transaction import transaction
from db.tables.person import CertificateRecord, Person
from resolvers.commands.context import Moment
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.person.tested import over_quota, tried, used
from resolvers.commands.runner import Commands
from tests.builders.case import a_family
from tests.builders.visit import an_id_number
from tests.builders.world import NOW, World
from tests.resolvers.commands.conftest import CIPHER, Stage
from tests.resolvers.commands.households.test_merge import AWAY, CADRE, HOME, a_pair, merge
from tests.resolvers.commands.households.test_part import part

NEW = Keys("new", {"new": b"n" * 32, "test": bytes(32)}, b"2" * 32, (b"1" * 32,))
ALONE = Keys("new", {"new": b"n" * 32}, b"2" * 32)
CARD = "99000119680520001142"


@pytest.fixture
async def stage(addresses: Addresses, reference: Reference) -> AsyncIterator[Stage]:
    """A stage whose database is sealed anew."""
    world = World()
    made = Stage(addresses, world, reference)
    async with world.connected(addresses.loader):
        yield made
    await made.close()


def with_keys(stage: Stage, keys: Keys) -> Cipher:
    """From here on commands have these keys."""
    cipher = Cipher(keys)
    stage.commands = Commands(stage.database, lambda: stage.reference, cipher, allow_synthetic=True)
    return cipher


@pytest.mark.parametrize("is_finished", [False, True])
async def test_a_number_that_a_merger_gave_away_goes_back_under_new_keys(stage: Stage, is_finished: bool) -> None:
    mine, theirs = await a_pair(stage)
    number = an_id_number()
    await stage.done(PersonIdentify, CADRE, theirs.head.id, id_number=number)
    await certified(stage, theirs.head.id, theirs.family.id, theirs.region)
    await merge(stage, mine, theirs)
    with_keys(stage, NEW)
    if is_finished:
        await rotate(stage.addresses.loader, NEW, lambda: NOW, lambda _: None)
    cipher = with_keys(stage, ALONE if is_finished else NEW)
    await part(stage, mine, theirs)
    head, record = await stage.again(theirs.head), await stage.row(CertificateRecord)
    assert (await stage.again(mine.head)).id_number_cipher is None
    assert head.id_number_cipher is not None
    assert record.number_cipher is not None
    assert cipher.open(Secret.ID_NUMBER, head.id, head.id_number_cipher) == number
    assert cipher.open(Secret.CERTIFICATE_NUMBER, head.id, record.number_cipher) == CARD
    assert head.id_number_index in cipher.indexes(Secret.ID_NUMBER, number)
    assert (head.id_number_index == cipher.index(Secret.ID_NUMBER, number)) is cipher.is_current(head.id_number_cipher)


async def certified(stage: Stage, person: UUID, family: UUID, region: str) -> None:
    """A step in the history of somebody's certificate."""
    record = CertificateRecord(id=uuid4(), family_id=family, person_id=person, region_code=region, at=NOW, status="CERTIFIED")
    record.number_cipher = CIPHER.seal(Secret.CERTIFICATE_NUMBER, person, CARD)
    stage.world.add(record)
    await stage.world.insert(stage.addresses.loader)


async def test_who_was_registered_under_the_old_keys_is_found_and_merged_under_the_new_ones(stage: Stage) -> None:
    number = an_id_number()
    mine, theirs, third = (a_family(stage.world, home) for home in (HOME, AWAY, AWAY))
    await stage.placed(third)
    await stage.done(PersonIdentify, CADRE, mine.head.id, id_number=number)
    cipher = with_keys(stage, NEW)
    told = await stage.run(PersonIdentify, CADRE, third.head.id, id_number=number)
    assert [(error.code, error.path) for error in told.errors] == [("DUPLICATE", ("idNumber",))]
    theirs.head.id_number_cipher = cipher.seal(Secret.ID_NUMBER, theirs.head.id, number)
    async with stage.loader.begin() as connection:
        await connection.execute(update(Person).where(Person.id == theirs.head.id).values(**numbered(cipher, theirs.head.id, number)))
    await merge(stage, mine, theirs)
    assert (await stage.again(theirs.head)).merged_into_id == mine.head.id


def numbered(cipher: Cipher, person: UUID, number: str) -> dict[str, object]:
    sealed, index = cipher.seal(Secret.ID_NUMBER, person, number), cipher.index(Secret.ID_NUMBER, number)
    return {"id_number_cipher": sealed, "id_number_index": index, "id_number_masked": "9" + "*" * 17, "no_id_reason": None}


async def test_a_number_counts_once_in_the_quota_whichever_key_it_was_tested_under(stage: Stage) -> None:
    limit = stage.reference.limits["number_tests_alike"]
    *before, last = [f"99000119680520{place:03}X" for place in range(1, 2 * limit + 3, 2)]
    await stage.placed(a_family(stage.world, HOME))
    viewer = await stage.viewer(CADRE)
    old, new = Cipher(Keys("test", {"test": bytes(32)}, b"1" * 32)), Cipher(NEW)
    async with transaction(stage.database, viewer) as tx:
        await tx.apply()
        at = Moment(tx.now, viewer, stage.reference, stage.commands.fresh, old)
        tx.session.add_all(used(at, tried(old, each), weight=0) for each in before)
        await tx.session.flush()
        assert not await over_quota(tx, replace(at, cipher=new), [before[0]])
        assert await over_quota(tx, replace(at, cipher=new), [last])
