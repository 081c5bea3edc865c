"""A county has a type of help decided in its townships, or draws it up again. Source: docs/domain.md 3 (Routing)."""

from typing import Any

import pytest

from db.tables.authority import Authority
from db.tables.event import Event
from db.tables.referral import Referral
from domain.referral import ReturnedBy
from domain.routing import AuthorityLevel
from resolvers.commands.context import Done, Envelope
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.office.authority_set import OfficeAuthoritySet, OfficeAuthoritySetInput
from resolvers.commands.referral.return_ import ReferralReturn
from terminal.database import rerouted
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_dispatch import GIVEN
from tests.resolvers.commands.samples import CADRE

COUNTY, TOWN = "civil-affairs.330110", "civil-affairs.330110109"
DISPATCHER = f"dispatcher.{COUNTY}"
DOWN, UP = AuthorityLevel.TOWNSHIP, AuthorityLevel.COUNTY
DOCUMENT = "余民〔2026〕4号"


async def run(stage: Stage, by: str = DISPATCHER, **given: Any) -> Done:
    """What comes of the command."""
    input = OfficeAuthoritySetInput(**given)
    return await stage.commands.run(OfficeAuthoritySet(), input, await stage.viewer(by), Envelope(trace="trace"))


async def says(stage: Stage, decided_at: AuthorityLevel | None, of: str = "A01") -> None:
    """The county's office says where the type is decided; then every item stands as it would be decided now."""
    done = await run(stage, type=of, decided_at=decided_at, document=None if decided_at is None else DOCUMENT)
    assert (done.errors, done.subject) == ((), stage.world.office(COUNTY).id)
    assert await rerouted(stage.addresses.loader) == 0


async def refusals(stage: Stage, by: str = DISPATCHER, **given: Any) -> list[tuple[str, Any]]:
    """With what it is refused; nothing is left."""
    await stage.viewer(by)
    before = await stage.everything()
    done = await run(stage, by, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def first(stage: Stage, case: Case) -> str:
    """The office that routing tries first with the case's item, as it stands."""
    route = (await stage.again(case.item)).route_offices
    return next(name for name in (COUNTY, TOWN) if stage.world.office(name).id == route[0])


@pytest.fixture(autouse=True)
async def as_the_catalogue_says(stage: Stage) -> None:
    """What other tests said is gone, and both offices are there."""
    for name in (COUNTY, TOWN):
        stage.world.staffed(name)
    await stage.world.insert(stage.addresses.loader)
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql("delete from authority")
    await rerouted(stage.addresses.loader)


async def test_what_is_handed_down_goes_to_the_township_and_comes_back_up(stage: Stage) -> None:
    case = await stage.drafted("A01")
    before = await stage.again(case.item)
    assert await first(stage, case) == COUNTY
    await says(stage, DOWN)
    assert await first(stage, case) == TOWN
    await says(stage, None)
    assert await first(stage, case) == COUNTY
    after = await stage.again(case.item)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert len(await stage.rows(Authority)) == 1


async def test_what_the_township_decides_is_drawn_up(stage: Stage) -> None:
    case = await stage.drafted("A04")
    assert await first(stage, case) == TOWN
    await says(stage, UP, of="A04")
    assert await first(stage, case) == COUNTY


async def test_it_holds_for_what_is_drafted_and_dispatched_afterwards(stage: Stage) -> None:
    await says(stage, DOWN)
    case = await stage.drafted("A05")
    drafted = await stage.done(ItemDraft, CADRE, case.need.id, type="A01")
    assert drafted.subject is not None
    await stage.done(ItemDispatch, CADRE, drafted.subject, **GIVEN)
    sent = await stage.row(Referral, Referral.item_id == drafted.subject)
    assert sent.office_id == stage.world.office(TOWN).id


async def test_an_office_that_refused_is_not_tried_again(stage: Stage) -> None:
    case = await stage.drafted("A01")
    await stage.done(ItemDispatch, CADRE, case.item.id, office=stage.world.office(TOWN).id, **GIVEN)
    returned = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}
    await stage.done(ReferralReturn, f"dispatcher.{TOWN}", (await stage.newest(case)).id, **returned)
    await says(stage, DOWN)
    assert await first(stage, case) == COUNTY


async def test_who_only_accepts_elsewhere_decides_as_before(stage: Stage) -> None:
    case = await stage.drafted("A01")
    assert (await run(stage, type="A01", accepted_at=UP, document=DOCUMENT)).errors == ()
    assert await first(stage, case) == COUNTY


async def test_other_types_and_other_counties_stand_as_they_were(stage: Stage) -> None:
    elsewhere, other = await stage.drafted("A01", in_="330109001001"), await stage.drafted("A02")
    stood = [(await stage.again(each.item)).route_offices for each in (elsewhere, other)]
    await says(stage, DOWN)
    assert [(await stage.again(each.item)).route_offices for each in (elsewhere, other)] == stood


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"type": "A99", "decided_at": DOWN, "document": DOCUMENT}, "UNKNOWN_CODE", ("type",)),
        ({"type": "A14", "decided_at": DOWN, "document": DOCUMENT}, "NOT_DECIDED_HERE", ("type",)),
        ({"type": "A01", "decided_at": DOWN}, "REQUIRED", ("document",)),
        ({"type": "A01", "accepted_at": DOWN}, "REQUIRED", ("document",)),
        ({"type": "A01", "document": DOCUMENT}, "NOT_EXPECTED", ("document",)),
    ],
)
async def test_what_cannot_be_is_refused(stage: Stage, given: dict[str, Any], code: str, path: tuple[str, ...]) -> None:
    assert await refusals(stage, **given) == [(code, path)]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (f"dispatcher.{TOWN}", "NOT_AT_COUNTY"),
        ("dispatcher.civil-affairs.3301", "NOT_AT_COUNTY"),
        (f"handler.{COUNTY}", "FORBIDDEN"),
        (CADRE, "FORBIDDEN"),
        ("admin.system", "FORBIDDEN"),
    ],
)
async def test_only_a_dispatcher_of_the_countys_office_says_it(stage: Stage, by: str, code: str) -> None:
    assert await refusals(stage, by, type="A01", decided_at=DOWN, document=DOCUMENT) == [(code, ())]


@pytest.mark.parametrize("of", ["A31", "A37"])
async def test_requests_for_funds_are_not_handed_down(stage: Stage, of: str) -> None:
    given = {"type": of, "decided_at": DOWN, "document": DOCUMENT}
    assert await refusals(stage, "dispatcher.finance.330110", **given) == [("NOT_DECIDED_HERE", ("type",))]


async def test_no_event_is_left(stage: Stage) -> None:
    before = len(await stage.rows(Event))
    await says(stage, DOWN)
    assert len(await stage.rows(Event)) == before
