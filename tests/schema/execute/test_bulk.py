"""Bulk commands: several targets, each by itself, with a result each. Source: docs/design.md 5 and 8."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import strawberry

from domain.message.refusal import Refusal
from domain.value.node_id import global_id
from schema.contract import contract
from tests.builders.case import Case
from tests.builders.world import VILLAGE
from tests.schema.conftest import Stage
from tests.schema.toys import COMPLETE, SIGN, Asks, Recorder, ReferralComplete, ReferralSign, a_completion

HANDLER, COMMISSIONER = "handler.civil-affairs.330110", f"commissioner.federation.{VILLAGE}"


@pytest.fixture(scope="module")
def declared() -> strawberry.Schema:
    """The contract of two toys."""
    return contract((ReferralComplete, ReferralSign))


@pytest.fixture
def recorder(case: Case) -> Recorder:
    """Answers with the case's referral."""
    return Recorder(case.referral.id)


@pytest.fixture
def asks(stage: Stage, recorder: Recorder) -> Asks:
    """The stage of the module, asked with a recorder."""
    return Asks(stage, recorder)


@pytest.mark.parametrize(
    ("targets", "path"),
    [
        ([{"id": "a"}, {}], ["input", "targets", 1, "id"]),
        ({"expectedVersion": 1}, ["input", "targets"]),
        ({"id": "a", "expectedVersion": "x"}, ["input", "targets", "expectedVersion"]),
        ([[[]]], ["input", "targets", 0]),
        (None, ["input", "targets"]),
    ],
)
async def test_a_list_that_does_not_fit_is_told_by_its_path(asks: Asks, targets: Any, path: list[Any]) -> None:
    answer = await asks.answer(SIGN, {"targets": targets})
    assert path in [each["extensions"]["path"][: len(path)] for each in answer.errors]
    assert asks.recorder.told == []


async def test_several_targets_are_done_one_by_one_in_the_order_of_the_input(asks: Asks, case: Case) -> None:
    ids = [global_id("Referral", uuid4()), global_id("Need", uuid4()), global_id("Referral", case.referral.id)]
    targets = [{"id": ids[0], "expectedVersion": 7}, {"id": ids[1]}, {"id": ids[2]}]
    results = (await asks.data(SIGN, {"targets": targets, "idempotencyKey": "k"}))["referralSign"]["results"]
    assert [each["target"] for each in results] == ids
    assert [each["referral"] for each in results] == [None, None, {"id": ids[2]}]
    assert results[1]["errors"] == [{"code": "NOT_FOUND", "path": ["targets", "1", "id"]}]
    assert [(envelope.key, envelope.expected_version) for _, envelope, _ in asks.recorder.told] == [("k", 7), ("k", None)]


@pytest.mark.parametrize("wrong", ["nonsense", "", global_id("Office", UUID(int=1))])
async def test_a_role_that_may_not_act_at_all_is_told_so_whatever_the_ids_look_like(asks: Asks, case: Case, wrong: str) -> None:
    targets = [{"id": wrong}, {"id": global_id("Referral", case.referral.id)}]
    signed = (await asks.data(SIGN, {"targets": targets, "handler": wrong, "idempotencyKey": ""}, by=HANDLER))["referralSign"]
    assert signed["errors"] == []
    assert [each["target"] for each in signed["results"]] == [each["id"] for each in targets]
    assert [each["errors"] for each in signed["results"]] == [[{"code": "FORBIDDEN", "path": []}]] * 2
    done = (await asks.data(COMPLETE, a_completion(case, id=wrong, helpers=[wrong]), by=COMMISSIONER))["done"]
    assert [(each["code"], each["path"]) for each in done["errors"]] == [("FORBIDDEN", [])]
    assert asks.recorder.told == []


@pytest.mark.parametrize("number", [0, 101])
async def test_a_role_that_may_not_act_at_all_is_told_so_however_many_targets_it_names(asks: Asks, number: int) -> None:
    payload = (await asks.data(SIGN, {"targets": [{"id": "x"}] * number}, by=HANDLER))["referralSign"]
    assert payload == {"results": [], "errors": [{"code": "FORBIDDEN", "path": []}]}


async def test_a_stale_version_of_one_target_is_told_at_its_place(asks: Asks, case: Case) -> None:
    asks.recorder.errors = (Refusal("CONFLICT", path=("expectedVersion",)),)
    (result,) = (await asks.data(SIGN, {"targets": [{"id": global_id("Referral", case.referral.id)}]}))["referralSign"]["results"]
    assert result["errors"] == [{"code": "CONFLICT", "path": ["targets", "0", "expectedVersion"]}]


@pytest.mark.parametrize(("number", "code"), [(0, "TOO_FEW"), (101, "TOO_MANY")])
async def test_a_bulk_command_takes_one_to_a_hundred_targets(asks: Asks, number: int, code: str) -> None:
    payload = (await asks.data(SIGN, {"targets": [{"id": "x"}] * number}))["referralSign"]
    assert payload == {"results": [], "errors": [{"code": code, "path": ["targets"]}]}
