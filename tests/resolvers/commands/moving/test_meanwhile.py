"""What is begun while a family is being taken on elsewhere is done nowhere. Source: docs/decisions/033-moving.md."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg

from db.tables.emergency_view import EmergencyView as View
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.visit import Visit
from resolvers.commands.context import Done, Envelope
from resolvers.commands.emergency.view import EmergencyOfInput, EmergencyView, EmergencyViewInput
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.person.death_set import PersonDeathSet
from resolvers.commands.visit.input import VisitedFamilyInput, VisitedPersonInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import Case, a_family
from tests.builders.visit import told
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import PLAIN_TYPE, Stage
from tests.resolvers.commands.moving.test_propose import CADRE, HOME, THERE

NEXT_VILLAGE = "330110109203"

WAITING = """
select count(*) from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())
"""


async def while_it_moves(stage: Stage, case: Case, command: Coroutine[Any, Any, Done], to: str = THERE) -> Done:
    """The answer of a command that has found the family, and waits until it lives elsewhere, with its members and needs."""
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        async with connection.transaction():
            await connection.execute("update family set region_code = $1 where id = $2", to, case.family.id)
            for table in ("person", "need"):
                await connection.execute(f"update {table} set region_code = $1 where family_id = $2", to, case.family.id)
            running = asyncio.create_task(command)
            while not running.done() and not await connection.fetchval(WAITING):
                pass
        return await running
    finally:
        await connection.close()


async def test_a_visit_that_was_begun_is_recorded_nowhere(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    given = told(family=VisitedFamilyInput(id=case.family.id), person=VisitedPersonInput(id=case.head.id))
    viewer = await stage.viewer(CADRE)
    done = await while_it_moves(stage, case, stage.commands.run(VisitRecord(), given, viewer, Envelope(trace="trace")))
    assert [each.code for each in done.errors] == ["BUSY"]
    assert await stage.rows(Visit, Visit.family_id == case.family.id) == []


async def test_a_death_that_was_begun_is_recorded_by_nobody_who_does_not_see_the_family_any_more(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    done = await while_it_moves(stage, case, stage.run(PersonDeathSet, CADRE, case.head.id, deceased_on=NOW.date()))
    assert [each.code for each in done.errors] == ["BUSY"]
    assert (await stage.again(case.head)).deceased_on is None


async def test_what_a_commissioner_begins_is_done_as_long_as_the_family_lives_where_they_are_in_charge(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE"))
    names = (f"commissioner.federation.{HOME}", CADRE)
    for by, to, codes in ((names[0], NEXT_VILLAGE, ["BUSY"]), (names[1], HOME, [])):
        await stage.viewer(by)
        done = await while_it_moves(stage, case, stage.run(ItemDraft, by, case.need.id, type=PLAIN_TYPE), to)
        assert [each.code for each in done.errors] == codes, "the county's cadre sees both villages"
    assert len(await stage.rows(AssistanceItem, AssistanceItem.family_id == case.family.id)) == 1


async def test_an_emergency_view_that_was_begun_finds_nobody(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    given = EmergencyViewInput(of=EmergencyOfInput(number=case.family.number), reason="DISASTER", text="洪水上涨")
    viewer = await stage.viewer("dispatcher.civil-affairs.330110")
    done = await while_it_moves(stage, case, stage.commands.run(EmergencyView(), given, viewer, Envelope(trace="trace")))
    assert (await stage.row(View, View.id == done.subject)).family_id is None
    assert await stage.rows(FamilyAccess, FamilyAccess.family_id == case.family.id) == []
