"""What a command writes, in one statement: every kind of value, all or nothing, in the order that triggers need.

Source: docs/decisions/057-fewer-statements.md (`db/rows/write.py`).
"""

from datetime import date

import asyncpg
import pytest
from sqlalchemy.orm.exc import StaleDataError

from db.rows.write import AFTERWARDS, write
from db.session.transaction import transaction
from db.tables.command_key import CommandKey
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.referral import Referral
from domain.referral import State
from tests.builders.case import a_family
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER

BEFORE_A_ROW = """
select distinct t.tgrelid::regclass::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid
where not t.tgisinternal and t.tgtype & 3 = 3 and p.proname !~ '^(refuse_retired_key|hold)_'
"""
"""Tables with a trigger before a row; those named are of what keys and administrators do, of which nothing is written with it."""
NEED_NOTHING_NEW = {"assistance_item", "audit_record", "need"}
"""Those whose trigger finds what it reads, whatever is written with a row: the department of an item's lead is that of its office; an item
that moves after its need tells it; what has records of the trail wait reads nothing."""


async def test_every_kind_of_value_arrives_as_it_was_given_and_what_nobody_gives_is_the_default(stage: Stage) -> None:
    case, viewer = await stage.referred(State.DISPATCHED), await stage.viewer(CADRE)
    odd = '"\\ ’\u2028 {a,b} 龘𠮷 null'
    key = CommandKey(account_id=viewer.account, key=odd, membership_id=viewer.membership, action="write", at=stage.now)
    key.input_hash, key.done = bytes(range(256)), {"named": [odd, None], "version": 2**40}
    async with transaction(stage.database, viewer) as tx:
        family = await tx.session.get_one(Family, case.family.id)
        await tx.apply()
        family.address, family.categories, family.income_per_head, family.next_contact_on = odd, [odd, "A"], 2**40, date(2027, 1, 31)
        family.contact_wish_when = None
        await write(tx.session, [key])
        assert not tx.session.dirty
    kept, changed = await stage.row(CommandKey, CommandKey.key == odd), await stage.again(case.family)
    assert (kept.input_hash, kept.done, kept.target, kept.at) == (
        bytes(range(256)),
        {"named": [odd, None], "version": 2**40},
        "",
        stage.now,
    )
    assert (changed.address, changed.categories, changed.income_per_head) == (odd, [odd, "A"], 2**40)
    assert (changed.next_contact_on, changed.contact_wish_when) == (date(2027, 1, 31), None)


async def test_what_a_savepoint_takes_back_is_not_known_as_written(stage: Stage) -> None:
    case, viewer = await stage.referred(State.DISPATCHED), await stage.viewer(CADRE)
    async with transaction(stage.database, viewer) as tx:
        family = await tx.session.get_one(Family, case.family.id)
        await tx.apply()
        async with tx.session.begin_nested() as savepoint:
            family.address = "2号"
            await write(tx.session, [])
            await savepoint.rollback()
        await tx.session.refresh(family)
        assert family.address == case.family.address


async def test_a_row_that_may_not_be_written_stops_all(stage: Stage) -> None:
    """Row security hides what another office has: nothing is silently left unwritten."""
    case = await stage.referred(State.DISPATCHED)
    stranger = await stage.viewer("dispatcher.healthcare-security.330106")
    async with transaction(stage.database, await stage.viewer(DISPATCHER)) as tx:
        referral = await tx.session.get_one(Referral, case.referral.id)
        tx.session.expunge(referral)
    async with transaction(stage.database, stranger) as tx:
        tx.session.add(referral)
        referral.external_reference = "1"
        with pytest.raises(StaleDataError):
            await write(tx.session, [])
        await tx.session.take_back()
    assert (await stage.again(case.referral)).external_reference is None


async def test_what_a_trigger_reads_is_there_before_its_row(stage: Stage) -> None:
    operator = "operator.federation.3301"
    await stage.viewer(operator)
    cadre = await stage.viewer(CADRE)
    given = a_family(stage.world, VILLAGE).called(operator)
    rows = [*stage.world._new]
    stage.world._new.clear()
    async with transaction(stage.database, cadre) as tx:
        await tx.apply()
        await write(tx.session, reversed(rows))
    assert (await stage.row(FamilyAccess, FamilyAccess.family_id == given.family.id)).family_created_at == given.family.created_at
    connection = await asyncpg.connect(stage.addresses.owner)
    found = {each[0] for each in await connection.fetch(BEFORE_A_ROW)}
    await connection.close()
    assert found == {*AFTERWARDS, *NEED_NOTHING_NEW}
