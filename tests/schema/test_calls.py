"""A call after a placement stands in the lists of the federation's side from its day on, a review in those of its office.

Source: docs/lifecycle.md (whom a referral waits for; `placementCallRecord`, `referralReview`); docs/domain.md 5.
"""

from datetime import date
from typing import Any

import pytest

from db.tables.placement_call import PlacementCall
from domain.placement import CallResult
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, OTHER_VILLAGE, VILLAGE
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE = "civil-affairs.330110"
COMMISSIONER, ELSEWHERE = f"commissioner.federation.{VILLAGE}", f"commissioner.federation.{OTHER_VILLAGE}"
OTHER_COUNTY, MONITOR, ABOVE = "cadre.federation.330106", "monitor.federation.3301", "cadre.federation.3301"
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
LONG_AGO = date(2026, 11, 20)
SHOWN = """query ($id: ID!) {
  node(id: $id) { ... on Referral { waitingFor colour workDueOn placementCalls { result leftOn leftReason { code } wantsAnother note } } }
  inbox { nodes { id } }
  followUpsDue { nodes { id } }
  waiting: referrals(filter: { waitingFor: FEDERATION }) { nodes { id } }
}"""
EVERYWHERE = {"inbox", "followUpsDue", "waiting"}
BOTH = ["FEDERATION", "COMMISSIONER"]


def confirmed(stage: Stage, call_on: date | None) -> Case:
    """A confirmed referral, and when the person is to be called."""
    return a_family(stage.world).with_need("EMPLOYMENT").referred_to(OFFICE, State.CONFIRMED, call_on=call_on)


def called(stage: Stage, case: Case) -> Case:
    """Somebody has called, and was told that the post was left."""
    referral = case.referral
    said: dict[str, Any] = {"left_on": LONG_AGO, "left_reason": "TERMS_NOT_KEPT", "wants_another": False, "note": "工资未发"}
    of = {name: getattr(referral, name) for name in ("family_id", "dispatching_office_id", "region_code")}
    row = {"id": stage.world.key(), "referral_id": referral.id, "account_id": case.cadre.account, "at": NOW, "result": CallResult.LEFT}
    stage.world.add(PlacementCall(**row, **of, **said))
    return case


async def shown(stage: Stage, case: Case, by: str) -> tuple[Any, set[str]]:
    """The referral as a viewer reads it, and the names of the lists that have it."""
    mine = global_id("Referral", case.referral.id)
    found = await stage.data(SHOWN, by, {"id": mine})
    return found.pop("node"), {name for name, rows in found.items() if mine in {each["id"] for each in rows["nodes"]}}


@pytest.mark.parametrize(
    ("call_on", "waiting", "colour", "lists"),
    [
        (TOMORROW, [], None, set()),
        (TODAY, BOTH, "GREEN", EVERYWHERE),
        (date(2026, 11, 23), BOTH, "YELLOW", EVERYWHERE),
        (LONG_AGO, BOTH, "RED", EVERYWHERE),
        (None, [], None, set()),
    ],
)
async def test_it_is_awaited_from_its_day_on(
    stage: Stage, call_on: date | None, waiting: list[str], colour: str | None, lists: set[str]
) -> None:
    node, listed = await shown(stage, confirmed(stage, call_on), CADRE)
    assert (node["waitingFor"], node["colour"], listed) == (waiting, colour, lists)


async def test_whoever_may_ask_the_family_has_it_in_the_inbox_and_nobody_else(stage: Stage) -> None:
    case = confirmed(stage, TODAY)
    assert (await shown(stage, case, COMMISSIONER))[1] == EVERYWHERE
    assert await shown(stage, case, ELSEWHERE) == (None, set())
    assert await shown(stage, case, OTHER_COUNTY) == (None, set())
    for by in (MONITOR, ABOVE, DISPATCHER):
        node, lists = await shown(stage, case, by)
        assert (node["waitingFor"], lists) == (BOTH, {"waiting"})


async def test_what_was_said_is_told_to_the_federation_alone(stage: Stage) -> None:
    case = called(stage, confirmed(stage, None))
    said = {"result": "LEFT", "leftOn": "2026-11-20", "leftReason": {"code": "TERMS_NOT_KEPT"}, "wantsAnother": False, "note": "工资未发"}
    for by in (CADRE, COMMISSIONER, MONITOR, ABOVE):
        assert (await shown(stage, case, by))[0]["placementCalls"] == [said]
    assert (await shown(stage, case, DISPATCHER))[0]["placementCalls"] is None


@pytest.mark.parametrize(
    ("review_on", "waiting", "colour", "lists"),
    [(TOMORROW, [], None, set()), (TODAY, ["OFFICE"], "YELLOW", {"inbox"}), (LONG_AGO, ["OFFICE"], "RED", {"inbox"})],
)
@pytest.mark.parametrize(("state", "confirmed"), [(State.CONFIRMED, True), (State.COMPLETED, False)])
async def test_a_review_is_awaited_from_its_office_on_its_day(
    stage: Stage, state: State, confirmed: bool, review_on: date, waiting: list[str], colour: str | None, lists: set[str]
) -> None:
    case = a_family(stage.world).with_need("CARE").referred_to(OFFICE, state, confirmed=confirmed, review_on=review_on)
    node, listed = await shown(stage, case, DISPATCHER)
    assert (node["waitingFor"], node["colour"], listed) == (waiting, colour, lists)
    assert (await shown(stage, case, CADRE))[1] == set()


async def test_until_the_family_has_been_asked_a_waiting_list_waits_for_the_federation(stage: Stage) -> None:
    case = a_family(stage.world).with_need("CARE").referred_to(OFFICE, State.COMPLETED, review_on=LONG_AGO)
    assert (await shown(stage, case, CADRE))[1] == EVERYWHERE
    assert (await shown(stage, case, DISPATCHER))[1] == {"waiting"}
