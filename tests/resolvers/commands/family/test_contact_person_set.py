"""Who is a family's contact person at the federation. Source: docs/domain.md 2 (联系人)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from db.tables.account import Membership
from db.tables.event import Event
from resolvers.commands.context import Done, Envelope
from resolvers.commands.family.contact_person_set import FamilyContactPersonSet, FamilyContactPersonSetInput
from tests.builders.case import Case, a_family
from tests.builders.world import OTHER_COUNTY, OTHER_VILLAGE, TOWN, VILLAGE
from tests.resolvers.commands.conftest import Stage

CADRE, COMMISSIONER = "cadre.federation.330110", f"commissioner.federation.{VILLAGE}"
NEXT_VILLAGE, TOWNSHIP = f"commissioner.federation.{OTHER_VILLAGE}", f"commissioner.federation.{TOWN}"
ELSEWHERE = f"cadre.federation.{OTHER_COUNTY[:6]}"


async def naming(stage: Stage, case: Case, who: str | UUID, by: str = CADRE) -> Done:
    """What comes of naming somebody."""
    account = who if isinstance(who, UUID) else (await stage.viewer(who)).account
    told = FamilyContactPersonSetInput(id=case.family.id, contact_person=account)
    return await stage.commands.run(FamilyContactPersonSet(), told, await stage.viewer(by), Envelope(trace="trace"))


async def refused(stage: Stage, case: Case, who: str | UUID, by: str = CADRE) -> list[Any]:
    return [(each.code, each.path) for each in (await naming(stage, case, who, by)).errors]


@pytest.mark.parametrize("by", [CADRE, COMMISSIONER])
async def test_whoever_is_in_charge_there_is_named_by_the_federations_side(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    done = await naming(stage, case, COMMISSIONER, by)
    assert (done.errors, done.subject) == ((), case.family.id)
    family = await stage.again(case.family)
    assert (family.contact_person_id, family.version) == ((await stage.viewer(COMMISSIONER)).account, 2)
    assert family.created_by == case.family.created_by
    event = await stage.row(Event, Event.subject_id == family.id, Event.action == "familyContactPersonSet")
    assert event.account_id == (await stage.viewer(by)).account
    assert await refused(stage, case, COMMISSIONER, by) == [("VALUE_STANDS", ("contactPerson",))]


async def test_nobody_else_is_named(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    for who in (ELSEWHERE, NEXT_VILLAGE, "dispatcher.civil-affairs.330110", "monitor.federation.330110", "operator.federation.330110"):
        assert await refused(stage, case, who) == [("NOT_IN_CHARGE_THERE", ("contactPerson",))]
    assert await refused(stage, case, uuid4()) == [("NOT_FOUND", ("contactPerson",))]
    account = (await stage.viewer(TOWNSHIP)).account
    async with stage.loader.begin() as connection:
        await connection.execute(update(Membership).where(Membership.account_id == account).values(ends_at=stage.now))
    assert await refused(stage, case, TOWNSHIP) == [("NOT_IN_CHARGE_THERE", ("contactPerson",))]


async def test_nobody_names_anybody_for_a_family_that_is_not_theirs(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    assert await refused(stage, case, COMMISSIONER, ELSEWHERE) == [("NOT_FOUND", ("id",))]
    for by in ("monitor.federation.330110", "operator.federation.330110", "cadre.federation.3301", "handler.civil-affairs.330110"):
        assert await refused(stage, case, COMMISSIONER, by) == [("FORBIDDEN", ())]
