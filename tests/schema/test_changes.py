"""The feed of what happened to referrals, resumed behind any position. Source: docs/decisions/027-feed.md."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.feed.place import place
from db.session.connect import connected
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE, OTHER, TOWNSHIP = "civil-affairs.330110", "human-resources.330110", "civil-affairs.330110109"
ASKED = """query ($after: String, $first: Int) {
  changes(after: $after, first: $first) { nodes { position at action referral { id number state version } } endPosition hasMore }
}"""


async def placed(stage: Stage) -> None:
    """What was written has its place."""
    await stage.world.insert(stage.addresses.loader)
    async with connected(stage.addresses.worker) as connection:
        await place(connection, NOW)


async def asked(stage: Stage, after: str | None, by: str = DISPATCHER, first: int = 200) -> Any:
    """A page of the feed."""
    return (await stage.data(ASKED, by, {"after": after, "first": first}))["changes"]


async def the_end(stage: Stage, by: str = DISPATCHER) -> str | None:
    """The position behind everything until now."""
    stage.world.viewer(by)
    await placed(stage)
    page = await asked(stage, None, by)
    while page["hasMore"]:
        page = await asked(stage, page["endPosition"], by)
    end: str | None = page["endPosition"]
    return end


def referred(stage: Stage, office: str = OFFICE, state: State = State.SIGNED, **columns: Any) -> Case:
    """A case with three steps: dispatched, signed, noted."""
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(office, state, **columns)
    case.with_event("referralSign", at=NOW - timedelta(hours=2))
    return case.with_event("referralProgress", "已联系", at=NOW - timedelta(hours=1))


async def test_changes_come_in_the_order_of_their_places_and_are_resumed_behind_any(stage: Stage) -> None:
    start = await the_end(stage)
    case = referred(stage)
    await placed(stage)
    later = case.with_event("referralTake", at=NOW - timedelta(hours=5))
    await placed(stage)
    page = await asked(stage, start)
    assert [each["action"] for each in page["nodes"]] == ["itemDispatch", "referralSign", "referralProgress", "referralTake"]
    shown = {"id": global_id("Referral", later.referral.id), "number": later.referral.number, "state": "SIGNED", "version": 1}
    assert [each["referral"] for each in page["nodes"]] == [shown] * 4
    assert (page["endPosition"], page["hasMore"]) == (page["nodes"][-1]["position"], False)
    for each, rest in zip(page["nodes"], ([*page["nodes"][at:]] for at in range(1, 5)), strict=True):
        assert (await asked(stage, each["position"]))["nodes"] == rest


async def test_a_page_says_whether_more_stand_behind_it(stage: Stage) -> None:
    start = await the_end(stage)
    referred(stage)
    await placed(stage)
    pages = [first := await asked(stage, start, first=2), await asked(stage, first["endPosition"], first=2)]
    assert [(len(each["nodes"]), each["hasMore"]) for each in pages] == [(2, True), (1, False)]
    assert await asked(stage, start, first=0) == {"nodes": [], "endPosition": start, "hasMore": False}


async def test_where_nothing_is_new_the_position_stays_also_while_others_are_busy(stage: Stage) -> None:
    start = await the_end(stage)
    referred(stage, OTHER)
    await placed(stage)
    assert await asked(stage, start) == {"nodes": [], "endPosition": start, "hasMore": False}
    assert [each["action"] for each in (await asked(stage, start, f"dispatcher.{OTHER}"))["nodes"]][:1] == ["itemDispatch"]


async def test_what_has_no_place_yet_is_not_told(stage: Stage) -> None:
    start = await the_end(stage)
    referred(stage)
    await stage.world.insert(stage.addresses.loader)
    assert (await asked(stage, start))["nodes"] == []
    await placed(stage)
    assert len((await asked(stage, start))["nodes"]) == 3


async def test_a_former_office_is_told_its_own_history_until_it_sees_the_referral_no_more(stage: Stage) -> None:
    start = await the_end(stage)
    returned = referred(stage, state=State.RETURNED)
    returned.item.lead_id = None
    returned.referred_to(OTHER, State.SIGNED).with_event("referralSign", at=NOW)
    gone = referred(stage, state=State.RETURNED, visible_until=NOW)
    gone.access.until = NOW
    await placed(stage)
    assert {each["referral"]["id"] for each in (await asked(stage, start))["nodes"]} == {global_id("Referral", returned.referrals[0].id)}


async def test_the_county_is_told_of_what_it_delegated(stage: Stage) -> None:
    start = await the_end(stage)
    case = referred(stage, TOWNSHIP, delegating_office_id=stage.world.office(OFFICE).id)
    await placed(stage)
    assert {each["referral"]["id"] for each in (await asked(stage, start))["nodes"]} == {global_id("Referral", case.referral.id)}


@pytest.mark.parametrize(
    ("by", "sees"),
    [
        (CADRE, True),
        ("commissioner.federation.330110109200", True),
        ("monitor.federation.3301", True),
        ("dispatcher.civil-affairs.3301", True),
        ("cadre.federation.330106", False),
        ("commissioner.federation.330110110200", False),
        ("dispatcher.human-resources.330110", False),
        ("leader.federation.330110", False),
        ("viewer.government.330110", False),
        ("admin.audit", False),
    ],
)
async def test_everybody_is_told_of_the_referrals_that_they_see(stage: Stage, by: str, sees: bool) -> None:
    start = await the_end(stage, by)
    case = referred(stage)
    await placed(stage)
    found = (await asked(stage, start, by))["nodes"]
    assert {each["referral"]["id"] for each in found} == ({global_id("Referral", case.referral.id)} if sees else set())


async def test_a_position_tells_nothing_that_its_event_does_not(stage: Stage) -> None:
    start = await the_end(stage)
    case = referred(stage)
    await placed(stage)
    page = await asked(stage, start, first=1)
    _, placed_at, at, key = json.loads(base64.b64decode(page["endPosition"]))
    async with stage.as_loader() as connection:
        row = await connection.fetchrow("select * from event where subject_id = $1 order by at limit 1", case.referral.id)
    assert row is not None
    assert (key, datetime.fromisoformat(at), datetime.fromisoformat(placed_at)) == (str(row["id"]), row["at"], row["placed_at"])


@pytest.mark.parametrize("after", ["", "x", "bnVsbA==", base64.b64encode(b'["00000000","x","y","z"]').decode()])
async def test_what_is_no_position_is_refused(stage: Stage, after: str) -> None:
    assert await stage.refusals(ASKED, DISPATCHER, {"after": after}) == [("BAD_USER_INPUT", ["changes", "after"])]


@pytest.mark.parametrize("first", [-1, 201])
async def test_a_page_holds_two_hundred_at_most(stage: Stage, first: int) -> None:
    assert await stage.refusals(ASKED, DISPATCHER, {"first": first}) == [("BAD_USER_INPUT", ["changes", "first"])]
