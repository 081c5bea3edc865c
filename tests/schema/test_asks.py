"""What an office asks is shown as it stands now: what lapses by time alone has lapsed, though nothing has written it down.

Source: docs/lifecycle.md (Guards and answers).
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.ask import AskState
from domain.referral import ReturnedBy, State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE, MONITOR, ABOVE = "civil-affairs.330110", "monitor.federation.330110", "monitor.federation.3301"
IN_TIME, TOO_LATE = NOW + timedelta(milliseconds=1), NOW
SHOWN = """query ($id: ID!) {
  node(id: $id) { ... on Referral {
    returnable waitingFor
    acceptanceAsk { state acceptedOn askedAt until untilOn }
    extension { state days grantedDays reason { code } askedAt until untilOn }
    returnAsk { state reason { code } returnedBy askedAt until untilOn suggestedOffice { id } }
    availableActions { action allowed reason { code } }
  } }
  inbox { nodes { id } }
  waiting: referrals(filter: { waitingFor: FEDERATION }) { nodes { id } }
}"""


def asked(stage: Stage, until: datetime, state: State = State.IN_PROGRESS, **columns: Any) -> Case:
    """A referral that its office asks to return, undecided until a moment."""
    ask: dict[str, Any] = {
        "return_ask_state": AskState.OPEN,
        "return_ask_reason": "WRONG_AREA",
        "return_ask_returned_by": ReturnedBy.NOT_OUR_AREA,
        "return_ask_asked_at": NOW - timedelta(days=2),
        "return_ask_until": until,
    }
    return a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, state, **(ask | columns))


async def shown(stage: Stage, case: Case, by: str) -> tuple[Any, set[str]]:
    """The referral as a viewer reads it, and the names of the lists that have it."""
    mine = global_id("Referral", case.referral.id)
    found = await stage.data(SHOWN, by, {"id": mine})
    return found.pop("node"), {name for name, rows in found.items() if mine in {each["id"] for each in rows["nodes"]}}


@pytest.mark.parametrize("state", [State.DISPATCHED, State.SIGNED, State.IN_PROGRESS])
async def test_it_waits_for_the_federation_until_its_moment_and_has_then_been_refused(stage: Stage, state: State) -> None:
    open_, open_in = await shown(stage, asked(stage, IN_TIME, state), CADRE)
    over, over_in = await shown(stage, asked(stage, TOO_LATE, state), CADRE)
    assert (open_["returnAsk"]["state"], open_["returnable"], open_["waitingFor"]) == ("OPEN", True, ["OFFICE", "FEDERATION"])
    assert (over["returnAsk"]["state"], over["returnable"], over["waitingFor"]) == ("LAPSED", False, ["OFFICE"])
    assert (open_in, over_in) == ({"inbox", "waiting"}, set())
    decides = [{each["action"]: each["allowed"] for each in node["availableActions"]}["referralReturnDecide"] for node in (open_, over)]
    assert decides == [True, False]


async def test_its_office_may_return_it_no_more_once_it_has_lapsed(stage: Stage) -> None:
    over, _ = await shown(stage, asked(stage, TOO_LATE, State.SIGNED), DISPATCHER)
    why = {each["action"]: (each["reason"] or {}).get("code") for each in over["availableActions"]}
    assert (why["referralReturn"], why["referralReturnAsk"]) == ("NOT_RETURNABLE", "NOT_RETURNABLE")


async def test_what_waits_for_the_federation_for_more_than_an_ask_goes_on_waiting(stage: Stage) -> None:
    for case in (asked(stage, TOO_LATE, State.SUSPENDED), asked(stage, TOO_LATE, question_open=True)):
        node, lists = await shown(stage, case, CADRE)
        assert (node["returnAsk"]["state"], "FEDERATION" in node["waitingFor"], lists) == ("LAPSED", True, {"inbox", "waiting"})


async def test_an_office_of_the_familys_village_is_named_to_nobody_who_may_not_know_where_it_lives(stage: Stage) -> None:
    office = stage.world.office("community.330110109200")
    case = asked(stage, IN_TIME, return_ask_suggested_office_id=office.id)
    named = global_id("Office", office.id)
    assert (await shown(stage, case, CADRE))[0]["returnAsk"]["suggestedOffice"] == {"id": named}
    assert (await shown(stage, case, MONITOR))[0]["returnAsk"]["suggestedOffice"] is None


def pressed(stage: Stage, until: datetime, office: str = OFFICE, **columns: Any) -> Case:
    """A referral whose office asks for more time, undecided until a moment."""
    ask: dict[str, Any] = {
        "extension_state": AskState.OPEN,
        "extension_days": 4,
        "extension_reason": "PROCEDURE",
        "extension_asked_at": NOW - timedelta(days=2),
        "extension_until": until,
    }
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(office, State.IN_PROGRESS, **(ask | columns))
    case.referral.extension_until = until
    setattr(case.referral, "monitor_until" if case.referral.waits_monitor else "federation_until", until)
    return case


async def test_more_time_is_asked_of_the_federation_until_its_moment(stage: Stage) -> None:
    open_, open_in = await shown(stage, pressed(stage, IN_TIME), CADRE)
    over, over_in = await shown(stage, pressed(stage, TOO_LATE), CADRE)
    assert {each: open_["extension"][each] for each in ("state", "days", "grantedDays")} == {"state": "OPEN", "days": 4, "grantedDays": 0}
    assert (over["extension"]["state"], open_["waitingFor"], over["waitingFor"]) == ("LAPSED", ["OFFICE", "FEDERATION"], ["OFFICE"])
    assert (open_in, over_in) == ({"inbox", "waiting"}, set())
    decides = [{each["action"]: each["allowed"] for each in node["availableActions"]}["referralExtensionDecide"] for node in (open_, over)]
    assert decides == [True, False]


async def test_of_a_self_handled_referral_it_is_asked_of_the_monitor_above(stage: Stage) -> None:
    above = stage.world.office("federation.3301").id
    own: dict[str, Any] = {"office": "federation.330110", "monitor_office_id": above}
    cases = [pressed(stage, until, **own) for until in (IN_TIME, TOO_LATE)]
    (open_, lists), (over, over_lists) = [await shown(stage, case, ABOVE) for case in cases]
    assert (open_["waitingFor"], over["waitingFor"]) == (["OFFICE", "MONITOR"], ["OFFICE"])
    assert ("inbox" in lists, "inbox" in over_lists) == (True, False)
    for by, allowed in ((ABOVE, True), (CADRE, False)):
        node, _ = await shown(stage, cases[0], by)
        assert {each["action"]: each["allowed"] for each in node["availableActions"]}["referralExtensionDecide"] is allowed


async def test_another_day_of_acceptance_is_asked_until_its_moment(stage: Stage) -> None:
    ask: dict[str, Any] = {
        "accepted_on": NOW.date(),
        "acceptance_ask_state": AskState.OPEN,
        "acceptance_ask_accepted_on": NOW.date() - timedelta(days=1),
        "acceptance_ask_asked_at": NOW - timedelta(days=2),
    }
    asked_now = [(State.IN_PROGRESS, IN_TIME), (State.REOPENED, TOO_LATE)]
    families = [a_family(stage.world).with_need("LIVING_ASSISTANCE") for _ in asked_now]
    cases = [
        family.referred_to(OFFICE, state, **ask, acceptance_ask_until=until)
        for family, (state, until) in zip(families, asked_now, strict=True)
    ]
    (open_, open_in), (over, over_in) = [await shown(stage, case, CADRE) for case in cases]
    assert (open_["acceptanceAsk"]["state"], open_["acceptanceAsk"]["acceptedOn"]) == ("OPEN", "2026-11-23")
    assert (open_["waitingFor"], over["waitingFor"], open_in, over_in) == (
        ["OFFICE", "FEDERATION"],
        ["OFFICE"],
        {"inbox", "waiting"},
        set(),
    )
    allowed = [{each["action"]: each["allowed"] for each in node["availableActions"]}["acceptedOnDecide"] for node in (open_, over)]
    assert (over["acceptanceAsk"]["state"], allowed) == ("LAPSED", [True, False])
