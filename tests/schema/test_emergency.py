"""What an emergency view shows to whom, and what it tells of itself. Source: docs/domain.md 7."""

from typing import Any

import asyncpg
import pytest

from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import TOWN
from tests.schema.conftest import CADRE, Ask, Stage

BY, COLLEAGUE, ABOVE = f"dispatcher.civil-affairs.{TOWN}", f"handler.civil-affairs.{TOWN}", "dispatcher.civil-affairs.3301"
MONITOR, SECURITY, NEXT = "monitor.federation.330110", "admin.security", "cadre.federation.330106"
NEARBY = "commissioner.federation.330110109203"
SEEN = """family {
  number displayName { value level } phone { value } address { value level } contactWish { by } contactPerson { name }
  healthCategories { code } incomePerHead categories { code } entitlements { type { code } } referrals { totalCount } needs { totalCount }
  visits { totalCount } items { totalCount } planItems { id }
  members { displayName { value } idNumber { value level } ageBand sex birthDate certificate { level } work { toldOn } guardian { phone } }
}"""
CALL = f"""mutation ($number: String!) {{
emergencyView(input: {{ of: {{ number: $number }}, reason: "DISASTER", text: "洪水上涨，须转移" }}) {{
  errors {{ code path }} emergencyView {{ id until found reason {{ code name }} text note decision {SEEN} }}
}} }}"""
LISTED = """{ emergencyViews { totalCount nodes {
  id account { name } office { id } reason { code } found until text note decision family { number displayName { value } phone { value } }
} } }"""


@pytest.fixture
def case(stage: Stage) -> Case:
    """A family of whom everything is known, with help in hand elsewhere."""
    full: dict[str, Any] = {"income_per_head": 80000, "health_categories": ["INFECTED"], "contact_wish_by": "PHONE", "phone": "16000001234"}
    case = a_family(stage.world, head="王小明", **full).with_certificate()
    case.head.guardian_name, case.head.guardian_phone = "王大山", "16000001111"
    return case.with_need("LIVING_ASSISTANCE").referred_to("human-resources.330110")


async def opened(ask: Ask, case: Case, by: str = BY) -> Any:
    """The row of a call, as whoever called is shown it."""
    payload = (await ask(CALL, by, number=case.family.number))["emergencyView"]
    assert payload["errors"] == []
    return payload["emergencyView"]


async def told(ask: Ask, who: str, key: str) -> Any:
    """What a viewer is told of a call in the list; None where it is not there."""
    listed = (await ask(LISTED, who))["emergencyViews"]
    assert listed["totalCount"] == len(listed["nodes"])
    return next((each for each in listed["nodes"] if each["id"] == key), None)


async def test_whoever_calls_sees_who_they_are_where_they_live_and_how_to_reach_them_and_nothing_else(ask: Ask, case: Case) -> None:
    shown = await opened(ask, case)
    family = shown.pop("family")
    assert (shown["found"], shown["reason"]["code"], shown["text"], shown["decision"]) == (True, "DISASTER", None, None)
    assert (family["displayName"], family["phone"]["value"]) == ({"value": "王小明", "level": "FULL"}, "16000001234")
    assert (family["address"]["level"], family["contactWish"], family["contactPerson"] is None) == ("FULL", {"by": "PHONE"}, False)
    hidden = ("healthCategories", "incomePerHead", "categories", "entitlements", "planItems")
    assert [family[name] for name in hidden if family[name] not in (None, [])] == []
    assert [family[name]["totalCount"] for name in ("referrals", "needs", "visits", "items")] == [0, 0, 0, 0]
    (member,) = family["members"]
    assert (member["displayName"]["value"], member["guardian"]["phone"]) == ("王小明", "16000001111")
    assert member["idNumber"] == {"value": None, "level": "HIDDEN"}
    assert [member[name] for name in ("ageBand", "sex", "birthDate", "certificate", "work")] == [None] * 5


async def test_everybody_who_must_know_is_told_and_each_no_more_than_that(ask: Ask, case: Case, stage: Stage) -> None:
    key = (await opened(ask, case))["id"]
    of_monitor, of_cadre, of_security, of_colleague = [await told(ask, who, key) for who in (MONITOR, CADRE, SECURITY, COLLEAGUE)]
    assert of_monitor["family"] == {"number": case.family.number, "displayName": {"value": "王**"}, "phone": {"value": None}}
    assert of_cadre["family"]["displayName"] == {"value": "王小明"}
    assert of_colleague["family"]["phone"] == {"value": "16000001234"}
    assert (of_security["family"], of_security["found"], of_security["account"] is None) == (None, True, False)
    assert of_security["office"] == {"id": global_id("Office", stage.world.office(f"civil-affairs.{TOWN}").id)}
    assert [each["text"] for each in (of_monitor, of_cadre, of_security, of_colleague)] == [None, "洪水上涨，须转移", None, None]
    others = (NEXT, ABOVE, NEARBY, "admin.system", "admin.audit", "leader.federation.330110", "dispatcher.human-resources.330110")
    assert [await told(ask, who, key) for who in others] == [None] * len(others)


async def test_a_call_that_finds_nobody_is_told_alike(ask: Ask, case: Case) -> None:
    elsewhere = a_family(case.world, in_="330106002051")
    shown = await opened(ask, elsewhere)
    assert (shown["found"], shown["until"], shown["family"]) == (False, None, None)
    for who in (MONITOR, CADRE, SECURITY):
        of_it = await told(ask, who, shown["id"])
        assert (of_it["found"], of_it["family"], of_it["reason"]["code"]) == (False, None, "DISASTER")


async def test_what_the_reviewer_notes_is_the_federations(ask: Ask, case: Case) -> None:
    key = (await opened(ask, case, COLLEAGUE))["id"]
    text = 'mutation ($id: ID!) { emergencyViewReview(input: { id: $id, decision: NOT_JUSTIFIED, note: "未见灾情" }) { errors { code } } }'
    assert (await ask(text, MONITOR, id=key))["emergencyViewReview"]["errors"] == []
    notes = [(each["decision"], each["note"]) for each in [await told(ask, who, key) for who in (MONITOR, CADRE, SECURITY, BY)]]
    assert notes == [("NOT_JUSTIFIED", "未见灾情"), ("NOT_JUSTIFIED", "未见灾情"), ("NOT_JUSTIFIED", None), ("NOT_JUSTIFIED", None)]
    assert (await told(ask, BY, key))["family"] is None


async def test_what_is_read_by_it_is_noted_and_explained(ask: Ask, case: Case, stage: Stage) -> None:
    await opened(ask, case, COLLEAGUE)
    key = global_id("Family", case.family.id)
    groups = (await ask("query ($id: ID!) { explainAccess(id: $id) { groups { group level why } } }", BY, id=key))["explainAccess"]
    found = {each["group"]: (each["level"], each["why"]) for each in groups["groups"]}
    assert (found["CONTACT"], found["HEALTH"]) == (("FULL", "EMERGENCY_VIEW"), ("HIDDEN", "NOT_IN_CONTRACT"))
    await ask("query ($id: ID!) { node(id: $id) { ... on Family { phone { value } incomePerHead } } }", BY, id=key)
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        account = stage.world.viewer(BY).account
        rows = await connection.fetch(
            "select groups from audit_record where family_ids = array[$1::uuid] and account_id = $2", case.family.id, account
        )
        assert [row["groups"] for row in rows] == [["CONTACT"]]
    finally:
        await connection.close()
