"""What a request cost is told in its answer, and says nothing of what is stored. Source: docs/decisions/062-around-the-read.md."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from domain.value.node_id import global_id
from resolvers.document.limits import (
    ALIAS_COUNT,
    ANSWER_ROWS,
    COMMAND_TARGETS,
    FIELD_COUNT,
    FIELD_LEVELS,
    HEAVY_AS_FIELDS,
    LIST_ROWS,
    ROOT_COUNT,
)
from schema.execute.execute import Request
from tests.builders.case import Case
from tests.schema.conftest import CADRE, DISPATCHER, Stage

BY_ID = "query ($id: ID!) { node(id: $id) { ... on Referral { number events(first: 3) { nodes { at } } } } }"
ROOTS = ("families", "needs", "items", "referrals", "visits", "regions", "organizations", "offices", "accounts", "campaigns")


async def test_a_query_is_told_what_it_cost(stage: Stage, case: Case) -> None:
    answer = await stage.answer("{ me: viewer { id } inbox(first: 5) { nodes { number office { name } } } __typename }", DISPATCHER)
    assert answer.cost == {"depth": 4, "fields": 7 + 6 + 6 + 1 + 7 + 1, "aliases": 1, "rootFields": 3, "rows": 1 + 5 + 5}
    assert orjson.loads(answer.body)["extensions"] == {"cost": answer.cost}


async def test_the_cost_of_a_row_is_the_same_whether_there_is_one_and_who_asks(stage: Stage, case: Case) -> None:
    ids = [global_id("Referral", case.referral.id), global_id("Referral", uuid4())]
    costs = [
        (await stage.answer(BY_ID, by, {"id": each})).cost for each in ids for by in (DISPATCHER, CADRE, "dispatcher.education.330110")
    ]
    assert costs == [costs[0]] * 6
    assert costs[0]["rows"] == 1 + 3


@pytest.mark.parametrize("first", [1, 20])
async def test_the_same_plan_tells_the_rows_of_each_request(stage: Stage, case: Case, first: int) -> None:
    text = "query ($first: Int, $more: Boolean!) { referrals(first: $first) { nodes { number } } viewer @include(if: $more) { id } }"
    for more in (False, True, False):
        assert (await stage.answer(text, CADRE, {"first": first, "more": more})).cost["rows"] == first + more


async def test_what_graphql_core_answers_costs_as_much(stage: Stage, case: Case) -> None:
    answer = await stage.answer("{ __schema { queryType { name } } referrals(first: 7) { nodes { number } } }", CADRE)
    assert (answer.cost["rootFields"], answer.cost["rows"]) == (2, 7)


async def test_more_root_fields_than_the_limit_are_told(stage: Stage) -> None:
    named = " ".join(f"{name} {{ totalCount }}" for name in ROOTS)
    again = " ".join(f"a{place}: {name} {{ totalCount }}" for place, name in enumerate(ROOTS))
    answer = await stage.answer(f"{{ {named} ...F }} fragment F on Query {{ {again} __typename }}")
    assert [each["extensions"]["code"] for each in answer.errors] == ["TOO_COSTLY"]
    assert answer.cost == {"depth": 2, "fields": 20 * 7 + 1, "aliases": 10, "rootFields": ROOT_COUNT + 1}


async def test_more_rows_than_the_limit_are_told(stage: Stage) -> None:
    answer = await stage.answer("{ families(first: 100) { nodes { needs(first: 100) { nodes { id } } members { id } } } }")
    assert [each["extensions"]["code"] for each in answer.errors] == ["TOO_COSTLY"]
    assert (answer.cost["rootFields"], answer.cost["rows"]) == (1, 100 + 100 * 100 + 100 * LIST_ROWS)


async def test_a_mutation_is_told_how_many_rows_it_aimed_at(stage: Stage, case: Case) -> None:
    class Refuses:
        async def run(self, *_: Any, **__: Any) -> Any:
            raise ConnectionResetError

        run_targets = run

    viewer, ids = stage.world.viewer(DISPATCHER), [global_id("Referral", uuid4()) for _ in range(3)]
    await stage.world.insert(stage.addresses.loader)
    text = "mutation ($targets: [TargetInput!]!) { referralSign(input: { targets: $targets }) { results { errors { code } } } }"
    answer = await stage.executor(Refuses()).execute(Request(text, None, {"targets": [{"id": each} for each in ids]}), viewer, "trace")
    assert answer.cost["targets"] == 3


def test_the_page_for_systems_tells_every_limit() -> None:
    page = (Path(__file__).parents[3] / "docs" / "departments" / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)`.* \| ([\d,; ]+) \|$", page, re.MULTILINE))
    most = {"fields": FIELD_COUNT, "depth": FIELD_LEVELS, "rootFields": f"{ROOT_COUNT}; {ALIAS_COUNT}", "targets": COMMAND_TARGETS}
    assert rows == {**{word: str(each) for word, each in most.items()}, "rows": f"{ANSWER_ROWS:,}"}
    assert all(f"`{name}` {weight}" in page for name, weight in HEAVY_AS_FIELDS.items())
