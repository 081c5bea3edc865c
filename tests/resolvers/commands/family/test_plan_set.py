"""A family's plan: its items in their order, and one person who answers for it. Source: docs/domain.md 2 (工作方案)."""

from typing import Any
from uuid import UUID

import pytest

from db.tables.event import Event
from resolvers.commands.context import Done, Envelope
from resolvers.commands.family.plan_set import FamilyPlanSet, FamilyPlanSetInput
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.draft import ItemDraft
from tests.builders.case import Case
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import Stage

CADRE, COMMISSIONER = "cadre.federation.330110", f"commissioner.federation.{VILLAGE}"


async def planning(stage: Stage, case: Case, *items: UUID, by: str = CADRE, responsible: str = COMMISSIONER, **envelope: Any) -> Done:
    """What comes of it."""
    told = FamilyPlanSetInput(id=case.family.id, responsible=(await stage.viewer(responsible)).account, items=items)
    return await stage.commands.run(FamilyPlanSet(), told, await stage.viewer(by), Envelope(trace="trace", **envelope))


async def refused(stage: Stage, case: Case, *items: UUID, **given: Any) -> list[Any]:
    """With what it is refused; nothing is left behind."""
    for each in (given.get("by", CADRE), given.get("responsible", COMMISSIONER)):
        await stage.viewer(each)
    before = await stage.everything()
    done = await planning(stage, case, *items, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def two_items(stage: Stage) -> tuple[Case, UUID, UUID]:
    """A family with two items for one need."""
    case = await stage.drafted()
    second = (await stage.done(ItemDraft, CADRE, case.need.id, type="A05")).subject
    assert second is not None
    return case, case.item.id, second


async def places(stage: Stage, case: Case) -> dict[UUID, int | None]:
    item = type(case.item)
    return {each.id: each.plan_place for each in await stage.rows(item, item.family_id == case.family.id)}


async def test_items_stand_in_the_order_told_and_a_later_plan_replaces_it(stage: Stage) -> None:
    case, first, second = await two_items(stage)
    before = await stage.again(case.family)
    done = await planning(stage, case, second, first)
    assert (done.errors, done.subject) == ((), case.family.id)
    assert await places(stage, case) == {second: 1, first: 2}
    family = await stage.again(case.family)
    assert (family.plan_responsible_id, family.version) == ((await stage.viewer(COMMISSIONER)).account, before.version + 1)
    item = await stage.again(case.item)
    await planning(stage, case, first, responsible=CADRE)
    assert await places(stage, case) == {first: 1, second: None}
    assert (await stage.again(case.family)).plan_responsible_id == (await stage.viewer(CADRE)).account
    assert ((await stage.again(case.item)).version, item.version) == (case.item.version, case.item.version)
    events = await stage.rows(Event, Event.subject_id == case.family.id, Event.action == "familyPlanSet")
    assert len(events) == 2


async def test_an_item_of_another_family_or_a_cancelled_one_is_refused(stage: Stage) -> None:
    case, first, second = await two_items(stage)
    other = await stage.drafted()
    assert await refused(stage, case, first, other.item.id) == [("ITEM_NOT_OF_FAMILY", ("items", 1))]
    await stage.done(ItemCancel, CADRE, second, reason="MISTAKE")
    assert await refused(stage, case, second, first) == [("ITEM_NOT_OF_FAMILY", ("items", 0))]


async def test_an_item_that_is_not_seen_is_not_found(stage: Stage) -> None:
    case, elsewhere = await stage.drafted(), await stage.drafted(in_="330109001001")
    assert await refused(stage, case, case.item.id, elsewhere.item.id) == [("NOT_FOUND", ("items", 1))]
    assert await refused(stage, elsewhere, case.item.id) == [("NOT_FOUND", ("id",))]


@pytest.mark.parametrize("who", ["commissioner.federation.330109001001", "handler.civil-affairs.330110", "leader.federation.330110"])
async def test_only_who_is_in_charge_of_the_family_answers_for_it(stage: Stage, who: str) -> None:
    case = await stage.drafted()
    assert await refused(stage, case, case.item.id, responsible=who) == [("NOT_IN_CHARGE_THERE", ("responsible",))]


@pytest.mark.parametrize("by", [COMMISSIONER, "cadre.federation.3301", "handler.civil-affairs.330110", "monitor.federation.330110"])
async def test_only_cadres_of_the_county_make_plans(stage: Stage, by: str) -> None:
    case = await stage.drafted()
    assert await refused(stage, case, case.item.id, by=by) == [("FORBIDDEN", ())]


async def test_a_stale_version_is_a_conflict(stage: Stage) -> None:
    case = await stage.drafted()
    version = (await stage.again(case.family)).version
    assert await refused(stage, case, case.item.id, expected_version=version + 1) == [("CONFLICT", ("expectedVersion",))]
