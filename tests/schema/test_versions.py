"""Versions of limits are listed to everybody, what is proposed of them to the administrators. Source: docs/decisions/050-versions.md."""

from datetime import timedelta

from domain.time.calendar import day_of
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, Ask, Stage

SOON = (day_of(NOW) + timedelta(days=7)).isoformat()
SET = """mutation ($input: LimitSetInput!) { limitSet(input: $input) { errors { code } proposal {
  id concerns codeList code { code name } value unit validFrom followsLimit { version value validTo } } } }"""
DECIDE = "mutation ($id: ID!) { proposalDecide(input: { id: $id, approved: true }) { errors { code } proposal { newLimit { version } } } }"
LIMITS = """query ($filter: LimitFilter) { limits(filter: $filter) { nodes {
  limit { code name } value validTo proposal { id } proposals { value } } } }"""


async def test_what_a_version_changes_is_told_before_it_is_approved_and_the_versions_after(ask: Ask, stage: Stage) -> None:
    for who in (CADRE, "admin.system", "admin.security"):
        stage.world.viewer(who)
    limit = {"limit": "clue", "value": 7, "validFrom": SOON, "basis": "省残联通知"}
    proposed = (await ask(SET, "admin.system", input=limit))["limitSet"]["proposal"]
    about = {"codeList": "LIMIT", "code": {"code": "clue", "name": "协助申请时限"}, "value": 7, "unit": "WORKING_DAY", "validFrom": SOON}
    assert proposed == {"id": proposed["id"], "concerns": 0, **about, "followsLimit": {"version": 1, "value": 5, "validTo": None}}
    of_it = {"limit": ["clue"]}
    (open_one,) = (await ask(LIMITS, "admin.security", filter=of_it))["limits"]["nodes"]
    assert (open_one["proposal"], open_one["proposals"]) == (None, [{"value": 7}])
    assert (await ask(LIMITS, CADRE, filter=of_it))["limits"]["nodes"][0]["proposals"] == []
    assert (await ask(DECIDE, "admin.security", id=proposed["id"]))["proposalDecide"]["proposal"] == {"newLimit": {"version": 2}}
    (coming,) = (await ask(LIMITS, "admin.security", filter={**of_it, "standing": "COMING"}))["limits"]["nodes"]
    assert (coming["value"], coming["proposal"], coming["proposals"]) == (7, {"id": proposed["id"]}, [])
    (present,) = (await ask(LIMITS, CADRE, filter={**of_it, "standing": "PRESENT"}))["limits"]["nodes"]
    assert (present["value"], present["validTo"], present["proposal"]) == (5, SOON, None)
    (then,) = (await ask(LIMITS, CADRE, filter={**of_it, "on": SOON}))["limits"]["nodes"]
    assert (then["value"], then["proposal"]) == (7, None)


async def test_the_limit_of_a_type_is_told_beside_the_one_that_stands(ask: Ask, stage: Stage) -> None:
    for who in (CADRE, "admin.system", "admin.security"):
        stage.world.viewer(who)
    limit = {"limit": "finish_type", "type": "A02", "value": 25, "validFrom": SOON, "basis": "省残联通知"}
    text = SET.replace("concerns", "concerns type { code limit { value } } newType { version }")
    proposed = (await ask(text, "admin.system", input=limit))["limitSet"]["proposal"]
    assert (proposed["type"], proposed["newType"]) == ({"code": "A02", "limit": {"value": 30}}, None)
    assert (proposed["code"]["name"], proposed["followsLimit"], proposed["concerns"]) == ("办理时限（按帮扶类型）", None, None)
    decide = DECIDE.replace("newLimit { version }", "newType { version limit { value } }")
    made = (await ask(decide, "admin.security", id=proposed["id"]))["proposalDecide"]["proposal"]
    assert made == {"newType": {"version": 2, "limit": {"value": 25}}}
    types = '{ assistanceTypes(filter: { code: ["A02"] }) { nodes { version limit { value } } } }'
    assert (await ask(types, CADRE))["assistanceTypes"]["nodes"] == [{"version": 1, "limit": {"value": 30}}]
