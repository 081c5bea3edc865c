"""A filter is saved, replaced and taken away by its account alone. Source: docs/domain.md 3 (saved filters)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import update

from db.tables.account import Membership
from db.tables.event import Event
from db.tables.saved_filter import SavedFilter
from domain.saved_filter import FilteredList
from resolvers.commands.context import Done, Envelope
from resolvers.commands.filters.saved_filter_set import FilterInput, SavedFilterSet, SavedFilterSetInput
from resolvers.commands.inputs.input import FilterTold
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage

DISPATCHER, HANDLER = f"dispatcher.{PLAIN_OFFICE}", f"handler.{PLAIN_OFFICE}"
MINE = FilterInput(referrals=FilterTold(mine=True, state=["SIGNED"]))


async def run(stage: Stage, by: str = DISPATCHER, **given: Any) -> Done:
    """What comes of the command."""
    input = SavedFilterSetInput(**{"name": "在办", **given})
    return await stage.commands.run(SavedFilterSet(), input, await stage.viewer(by), Envelope(trace="trace"))


async def kept(stage: Stage, by: str = DISPATCHER, **given: Any) -> SavedFilter:
    """The filter as it stands after it was saved."""
    done = await run(stage, by, **given)
    assert done.errors == ()
    return await stage.row(SavedFilter, SavedFilter.id == done.subject)


async def refusals(stage: Stage, by: str = DISPATCHER, **given: Any) -> list[Any]:
    """With what it is refused; nothing is left."""
    await stage.viewer(by)
    before = await stage.everything()
    done = await run(stage, by, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def test_it_is_kept_as_json_for_its_list_and_for_whom_it_is_said(stage: Stage) -> None:
    row = await kept(stage, filter=MINE)
    assert (row.list, row.name, row.filter) == (FilteredList.REFERRALS, "在办", '{"mine":true,"state":["SIGNED"]}')
    assert (row.account_id, row.shared_office_id, row.saved_at) == (stage.world.viewer(DISPATCHER).account, None, stage.now)
    assert (await kept(stage, filter=MINE, shared=True)).shared_office_id == stage.world.office(PLAIN_OFFICE).id


async def test_it_is_replaced_and_taken_away_by_its_account(stage: Stage) -> None:
    key: UUID = (await kept(stage, filter=MINE, shared=True)).id
    items = FilterInput(items=FilterTold(colour="RED"))
    row = await kept(stage, id=key, name="超期", filter=items)
    assert (row.id, row.list, row.name, row.shared_office_id) == (key, FilteredList.ITEMS, "超期", None)
    assert (await run(stage, id=key)).errors == ()
    assert await stage.rows(SavedFilter, SavedFilter.id == key) == []


async def test_a_colleague_changes_none_and_sees_the_shared_ones_alone(stage: Stage) -> None:
    shared, own = [(await kept(stage, filter=MINE, shared=each)).id for each in (True, False)]
    assert await refusals(stage, HANDLER, id=shared, filter=MINE) == [("FORBIDDEN", ())]
    assert await refusals(stage, HANDLER, id=shared) == [("FORBIDDEN", ())]
    assert await refusals(stage, HANDLER, id=own) == [("NOT_FOUND", ("id",))]


async def test_what_somebody_who_left_has_shared_stays_and_is_taken_away_by_who_gives_out_the_work(stage: Stage) -> None:
    leaver, keeper, colleague = "operator.federation.330110", "cadre.federation.330110", "commissioner.federation.330110109200"
    shared = [(await kept(stage, leaver, filter=MINE, shared=True)).id for _ in range(2)]
    own = (await kept(stage, leaver, filter=MINE)).id
    assert await refusals(stage, keeper, id=shared[0]) == [("FORBIDDEN", ())]  # who shared it still works here
    account = stage.world.viewer(leaver).account
    async with stage.loader.begin() as connection:
        await connection.execute(update(Membership).where(Membership.account_id == account).values(ends_at=stage.now))
    assert await refusals(stage, colleague, id=shared[0]) == [("FORBIDDEN", ())]
    assert await refusals(stage, keeper, id=shared[0], filter=MINE) == [("FORBIDDEN", ())]
    assert await refusals(stage, keeper, id=own) == await refusals(stage, id=shared[0]) == [("NOT_FOUND", ("id",))]
    assert (await run(stage, keeper, id=shared[0])).errors == ()
    assert {each.id for each in await stage.rows(SavedFilter, SavedFilter.account_id == account)} == {shared[1], own}


async def test_what_was_shared_is_the_offices_wherever_else_its_account_works(stage: Stage) -> None:
    key = (await kept(stage, filter=MINE, shared=True)).id
    here, elsewhere = stage.world.viewer(DISPATCHER), await stage.viewer("dispatcher.education.330110")
    async with stage.loader.begin() as connection:
        moved = update(Membership).where(Membership.id == elsewhere.membership).values(account_id=here.account)
        await connection.execute(moved)
    there = replace(elsewhere, account=here.account)
    done = await stage.commands.run(SavedFilterSet(), SavedFilterSetInput(name="在办", id=key), there, Envelope(trace="trace"))
    assert [(each.code, each.path) for each in done.errors] == [("NOT_FOUND", ("id",))]


async def test_a_shared_one_names_no_row_and_every_one_asks_for_something(stage: Stage) -> None:
    of_family = FilterInput(visits=FilterTold(family="RmFtaWx5OjE=", mode=["PHONE"]))
    assert await refusals(stage, filter=of_family, shared=True) == [("NOT_EXPECTED", ("filter", "visits", "family"))]
    nothing = FilterInput(needs=FilterTold(status=None))
    assert await refusals(stage, filter=nothing) == [("TOO_FEW", ("filter", "needs"))]
    two = FilterInput(needs=FilterTold(withoutItem=True), items=FilterTold(colour="RED"))
    assert await refusals(stage, filter=two) == [("EXACTLY_ONE", ("filter",))]
    assert await refusals(stage) == [("REQUIRED", ("filter",))]


async def test_no_event_is_left(stage: Stage) -> None:
    before = len(await stage.rows(Event))
    await kept(stage, filter=MINE)
    assert len(await stage.rows(Event)) == before
