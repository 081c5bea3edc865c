"""An office names who handles by default what it signs, by township and type. Source: docs/domain.md 3."""

from typing import Any

import pytest

from db.tables.default_handler import DefaultHandler
from db.tables.event import Event
from domain.referral import State
from resolvers.commands.context import Done, Envelope
from resolvers.commands.office.default_handler_set import OfficeDefaultHandlerSet, OfficeDefaultHandlerSetInput
from resolvers.commands.referral.sign import ReferralSign
from tests.builders.world import TOWN, code
from tests.resolvers.commands.conftest import PLAIN_TYPE, Stage

OFFICE = "healthcare-security.330110"
DISPATCHER, HANDLER, STRANGER = f"dispatcher.{OFFICE}", f"handler.{OFFICE}", "handler.civil-affairs.330110"
TOWNSHIP, ELSEWHERE = code(TOWN), "330110110000"


async def run(stage: Stage, by: str = DISPATCHER, **given: Any) -> Done:
    """What comes of the command."""
    input = OfficeDefaultHandlerSetInput(**given)
    return await stage.commands.run(OfficeDefaultHandlerSet(), input, await stage.viewer(by), Envelope(trace="trace"))


async def names(stage: Stage, who: str | None, township: str | None = None, type_: str | None = None) -> None:
    """The dispatcher names somebody, or nobody any more."""
    done = await run(stage, handler=None if who is None else (await stage.viewer(who)).account, township=township, type=type_)
    assert (done.errors, done.subject) == ((), stage.world.office(OFFICE).id)


async def refusals(stage: Stage, by: str = DISPATCHER, **given: Any) -> list[Any]:
    """With what it is refused; nothing is left."""
    await stage.viewer(by)
    before = await stage.everything()
    done = await run(stage, by, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def handles(stage: Stage, **given: Any) -> str | None:
    """Who handles a referral of the type, from the township, once it is signed."""
    case = await stage.referred(State.DISPATCHED)
    await stage.done(ReferralSign, DISPATCHER, case.referral.id, **given)
    account = (await stage.again(case.referral)).handler_id
    (event,) = await stage.rows(Event, Event.subject_id == case.referral.id, Event.action == "referralSign")
    assert event.handler_id == account
    return next((name for name, viewer in stage.world.viewers.items() if viewer.account == account), None)


@pytest.fixture(autouse=True)
async def nobody_yet(stage: Stage) -> None:
    """The defaults of other tests are gone."""
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql("delete from default_handler")


async def test_what_is_signed_goes_to_the_default_unless_somebody_is_named(stage: Stage) -> None:
    assert await handles(stage) is None
    await names(stage, HANDLER)
    assert await handles(stage) == HANDLER
    assert await handles(stage, handler=(await stage.viewer(DISPATCHER)).account) == DISPATCHER


@pytest.mark.parametrize(
    ("named", "goes_to"),
    [
        ([(HANDLER, TOWNSHIP, PLAIN_TYPE), (DISPATCHER, TOWNSHIP, None)], HANDLER),
        ([(HANDLER, TOWNSHIP, None), (DISPATCHER, None, PLAIN_TYPE)], HANDLER),
        ([(HANDLER, None, PLAIN_TYPE), (DISPATCHER, None, None)], HANDLER),
        ([(HANDLER, ELSEWHERE, PLAIN_TYPE), (HANDLER, TOWNSHIP, "A01"), (DISPATCHER, None, None)], DISPATCHER),
        ([(HANDLER, ELSEWHERE, None), (HANDLER, None, "A01")], None),
    ],
)
async def test_the_nearest_default_counts(stage: Stage, named: list[tuple[str, str | None, str | None]], goes_to: str | None) -> None:
    for who, township, type_ in named:
        await names(stage, who, township, type_)
    assert await handles(stage) == goes_to


async def test_a_default_is_replaced_and_taken_away(stage: Stage) -> None:
    for who in (HANDLER, DISPATCHER):
        await names(stage, who, TOWNSHIP, PLAIN_TYPE)
        assert await handles(stage) == who
    await names(stage, None, TOWNSHIP, PLAIN_TYPE)
    assert await handles(stage) is None
    assert len(await stage.rows(DefaultHandler)) == 1


async def test_whoever_works_there_no_more_is_passed_over(stage: Stage) -> None:
    await names(stage, HANDLER)
    (default,) = await stage.rows(DefaultHandler)
    gone = (await stage.viewer(STRANGER)).account
    async with stage.loader.begin() as connection:
        nearer = "insert into default_handler (id, office_id, town_code, handler_id) values ($1, $2, $3, $4)"
        await connection.exec_driver_sql(nearer, (stage.world.key(), default.office_id, TOWNSHIP, gone))
    assert await handles(stage) == HANDLER


async def test_another_office_has_its_own_defaults(stage: Stage) -> None:
    other = await stage.viewer("dispatcher.civil-affairs.330110")
    assert (await run(stage, "dispatcher.civil-affairs.330110", handler=other.account)).errors == ()
    assert await handles(stage) is None


async def test_a_stranger_to_the_office_is_refused(stage: Stage) -> None:
    stranger = (await stage.viewer(STRANGER)).account
    assert await refusals(stage, handler=stranger) == [("HANDLER_NOT_OF_OFFICE", ("handler",))]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"township": "330110"}, "REGION_LEVEL"),
        ({"township": "330110005001"}, "REGION_LEVEL"),
        ({"township": "999999999"}, "UNKNOWN_REGION"),
        ({"type": "A99"}, "UNKNOWN_CODE"),
    ],
)
async def test_a_place_or_type_that_there_is_not_is_refused(stage: Stage, given: dict[str, str], code: str) -> None:
    assert await refusals(stage, **given) == [(code, (next(iter(given)),))]


@pytest.mark.parametrize("by", [HANDLER, "commissioner.federation.330110109200", "leader.federation.330110", "admin.system"])
async def test_only_who_assigns_names_defaults(stage: Stage, by: str) -> None:
    assert await refusals(stage, by) == [("FORBIDDEN", ())]


async def test_no_event_is_left(stage: Stage) -> None:
    before = len(await stage.rows(Event))
    await names(stage, HANDLER, TOWNSHIP)
    assert len(await stage.rows(Event)) == before
