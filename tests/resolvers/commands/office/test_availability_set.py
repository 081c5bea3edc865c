"""An office says what it has room for, by township and type: open places, or a pause. Source: docs/domain.md 3."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.availability import Availability
from db.tables.event import Event
from domain.time.calendar import end_of
from resolvers.commands.context import Done, Envelope
from resolvers.commands.office.availability_set import OfficeAvailabilitySet, OfficeAvailabilitySetInput, PauseInput
from tests.builders.world import TOWN, code
from tests.resolvers.commands.conftest import Stage

OFFICE = "human-resources.330110"
DISPATCHER, HANDLER = f"dispatcher.{OFFICE}", f"handler.{OFFICE}"
TOWNSHIP, TODAY = code(TOWN), date(2026, 11, 24)
PAUSE = PauseInput(until=date(2026, 12, 31), reason="STAFF_SHORT")


async def run(stage: Stage, by: str = DISPATCHER, **given: Any) -> Done:
    """What comes of the command."""
    input = OfficeAvailabilitySetInput(**given)
    return await stage.commands.run(OfficeAvailabilitySet(), input, await stage.viewer(by), Envelope(trace="trace"))


async def says(stage: Stage, **given: Any) -> list[tuple[Any, ...]]:
    """The dispatcher says something; everything that the office has said is returned."""
    done = await run(stage, **given)
    assert (done.errors, done.subject) == ((), stage.world.office(OFFICE).id)
    rows = await stage.rows(Availability, Availability.office_id == done.subject)
    said = [(each.town_code, each.type_code, each.said_on, each.places, each.paused_until, each.pause_reason) for each in rows]
    return sorted(said, key=str)


async def refusals(stage: Stage, by: str = DISPATCHER, **given: Any) -> list[Any]:
    """With what it is refused; nothing is left."""
    await stage.viewer(by)
    before = await stage.everything()
    done = await run(stage, by, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def test_places_are_told_as_of_the_day_and_told_anew(stage: Stage) -> None:
    assert await says(stage, type="A15", places=12) == [(None, "A15", TODAY, 12, None, None)]
    stage.now += timedelta(days=3)
    assert await says(stage, type="A15", places=0) == [(None, "A15", TODAY + timedelta(days=3), 0, None, None)]


async def test_a_pause_lasts_to_the_end_of_its_last_day_and_takes_the_place_of_places(stage: Stage) -> None:
    await says(stage, type="A15", places=12)
    until = end_of(PAUSE.until)
    paused = (None, "A15", TODAY, None, until, "STAFF_SHORT")
    assert await says(stage, type="A15", pause=PAUSE) == [paused]
    assert await says(stage, township=TOWNSHIP, type="A15", places=3) == [(TOWNSHIP, "A15", TODAY, 3, None, None), paused]
    assert await says(stage, type="A15") == [(TOWNSHIP, "A15", TODAY, 3, None, None), (None, "A15", TODAY, None, None, None)]


async def test_another_office_says_its_own(stage: Stage) -> None:
    assert (await run(stage, "dispatcher.civil-affairs.330110", type="A15", places=1)).errors == ()
    assert (None, "A15", TODAY, 1, None, None) not in await says(stage, type="A14", places=2)


@pytest.mark.parametrize(
    ("given", "code_", "path"),
    [
        ({"places": 3, "pause": PAUSE}, "NOT_EXPECTED", ("places",)),
        ({"places": -1}, "NUMBER_RANGE", ("places",)),
        ({"places": 100_001}, "NUMBER_RANGE", ("places",)),
        ({"pause": PauseInput(until=TODAY - timedelta(days=1), reason="OTHER")}, "IN_PAST", ("pause", "until")),
        ({"pause": PauseInput(until=TODAY + timedelta(days=367), reason="OTHER")}, "TOO_LATE", ("pause", "until")),
        ({"pause": PauseInput(until=TODAY, reason="NEVER")}, "UNKNOWN_CODE", ("pause", "reason")),
        ({"township": "330110", "places": 1}, "REGION_LEVEL", ("township",)),
        ({"township": "330110005001", "places": 1}, "REGION_LEVEL", ("township",)),
        ({"type": "A99", "places": 1}, "UNKNOWN_CODE", ("type",)),
    ],
)
async def test_what_cannot_be_is_refused(stage: Stage, given: dict[str, Any], code_: str, path: tuple[str, ...]) -> None:
    assert await refusals(stage, **given) == [(code_, path)]


@pytest.mark.parametrize("by", [HANDLER, "commissioner.federation.330110109200", "leader.federation.330110", "admin.system"])
async def test_only_who_assigns_says_it(stage: Stage, by: str) -> None:
    assert await refusals(stage, by, places=1) == [("FORBIDDEN", ())]


async def test_no_event_is_left(stage: Stage) -> None:
    before = len(await stage.rows(Event))
    await says(stage, places=1)
    assert len(await stage.rows(Event)) == before


@pytest.fixture(autouse=True)
async def nothing_yet(stage: Stage) -> None:
    """What other tests said is gone."""
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql("delete from availability")
