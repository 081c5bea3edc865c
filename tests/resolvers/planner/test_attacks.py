"""What may not be seen is not to be had by cursors, aliases, previews, or by a plan that was made for somebody else.

Source: docs/domain.md 7; docs/design.md 4. Which rows and fields are whose is tested by the oracle.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from domain.value.node_id import global_id
from domain.viewer import Language
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.world import OTHER_COUNTY
from tests.schema.conftest import CADRE, DISPATCHER, Stage

STRANGER = "dispatcher.education.330110"
MONITOR = "monitor.federation.3301"
PREVIEW = """
    query ($id: ID!, $office: ID) {
      node(id: $id) {
        ... on AssistanceItem { dispatchPreview(office: $office) { family { displayName { level value } phone { level value } } } }
      }
    }
"""


def opened(cursor: str) -> list[Any]:
    found = json.loads(base64.b64decode(cursor))
    assert isinstance(found, list)
    return found


def closed(parts: object) -> str:
    return base64.b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["2026-11-24T00:00:00Z"],
        ["2026-11-24T00:00:00Z", 5],
        ["2026-11-24T00:00:00Z", None],
        ["2026-11-24T00:00:00Z", {"a": []}],
        ["2026-11-24T00:00:00Z", "' or true --"],
        [20261124, "9ef97818-4c43-4d24-8ad9-2fbc91f05099"],
        ["0001-01-01T00:00:00+23:59", "9ef97818-4c43-4d24-8ad9-2fbc91f05099"],
        ["9999-12-31T23:59:59-23:59", "9ef97818-4c43-4d24-8ad9-2fbc91f05099"],
        ["infinity", "9ef97818-4c43-4d24-8ad9-2fbc91f05099"],
    ],
    ids=repr,
)
async def test_a_cursor_that_was_tampered_with_is_bad_input(stage: Stage, keys: list[Any]) -> None:
    text = "query ($after: String) { referrals(first: 1, after: $after) { pageInfo { endCursor } } }"
    bound, *_ = opened((await stage.data(text))["referrals"]["pageInfo"]["endCursor"])
    assert await stage.refusals(text, CADRE, {"after": closed([bound, *keys])}) == [("BAD_USER_INPUT", ["referrals", "after"])]


@pytest.mark.parametrize("key", ["\0", "\ud800", "33\n"])
async def test_a_cursor_over_codes_holds_no_text_that_the_database_cannot(stage: Stage, key: str) -> None:
    text = "query ($after: String) { regions(first: 1, after: $after) { pageInfo { endCursor } } }"
    bound, _ = opened((await stage.data(text))["regions"]["pageInfo"]["endCursor"])
    assert await stage.refusals(text, CADRE, {"after": closed([bound, key])}) == [("BAD_USER_INPUT", ["regions", "after"])]


@pytest.mark.parametrize("cursor", ["[]", "{}", "5", "null", '"abc"', "[" * 20_000, "9" * 5000])
async def test_a_cursor_that_is_none_is_bad_input(stage: Stage, cursor: str) -> None:
    text = "query ($after: String) { referrals(first: 1, after: $after) { nodes { id } } }"
    given = {"after": base64.b64encode(cursor.encode()).decode()}
    assert await stage.refusals(text, CADRE, given) == [("BAD_USER_INPUT", ["referrals", "after"])]


async def test_a_cursor_leads_to_no_row_that_is_not_seen(stage: Stage) -> None:
    text = "query ($after: String) { referrals(after: $after, orderBy: CREATED) { nodes { id } edges { cursor } } }"
    seen = (await stage.data(text, DISPATCHER))["referrals"]
    bound, *_ = opened(seen["edges"][0]["cursor"])
    first = closed([bound, "2000-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000"])
    assert (await stage.data(text, DISPATCHER, {"after": first}))["referrals"]["nodes"] == seen["nodes"]


async def test_a_preview_shows_a_monitor_no_more_than_he_may_see(stage: Stage, named: Mapping[str, str]) -> None:
    of_two = a_family(stage.world, head="周建华").with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    of_two.with_need("LIVING_ASSISTANCE").with_draft()
    given = {"id": global_id("AssistanceItem", of_two.item.id), "office": named["office for civil affairs"]}
    family = (await stage.data(PREVIEW, CADRE, given))["node"]["dispatchPreview"]["family"]
    assert (family["displayName"]["value"], family["phone"]["level"]) == ("周建华", "FULL")
    family = (await stage.data(PREVIEW, MONITOR, given))["node"]["dispatchPreview"]["family"]
    assert family["displayName"] == {"level": "MASKED", "value": "周**"}
    assert family["phone"] == {"level": "HIDDEN", "value": None}


async def test_a_plan_is_not_used_for_another_kind_of_viewer(stage: Stage, named: Mapping[str, str]) -> None:
    text = "query ($id: ID!) { node(id: $id) { ... on Referral { number family { displayName { value } phone { value } } } } }"
    given = {"id": named["referral in progress"]}
    for _ in range(2):
        assert (await stage.data(text, CADRE, given))["node"]["family"]["phone"] == {"value": "16000000001"}
        assert (await stage.data(text, MONITOR, given))["node"]["family"] == {"displayName": {"value": "王**"}, "phone": {"value": None}}
        assert (await stage.data(text, STRANGER, given))["node"] is None
        assert (await stage.data(text, f"cadre.federation.{OTHER_COUNTY}", given))["node"] is None
        assert (await stage.data(text, "leader.federation.330110", given))["node"] is None


async def test_a_plan_is_not_used_for_another_language_or_for_more_divisions(stage: Stage) -> None:
    text = "{ families { totalCount } referrals(filter: { state: DISPATCHED }) { nodes { type { name } } } }"
    await stage.data(text)
    viewer = stage.world.viewer(CADRE)

    async def asked(**changes: Any) -> Any:
        answer = await stage.executor().execute(Request(text), replace(viewer, **changes), "trace")
        assert answer.data is not None
        return json.loads(answer.data)

    async def asked_over(*scope: str) -> Any:
        async with stage.as_loader() as loader:
            await loader.execute("update membership set scope = $2 where id = $1", viewer.membership, scope)
        return await asked(scope=scope)

    chinese, english = await asked(), await asked(language=Language.EN)
    assert chinese["referrals"] != english["referrals"]
    both = await asked_over(*viewer.scope, f"{OTHER_COUNTY}000000")
    assert both["families"]["totalCount"] > chinese["families"]["totalCount"] > 0
    nowhere = await asked_over()
    assert nowhere["families"]["totalCount"] == 0
    await asked_over(*viewer.scope)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "query ($v: Boolean!) { viewer { role ... on Viewer @include(if: $v) { language } } families @skip(if: $v) { totalCount } }",
            {"v": True},
            {"v": False},
        ),
        ("query ($v: ReferralFilter) { referrals(filter: $v) { totalCount } }", {"v": None}, {"v": {"state": ["DISPATCHED"]}}),
        (
            "query ($v: ReferralFilter) { referrals(filter: $v) { totalCount } }",
            {"v": {"region": "330110"}},
            {"v": {"region": "330110109203"}},
        ),
        ("query ($v: ReferralFilter) { referrals(filter: $v) { totalCount } }", {"v": {"unassigned": True}}, {"v": {"unassigned": False}}),
        ("query ($v: Int) { referrals(first: $v) { nodes { id } } }", {"v": 1}, {"v": 2}),
        ("query ($v: Int = 1) { referrals(first: $v) { nodes { id } } }", {}, {"v": 2}),
        ("query ($v: ReferralOrder) { referrals(orderBy: $v) { nodes { id } } }", {"v": "CREATED"}, {"v": "CREATED_DESC"}),
        ("query ($v: [GroupBy!]!) { referrals { groups(by: $v) { keys } } }", {"v": ["STATE", "OFFICE"]}, {"v": ["OFFICE", "STATE"]}),
        ("query ($v: [String!]) { referrals(filter: { type: $v }) { totalCount } }", {"v": ["A01"]}, {"v": ["A14", "A02"]}),
    ],
)
async def test_one_document_with_other_variables_is_answered_anew(
    stage: Stage, text: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    there, back = await stage.data(text, CADRE, first), await stage.data(text, CADRE, second)
    assert there != back
    assert await stage.data(text, CADRE, first) == there
    stage.reader = type(stage.reader)(stage.database, stage.reader.planner, stage.reader.references)
    assert await stage.data(text, CADRE, second) == back


async def test_a_name_of_our_own_is_nobodys_alias(stage: Stage, named: Mapping[str, str]) -> None:
    text = "query ($id: ID!) { __schema { queryType { name } } node(id: $id) { __kind: id } }"
    assert await stage.refusals(text, CADRE, {"id": named["referral in progress"]}) == [("BAD_DOCUMENT", [])]
