"""Executing documents: bytes of the database, refusals with their places, what introspection adds."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from domain.referral import State
from domain.value.node_id import global_id
from resolvers.document.limits import LIST_VALUES
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OPERATIONS = (Path(__file__).parents[3] / "docs" / "operations.graphql").read_text(encoding="utf-8")
INTROSPECTION = "{ __schema { queryType { name } } viewer { __typename role } }"


async def test_the_first_query_is_answered(stage: Stage, case: Case) -> None:
    data = await stage.data("{ viewer { id } referrals(first: 1) { totalCount nodes { id state } } }", DISPATCHER)
    assert data["viewer"] == {"id": global_id("Viewer", stage.world.viewer(DISPATCHER).membership)}
    assert data["referrals"] == {"totalCount": 1, "nodes": [{"id": global_id("Referral", case.referral.id), "state": "SIGNED"}]}


async def test_an_inbox_is_answered_as_a_department_asks_for_it(stage: Stage, case: Case) -> None:
    data = await stage.data(OPERATIONS, DISPATCHER, {"filter": {"state": ["SIGNED"]}}, "Inbox")
    (row,) = data["inbox"]["nodes"]
    assert (row["number"], row["state"], row["family"]["displayName"]["level"]) == (case.referral.number, "SIGNED", "FULL")
    (group,) = data["inbox"]["groups"]
    assert (group["keys"], group["count"]) == (["A01", "330110109000"], 1)
    (sign,) = [each for each in row["availableActions"] if each["action"] == "referralSign"]
    assert (sign["allowed"], sign["reason"]["code"], sign["asks"]) == (False, "INVALID_TRANSITION", ["handler", "externalReference"])


async def test_a_case_is_answered_with_its_family_and_history(stage: Stage, case: Case) -> None:
    data = await stage.data(OPERATIONS, DISPATCHER, {"id": global_id("Referral", case.referral.id)}, "Case")
    (member,) = data["node"]["family"]["members"]
    assert member["certificate"] is None  # the builders' contract does not give it
    assert [each["action"] for each in data["node"]["events"]["nodes"]] == ["itemDispatch"]
    assert data["node"]["type"]["name"] == "最低生活保障"


async def test_the_federation_counts_across_departments(stage: Stage, case: Case) -> None:
    data = await stage.data(OPERATIONS, CADRE, {"region": "330110"}, "AcrossDepartments")
    (group,) = data["referrals"]["groups"]
    assert (group["keys"], group["labels"], group["count"]) == (["CIVIL_AFFAIRS", "SIGNED"], ["民政", "已签收"], 1)


async def test_introspection_is_answered_beside_what_is_planned(stage: Stage) -> None:
    data = await stage.data(INTROSPECTION)
    assert data == {"__schema": {"queryType": {"name": "Query"}}, "viewer": {"__typename": "Viewer", "role": "FEDERATION_CADRE"}}


async def test_without_introspection_the_schema_is_not_told(stage: Stage) -> None:
    answer = await stage.executor(introspection=False).execute(Request(INTROSPECTION), stage.world.viewer(CADRE), "trace")
    assert answer.data is None
    assert answer.errors[0]["extensions"]["code"] == "BAD_DOCUMENT"


@pytest.mark.parametrize(
    ("text", "variables", "code", "path"),
    [
        ("{ nothing }", {}, "BAD_DOCUMENT", []),
        ("{ viewer { id }", {}, "BAD_DOCUMENT", []),
        ("query A { viewer { id } } query B { viewer { role } }", {}, "OPERATION_UNKNOWN", []),
        ('{ referrals(filter: { number: "\\u0000" }) { totalCount } }', {}, "BAD_USER_INPUT", ["referrals", "filter", "number"]),
        ("{ referrals(filter: { state: [SIGNED, LOST] }) { totalCount } }", {}, "BAD_USER_INPUT", ["referrals", "filter", "state", 1]),
        ('{ referrals(filter: { region: "33x" }) { totalCount } }', {}, "BAD_USER_INPUT", ["referrals", "filter", "region"]),
        ("{ referrals(filter: {}) { totalCount } }", {}, "BAD_USER_INPUT", ["referrals", "filter"]),
        ("{ referrals(filter: { office: null, state: null }) { totalCount } }", {}, "BAD_USER_INPUT", ["referrals", "filter"]),
        ("{ referrals(filter: { state: [] }) { totalCount } }", {}, "BAD_USER_INPUT", ["referrals", "filter", "state"]),
        ("{ referrals(first: 101) { totalCount } }", {}, "BAD_USER_INPUT", ["referrals", "first"]),
        ("{ referrals(first: -1) { totalCount } }", {}, "BAD_USER_INPUT", ["referrals", "first"]),
        ('{ referrals(after: "MQ==") { nodes { id } } }', {}, "BAD_USER_INPUT", ["referrals", "after"]),
        ("{ referrals { groups(by: [STATE, STATE]) { count } } }", {}, "BAD_USER_INPUT", ["referrals", "groups", "by"]),
        ("query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }", {}, "BAD_USER_INPUT", ["f"]),
        ("query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }", {"f": 3}, "BAD_USER_INPUT", ["f"]),
        (
            "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }",
            {"f": {"state": ["SIGNED", "110101199001011237"]}},
            "BAD_USER_INPUT",
            ["f", "state", 1],
        ),
        (
            "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }",
            {"f": {"number": "a\ud800"}},
            "BAD_USER_INPUT",
            ["f", "number"],
        ),
        (
            "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }",
            {"f": {"dueAfter": "2026-11-24"}},
            "BAD_USER_INPUT",
            ["f", "dueAfter"],
        ),
        (
            "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }",
            {"f": {"office": "T2ZmaWNl"}},
            "BAD_USER_INPUT",
            ["inbox", "filter", "office"],
        ),
    ],
)
async def test_bad_input_is_refused_with_its_path(stage: Stage, text: str, variables: dict[str, Any], code: str, path: list[Any]) -> None:
    assert await stage.refusals(text, CADRE, variables) == [(code, path)]


SIGNED = "mutation ($i: ReferralSignInput!) { referralSign(input: $i) { results { target } } }"
FILTERED = "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }"


@pytest.mark.parametrize(
    ("text", "variables", "path"),
    [
        (FILTERED, {"f": {"state": ["SIGNED"] * 50_000}}, ["f", "state"]),
        (FILTERED, {"f": {"state": ["SIGNED"] * (LIST_VALUES + 1)}}, ["f", "state"]),
        (FILTERED, {"f": {"state": [["SIGNED"] * 150] * 150}}, ["f"]),
        (FILTERED, {"f": {f"x{n}": 1 for n in range(20_000)}}, ["f"]),
        ("query ($s: [ReferralState!]) { inbox(filter: { state: $s }) { totalCount } }", {"s": ["SIGNED"] * 50_000}, ["s"]),
        ("query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["x"] * 50_000}, ["i"]),
        (f"{{ inbox(filter: {{ state: [{'SIGNED ' * (LIST_VALUES + 1)}] }}) {{ totalCount }} }}", {}, ["inbox", "filter", "state"]),
        (SIGNED, {"i": {"targets": [{}] * 50_000}}, ["i", "targets"]),
    ],
    ids=["many", "one more", "in each other", "keys", "a list alone", "ids", "in the document", "targets"],
)  # fmt: skip
async def test_more_values_than_a_request_needs_are_refused_before_they_are_looked_at(
    stage: Stage, text: str, variables: dict[str, Any], path: list[Any]
) -> None:
    assert await stage.refusals(text, CADRE, variables) == [("TOO_MANY", path)]


async def test_as_many_values_as_a_filter_takes_are_taken(stage: Stage) -> None:
    assert await stage.data(FILTERED, CADRE, {"f": {"state": ["SIGNED"] * LIST_VALUES}}) == {"inbox": {"totalCount": 0}}


async def test_a_refusal_is_told_in_the_callers_language_and_repeats_no_value(stage: Stage) -> None:
    answer = await stage.answer(
        "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }", CADRE, {"f": {"region": "110101199001011237"}}
    )
    assert answer.errors[0]["message"] == "所指位置的输入有误：应为 2、4、6、9 或 12 位数字的行政区划代码。"
    assert b"110101199001011237" not in answer.body


@pytest.mark.parametrize("by", [CADRE, DISPATCHER])
async def test_only_what_is_allowed_or_is_not_can_be_asked_for(stage: Stage, case: Case, by: str) -> None:
    text = """query ($id: ID!, $only: Boolean) { node(id: $id) { ... on Referral {
        availableActions { action allowed }
        some: availableActions(allowed: $only) { action allowed reason { code } } } } }"""
    for only in (True, False, None):
        node = (await stage.data(text, by, {"id": global_id("Referral", case.referral.id), "only": only}))["node"]
        expected = [each["action"] for each in node["availableActions"] if only is None or each["allowed"] is only]
        assert [each["action"] for each in node["some"]] == expected
        assert expected
        assert all((each["reason"] is None) is each["allowed"] for each in node["some"])


async def test_a_document_that_names_no_field_gets_no_hint(stage: Stage) -> None:
    answer = await stage.answer("{ referals { totalCount } }")
    assert "Did you mean" not in answer.errors[0]["message"]
    assert answer.errors[0]["locations"] == [{"line": 1, "column": 3}]


async def test_what_is_unseen_unknown_or_of_another_type_is_null_alike(stage: Stage, case: Case) -> None:
    stranger = "dispatcher.education.330110"
    ids = [
        global_id("Referral", case.referral.id),
        global_id("Referral", uuid4()),
        global_id("Office", case.referral.id),
        "nonsense",
        "",
    ]
    data = await stage.data("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", stranger, {"ids": ids})
    assert data["nodes"] == [None] * 5


async def test_more_than_a_hundred_ids_are_refused_by_a_plan_that_is_known_already(stage: Stage) -> None:
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await stage.data(text, CADRE, {"ids": ["x"] * 100}))["nodes"] == [None] * 100
    assert await stage.refusals(text, CADRE, {"ids": ["x"] * 101}) == [("BAD_USER_INPUT", ["nodes", "ids"])]


async def test_pages_follow_each_other_and_end(stage: Stage, case: Case) -> None:
    for _ in range(4):
        a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to("education.330110", State.DISPATCHED)
    page = "nodes { id } edges { cursor } pageInfo { hasNextPage endCursor hasPreviousPage }"
    text = f"query ($after: String) {{ inbox(first: 3, after: $after) {{ {page} }} }}"
    first = (await stage.data(text, "dispatcher.education.330110"))["inbox"]
    rest = (await stage.data(text, "dispatcher.education.330110", {"after": first["pageInfo"]["endCursor"]}))["inbox"]
    assert first["edges"][-1]["cursor"] == first["pageInfo"]["endCursor"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (True, False, True)
    assert len({each["id"] for each in first["nodes"] + rest["nodes"]}) == 4


async def test_a_cursor_of_another_viewer_or_list_is_refused(stage: Stage, case: Case) -> None:
    cursor = (await stage.data("{ referrals(first: 1) { pageInfo { endCursor } } }"))["referrals"]["pageInfo"]["endCursor"]
    text = "query ($after: String) { %s(after: $after) { nodes { id } } }"
    assert await stage.refusals(text % "referrals", DISPATCHER, {"after": cursor}) == [("BAD_USER_INPUT", ["referrals", "after"])]
    assert await stage.refusals(text % "items", CADRE, {"after": cursor}) == [("BAD_USER_INPUT", ["items", "after"])]


async def test_the_neighbours_of_a_row_are_its_own(stage: Stage, case: Case) -> None:
    other = a_family(stage.world).with_need("EMPLOYMENT").with_need("HOUSING")
    data = await stage.data("{ families { nodes { id needs { totalCount nodes { domain { code } family { id } } } } } }")
    needs = {family["id"]: family["needs"] for family in data["families"]["nodes"]}
    assert {each["domain"]["code"] for each in needs[global_id("Family", other.family.id)]["nodes"]} == {"EMPLOYMENT", "HOUSING"}
    assert all(need["family"]["id"] == family for family, each in needs.items() for need in each["nodes"])
    assert all(each["totalCount"] == len(each["nodes"]) for each in needs.values())


async def test_an_empty_selection_is_an_empty_object(stage: Stage) -> None:
    assert await stage.data("{ viewer { } }") == {"viewer": {}}


async def test_an_answer_is_json_whether_or_not_it_has_data(stage: Stage) -> None:
    answered, refused = await stage.answer("{ viewer { role } }"), await stage.answer("{ nothing }")
    assert orjson.loads(answered.body) == {"data": {"viewer": {"role": "FEDERATION_CADRE"}}, "extensions": {"cost": answered.cost}}
    assert list(orjson.loads(refused.body)) == ["errors"]
