"""Where items still to be dispatched may go is decided again when the database is brought up. Source: docs/decisions/025-one-route.md."""

from typing import Any

import asyncpg
import pytest

from domain.referral import ReturnedBy, State
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.referral.recall import ReferralRecall
from resolvers.commands.referral.return_ import ReferralReturn
from terminal.database import rerouted
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_dispatch import GIVEN
from tests.resolvers.commands.samples import CADRE, SAMPLES, Sample

COUNTY, TOWN, CITY = "civil-affairs.330110", "civil-affairs.330110109", "civil-affairs.3301"
LEFT_TO_BE_DISPATCHED = [each for each in SAMPLES if each.command in (ItemDraft, ItemEdit, ReferralRecall, ReferralReturn)]
"""Of every step of the life cycle the model asks the same (tests/model)."""
REFUSED = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}


async def execute(stage: Stage, statement: str, *given: Any) -> None:
    """One statement past every command."""
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        await connection.execute(statement, *given)
    finally:
        await connection.close()


async def route(stage: Stage, case: Case) -> list[Any]:
    """The offices that routing tries with the case's item, as they stand."""
    return (await stage.again(case.item)).route_offices


@pytest.mark.parametrize("sample", LEFT_TO_BE_DISPATCHED, ids=[sample.command.action for sample in LEFT_TO_BE_DISPATCHED])
async def test_an_item_left_to_be_dispatched_has_the_route_that_would_be_decided_now(stage: Stage, sample: Sample) -> None:
    case = await sample.case(stage)
    await rerouted(stage.addresses.loader)
    await stage.done(sample.command, sample.by[0], sample.target(case), **sample.input(stage.world))
    assert await rerouted(stage.addresses.loader) == 0


async def test_items_that_were_there_before_routes_were_kept_get_theirs(stage: Stage) -> None:
    for name in (COUNTY, TOWN):
        stage.world.staffed(name)
    case, sent = await stage.drafted("A01"), await stage.referred(State.SIGNED, "A01", COUNTY)
    before = await stage.again(case.item)
    await execute(stage, "update assistance_item set route_offices = '{}', fitting_offices = '{}'")
    assert await rerouted(stage.addresses.loader) >= 1
    after = await stage.again(case.item)
    county, town = (stage.world.office(name).id for name in (COUNTY, TOWN))
    assert after.route_offices[:2] == [county, town]
    assert {county, town, case.federation.id} <= {*after.fitting_offices}
    assert (after.route_offices, after.fitting_offices) == (before.route_offices, before.fitting_offices)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert (await route(stage, sent))[:2] == [county, town]
    assert await rerouted(stage.addresses.loader) == 0


async def test_an_office_that_is_new_is_on_the_way_of_items_drafted_before(stage: Stage) -> None:
    case = await stage.drafted("A01", in_="330109001001")
    new = stage.world.staffed("civil-affairs.330109")
    await stage.world.insert(stage.addresses.loader)
    assert new.id not in await route(stage, case)
    await rerouted(stage.addresses.loader)
    assert (await route(stage, case))[0] == new.id


async def test_who_refused_another_help_for_the_item_is_tried_again(stage: Stage) -> None:
    stage.world.staffed(COUNTY)
    case = await stage.drafted("A01")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    await stage.done(ReferralReturn, f"dispatcher.{COUNTY}", (await stage.newest(case)).id, **REFUSED)
    county = stage.world.office(COUNTY).id
    assert county not in await route(stage, case)
    await stage.done(ItemEdit, CADRE, case.item.id, type="A04")
    assert county in await route(stage, case)
    await stage.done(ItemEdit, CADRE, case.item.id, type="A01")
    assert county not in await route(stage, case)
    assert await rerouted(stage.addresses.loader) == 0
