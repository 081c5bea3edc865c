"""An office that gave a case up is not told that it goes on elsewhere. Source: docs/domain.md 7 (former office)."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from domain.ask import AskState
from domain.referral import State
from domain.rules.group import Level
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, Stage

FORMER, OTHER = "civil-affairs.330110", "civil-affairs.330110109"
ALL = """
  id number version updatedAt state part waitingFor colour urgency { level } requestText disclosed { group level } returnable
  returnAsk { state reason { code } until }
  acceptanceAsk { state acceptedOn askedAt until untilOn }
  extension { state days reason { code } grantedDays askedAt until untilOn }
  returnReason { code }
  returnedBy cancelReason { code } confirmed reopenCount reopenUntil urgedFor
  questionOpen signedAt startedAt completedAt confirmedAt endedAt
  visibleUntil unread answerDueAt returnDueAt finishDueAt workDueAt clockPausedBy handler { id } item { id } previous { id } outcome { id }
  events { totalCount nodes { action at } } availableActions { action allowed reason { code } }
  family { number version updatedAt nextContactOn displayName { value } phone { value } referrals { totalCount } items { totalCount } }
"""
SEEN = f"""
  query ($id: ID!) {{
    node(id: $id) {{ ... on Referral {{ {ALL} }} }}
    inbox {{ totalCount }}
    referrals(first: 20) {{ totalCount groups(by: [COLOUR, STATE]) {{ keys count }} nodes {{ {ALL} }} }}
    waiting: referrals(filter: {{ waitingFor: FEDERATION }}) {{ totalCount }}
    changed: referrals(filter: {{ changedAfter: "2026-11-01T00:00:00Z" }}) {{ totalCount nodes {{ id }} }}
    just: referrals(filter: {{ changedAfter: "{NOW.isoformat()}" }}) {{ totalCount nodes {{ id }} }}
    news: referrals(filter: {{ unread: true }}) {{ totalCount nodes {{ id }} }}
    green: referrals(filter: {{ colour: GREEN }}) {{ totalCount }}
  }}
"""
DISPATCH = """
  mutation ($item: ID!, $office: ID, $version: Int!) {
    itemDispatch(input: {
      targets: [{ id: $item, expectedVersion: $version }], office: $office, legalBasis: STATUTORY_DUTY, previewSeen: true
    }) { results { item { lead { id } } errors { code path } } }
  }
"""
SIGN = "mutation ($id: ID!) { referralSign(input: { targets: [{ id: $id }] }) { results { referral { id } errors { code path } } } }"


ASKED = {
    "return_ask_state": AskState.LAPSED,
    "return_ask_reason": "WRONG_AREA",
    "return_ask_until": NOW + timedelta(days=1),
    "extension_state": AskState.REFUSED,
    "extension_reason": "OTHER",
    "extension_until": NOW + timedelta(days=1),
    "extension_days": 3,
    "extension_asked_at": NOW,
    "acceptance_ask_state": AskState.LAPSED,
    "acceptance_ask_accepted_on": NOW.date(),
    "acceptance_ask_asked_at": NOW,
    "acceptance_ask_until": NOW + timedelta(days=1),
}
"""It had asked to return it, for more time, and for another day of acceptance, before it gave it up."""


@pytest.mark.parametrize("state", [State.RETURNED, State.CANCELLED])
async def test_a_former_office_sees_the_same_whatever_becomes_of_the_case(stage: Stage, reference: Reference, state: State) -> None:
    by = f"dispatcher.{FORMER}"
    stage.world.viewer(by), stage.world.viewer(f"dispatcher.{OTHER}")
    given: dict[str, Any] = {"of_type": reference.types["A01"].limit, "case_level": Level.FULL, **ASKED}
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(FORMER, state, **given)
    case.item.lead_id = case.item.lead_office_id = None
    executor = stage.executor(Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True))

    async def ask(text: str, who: str, **variables: Any) -> Any:
        await stage.world.insert(stage.addresses.loader)
        answer = await executor.execute(Request(text, None, variables), stage.world.viewer(who), "trace")
        assert (answer.errors, answer.causes) == ((), ())
        return orjson.loads(answer.data or b"")

    item, mine = global_id("AssistanceItem", case.item.id), global_id("Referral", case.referral.id)
    before = await ask(SEEN, by, id=mine)
    assert before["node"]["waitingFor"] == []
    sent = await ask(DISPATCH, CADRE, item=item, office=global_id("Office", stage.world.office(OTHER).id), version=case.item.version)
    (result,) = sent["itemDispatch"]["results"]
    assert result["errors"] == []
    assert await ask(SEEN, by, id=mine) == before
    (signed,) = (await ask(SIGN, f"dispatcher.{OTHER}", id=result["item"]["lead"]["id"]))["referralSign"]["results"]
    assert signed["errors"] == []
    assert await ask(SEEN, by, id=mine) == before
