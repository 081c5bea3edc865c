"""Mutations built from command classes: their inputs read back, their payloads read as the viewer, their errors told."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import strawberry
from graphql import GraphQLInputObjectType

from domain.message.refusal import Refusal
from domain.referral import ReturnedBy
from domain.value.node_id import global_id
from resolvers.commands.context import Envelope
from resolvers.commands.inputs.input import ABSENT
from schema.build.assemble import graphql_of
from schema.contract import contract
from tests.builders.case import Case
from tests.schema.conftest import Stage
from tests.schema.toys import (
    COMPLETE,
    Asks,
    MoneyInput,
    Recorder,
    ReferralComplete,
    ReferralCompleteInput,
    ReferralSign,
    WhatInput,
    a_completion,
)


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


async def test_an_input_is_read_back_as_the_command_declares_it(asks: Asks, case: Case) -> None:
    helper = uuid4()
    given = {"what": {"money": {"amount": 5000, "from": "2026-11-24"}}, "helpers": [global_id("Account", helper)], "by": "FAMILY_DECLINED"}
    await asks.data(COMPLETE, a_completion(case, **given, note=None, expectedVersion=3, idempotencyKey="k"))
    ((input, envelope, target),) = asks.recorder.told
    money = MoneyInput(amount=5000, from_=date(2026, 11, 24))
    assert input == ReferralCompleteInput(
        id=case.referral.id, what=WhatInput(money=money), helpers=(helper,), by=ReturnedBy.FAMILY_DECLINED, note=None
    )
    assert (envelope, target) == (Envelope("trace", "k", 3), None)


async def test_what_is_left_out_is_its_default_and_absent_is_not_null(asks: Asks, case: Case) -> None:
    await asks.data(COMPLETE, a_completion(case))
    ((input, envelope, _),) = asks.recorder.told
    assert (input.note, input.helpers, input.by) == (ABSENT, (), ReturnedBy.NOT_OUR_DUTY)
    assert envelope == Envelope("trace")


async def test_a_payload_shows_the_row_under_the_keys_asked_for(asks: Asks, case: Case) -> None:
    data = await asks.data(COMPLETE, a_completion(case))
    assert data == {"done": {"row": {"id": global_id("Referral", case.referral.id), "state": "SIGNED"}, "errors": []}}


async def test_a_row_that_has_gone_from_sight_is_null(asks: Asks, case: Case) -> None:
    data = await asks.data(COMPLETE, a_completion(case), by="dispatcher.education.330110")
    assert data == {"done": {"row": None, "errors": []}}


async def test_a_refusal_is_told_in_the_payload_with_the_path_of_the_input(asks: Asks, case: Case) -> None:
    asks.recorder.errors = (Refusal("STAGE_NOT_OF_TYPE", path=("what", "thing")), Refusal("CONFLICT", path=("expectedVersion",)))
    data = await asks.data(COMPLETE, a_completion(case))
    first, second = data["done"]["errors"]
    assert data["done"]["row"] is None
    assert first == {"code": "STAGE_NOT_OF_TYPE", "message": "此帮扶类型没有该环节。", "path": ["what", "thing"]}
    assert (second["code"], second["path"]) == ("CONFLICT", ["expectedVersion"])


@pytest.mark.parametrize("wrong", ["nonsense", "", global_id("Office", UUID(int=1))])
async def test_an_id_of_another_type_is_not_found_like_one_unseen(asks: Asks, case: Case, wrong: str) -> None:
    data = await asks.data(COMPLETE, a_completion(case, helpers=[global_id("Account", UUID(int=1)), wrong]))
    assert [(each["code"], each["path"]) for each in data["done"]["errors"]] == [("NOT_FOUND", ["helpers", "1"])]
    assert asks.recorder.told == []


@pytest.mark.parametrize(
    ("what", "path"),
    [
        ({}, ["input", "what"]),
        ({"thing": "x", "money": None}, ["input", "what"]),
        ({"thing": None}, ["input", "what"]),
        ({"money": {"amount": 5}}, ["input", "what", "money", "from"]),
        ({"money": {"amount": 5, "from": "2026-11-24", "unknown": 1}}, ["input", "what", "money"]),
        ({"money": {"amount": 0.5, "from": "2026-11-24"}}, ["input", "what", "money", "amount"]),
        ({"money": {"amount": 5, "from": "24.11.2026"}}, ["input", "what", "money", "from"]),
    ],
)
async def test_what_coercion_refuses_runs_no_command(asks: Asks, case: Case, what: dict[str, Any], path: list[str]) -> None:
    answer = await asks.answer(COMPLETE, a_completion(case, what=what))
    assert answer.data is None
    assert {each["extensions"]["code"] for each in answer.errors} == {"BAD_USER_INPUT"}
    assert path in [each["extensions"]["path"][: len(path)] for each in answer.errors]
    assert asks.recorder.told == []


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb"])
async def test_a_key_is_a_short_line(asks: Asks, case: Case, key: str) -> None:
    data = await asks.data(COMPLETE, a_completion(case, idempotencyKey=key))
    assert [each["path"] for each in data["done"]["errors"]] == [["idempotencyKey"]]


async def test_a_payload_that_cannot_be_read_lets_no_command_run(asks: Asks, case: Case) -> None:
    text = """mutation ($input: ReferralCompleteInput!) {
        referralComplete(input: $input) { referral { events(after: "x") { nodes { id } } } } }"""
    answer = await asks.answer(text, a_completion(case))
    assert [each["extensions"] for each in answer.errors] == [{"code": "BAD_USER_INPUT", "path": ["events", "after"]}]
    assert asks.recorder.told == []


async def test_payloads_of_too_many_rows_let_no_command_run(asks: Asks, case: Case) -> None:
    text = """mutation ($input: ReferralSignInput!) { referralSign(input: $input) { results { referral { family {
        needs(first: 50) { nodes { items(first: 50) { nodes { id } } } } } } } } }"""
    answer = await asks.answer(text, {"targets": [{"id": global_id("Referral", case.referral.id)}] * 100})
    assert [each["extensions"]["code"] for each in answer.errors] == ["TOO_COSTLY"]
    assert asks.recorder.told == []


async def test_what_breaks_inside_is_masked_and_told_apart(asks: Asks, case: Case) -> None:
    asks.recorder.breaks = RuntimeError("110101199001011237")
    answer = await asks.answer(COMPLETE, a_completion(case))
    assert answer.data == b'{"done":null}'
    assert [(each["extensions"], each["path"]) for each in answer.errors] == [({"code": "INTERNAL", "trace": "trace"}, ["done"])]
    assert b"110101199001011237" not in answer.body
    assert [type(cause) for cause in answer.causes] == [RuntimeError]


def test_a_required_value_may_not_be_left_out_and_a_default_may(declared: strawberry.Schema) -> None:
    of = graphql_of(declared).type_map["ReferralCompleteInput"]
    assert isinstance(of, GraphQLInputObjectType)
    assert {name: str(each.type) for name, each in of.fields.items()} == {
        "id": "ID!",
        "what": "WhatInput!",
        "helpers": "[ID!]!",
        "by": "ReturnedBy!",
        "note": "String",
        "expectedVersion": "Int",
        "idempotencyKey": "String",
    }


async def test_two_mutations_run_in_the_order_of_the_document(asks: Asks, case: Case) -> None:
    first, second = uuid4(), uuid4()
    text = """mutation ($input: ReferralSignInput!) { b: referralSign(input: $input) { errors { code } }
        a: referralSign(input: { targets: [{ id: "%s" }] }) { errors { code } } }""" % global_id("Referral", second)  # noqa: UP031
    await asks.data(text, {"targets": [{"id": global_id("Referral", first)}]})
    assert [target for _, _, target in asks.recorder.told] == [first, second]
