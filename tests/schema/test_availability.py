"""Before an item is sent, the dispatcher is told what the office says of its room for it. Source: docs/domain.md 3."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.tables.availability import Availability
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, OTHER_TOWN, TOWN, VILLAGE, code
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE = "civil-affairs.330110"
HERE, ELSEWHERE = code(TOWN), code(OTHER_TOWN)
OVER, ENDING, LATER = NOW, NOW + timedelta(milliseconds=1), datetime(2026, 12, 31, 16, tzinfo=NOW.tzinfo)
SAID = "availability { township { code } type { code } saidOn places pausedUntil reason { code } }"
PREVIEW = f"""query ($item: ID!, $office: ID!) {{
  node(id: $item) {{ ... on AssistanceItem {{ dispatchPreview(office: $office) {{ paused {SAID} }} }} }}
  office: node(id: $office) {{ ... on Office {{ {SAID} }} }}
}}"""
Said = tuple[str | None, str | None, int | datetime | None]


def say(stage: Stage, name: str, *said: Said) -> None:
    """What an office has said of its room: places, or until when it pauses, or nothing any more."""
    for town, type_, room in said:
        pause = {"paused_until": room, "pause_reason": "STAFF_SHORT"} if isinstance(room, datetime) else {"places": room}
        of = {"office_id": stage.world.office(name).id, "town_code": town, "type_code": type_}
        stage.world.add(Availability(id=stage.world.key(), said_on=date(2026, 11, 20), **of, **pause))


async def shown(stage: Stage, case: Case, name: str, by: str = CADRE) -> tuple[Any, Any]:
    """The preview of sending the item there, and what the office tells everybody."""
    keys = {"item": global_id("AssistanceItem", case.item.id), "office": global_id("Office", stage.world.office(name).id)}
    found = await stage.data(PREVIEW, by, keys)
    return found["node"]["dispatchPreview"], found["office"]["availability"]


def drafted(stage: Stage) -> Case:
    """An item of A01 for a family of the township."""
    return a_family(stage.world, VILLAGE).with_need("LIVING_ASSISTANCE").with_draft("A01")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], (False, None)),
        ([(None, None, 4)], (False, 4)),
        ([(None, None, 4), (None, "A01", 3)], (False, 3)),
        ([(None, None, 4), (None, "A01", 3), (HERE, None, 2)], (False, 2)),
        ([(None, None, 4), (None, "A01", 3), (HERE, None, 2), (HERE, "A01", 1)], (False, 1)),
        ([(ELSEWHERE, "A01", 9), (HERE, "A02", 9), (ELSEWHERE, None, 9), (None, "A02", 9)], (False, None)),
        ([(None, None, LATER)], (True, None)),
        ([(None, None, LATER), (None, "A01", 0)], (False, 0)),
        ([(None, "A01", 5), (HERE, "A01", ENDING)], (True, None)),
        ([(None, "A01", 5), (HERE, "A01", OVER)], (False, 5)),
        ([(None, "A01", 5), (HERE, "A01", None)], (False, 5)),
    ],
)
async def test_the_most_particular_that_holds_is_told(stage: Stage, said: list[Said], expected: tuple[bool, int | None]) -> None:
    async with stage.as_loader() as connection:
        await connection.execute("delete from availability")
    say(stage, OFFICE, *said)
    preview, _ = await shown(stage, drafted(stage), OFFICE)
    told = preview["availability"]
    assert (preview["paused"], None if told is None else told["places"]) == expected


async def test_everybody_is_told_what_an_office_has_room_for(stage: Stage) -> None:
    other = "civil-affairs.330106"
    say(stage, other, (None, "A01", LATER), (HERE, "A02", 3), (HERE, "A03", OVER), (HERE, "A04", None))
    for by in (CADRE, DISPATCHER, "viewer.government.330110"):
        (_, told) = await shown(stage, drafted(stage), other, by) if by == CADRE else (None, await listed(stage, other, by))
        assert told == [
            {"township": {"code": HERE}, "type": {"code": "A02"}, "saidOn": "2026-11-20", "places": 3, "pausedUntil": None, "reason": None},
            {
                "township": None, "type": {"code": "A01"}, "saidOn": "2026-11-20",
                "places": None, "pausedUntil": "2026-12-31", "reason": {"code": "STAFF_SHORT"},
            },
        ]  # fmt: skip


async def listed(stage: Stage, name: str, by: str) -> Any:
    key = {"office": global_id("Office", stage.world.office(name).id)}
    return (await stage.data(f"query ($office: ID!) {{ node(id: $office) {{ ... on Office {{ {SAID} }} }} }}", by, key))["node"][
        "availability"
    ]


async def test_an_office_of_the_village_tells_nobody_who_may_not_know_the_village(stage: Stage) -> None:
    community = f"community.{VILLAGE}"
    say(stage, community, (None, None, LATER))
    case = drafted(stage)
    assert (await shown(stage, case, community))[0]["paused"] is True
    preview, _ = await shown(stage, case, community, "monitor.federation.3301")
    assert (preview["paused"], preview["availability"]) == (None, None)
