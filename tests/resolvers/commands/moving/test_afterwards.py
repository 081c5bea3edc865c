"""What goes on in the county that a family has left. Source: docs/decisions/033-moving.md."""

from datetime import date

from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family_access import FamilyAccess
from domain.fund import LineState
from domain.referral import State
from resolvers.commands.person.death_set import PersonDeathSet
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_pool import asked, granted, lines
from tests.resolvers.commands.moving.test_decide import accepted
from tests.resolvers.commands.moving.test_propose import THERE, THERE_CADRE

DIED = date(2026, 10, 15)


async def test_what_was_granted_is_paid_until_a_death_whose_history_does_not_tell_where_they_lived(stage: Stage) -> None:
    case = await granted(stage)
    await accepted(stage, case)
    assert (await stage.again(case.referral)).state == State.ARCHIVED
    october, november = await asked(stage, case, period="2026-10"), await asked(stage, case, period="2026-11")
    await stage.done(PersonDeathSet, THERE_CADRE, case.head.id, deceased_on=DIED)
    given = await stage.row(Entitlement, Entitlement.family_id == case.family.id)
    assert (given.until, given.region_code, (await stage.again(case.referral)).owed_until) == (DIED, THERE, DIED)
    assert [line.state for item in (october, november) for line in await lines(stage, item.id)] == [LineState.OPEN, LineState.VOID]
    there = stage.world.viewer(THERE_CADRE).office
    assert await stage.rows(Event, Event.subject_id.in_([case.referral.id, case.item.id]), Event.office_id == there) == []
    assert (await stage.row(FamilyAccess, FamilyAccess.referral_id == case.referral.id)).family_id is None
