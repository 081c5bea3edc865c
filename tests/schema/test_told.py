"""What is told of an input of the wrong kind, and of a request that is too large: what was expected, never what was sent.

Source: docs/design.md 8 (Errors).
"""

from dataclasses import replace
from typing import Any

import pytest

from domain.viewer import Language
from schema.execute.execute import Request
from tests.schema.conftest import CADRE, Stage

FILTER = "query ($f: ReferralFilter!) { inbox(filter: $f) { totalCount } }"
PAGE = "query ($n: Int) { inbox(first: $n) { totalCount } }"
NUMBER = "110101199001011237"


async def told(stage: Stage, language: Language, text: str, variables: dict[str, Any]) -> list[tuple[list[Any], str]]:
    viewer = replace(stage.world.viewer(CADRE), language=language)
    await stage.world.insert(stage.addresses.loader)
    answer = await stage.executor().execute(Request(text, None, variables), viewer, "trace")
    assert NUMBER.encode() not in answer.body
    return [(each["extensions"].get("path", []), each["message"].split(": ", 1)[-1].split("：", 1)[-1]) for each in answer.errors]


@pytest.mark.parametrize(
    ("text", "variables", "path", "expected"),
    [
        (FILTER, {"f": {"colour": NUMBER}}, ["f", "colour"], "expected one of: GREEN, YELLOW, RED."),
        ("{ inbox(filter: { colour: BLUE }) { totalCount } }", {}, ["inbox", "filter", "colour"], "expected one of: GREEN, YELLOW, RED."),
        (FILTER, {"f": {"unassigned": NUMBER}}, ["f", "unassigned"], "expected true or false."),
        (FILTER, {"f": [NUMBER, {}]}, ["f"], None),
        (FILTER, {}, ["f"], "a value is required here."),
        (FILTER, {"f": None}, ["f"], "null is not taken here."),
        (FILTER, {"f": {"dueAfter": "today"}}, ["f", "dueAfter"], "expected a moment with its offset, such as 2026-11-24T09:00:00+08:00."),
        (
            "query ($n: Int) { inbox(first: $n) { totalCount } }",
            {"n": 2**31},
            ["n"],
            "expected a whole number from -2147483648 to 2147483647.",
        ),
        ("{ inbox(first: 101) { totalCount } }", {}, ["inbox", "first"], "expected a number of rows from 0 to 100."),
        ("query ($n: Boolean = true) { viewer { id @skip(if: $n) } }", {"n": None}, ["id", "@skip", "if"], "null is not taken here."),
    ],
)
async def test_what_was_expected_is_told(stage: Stage, text: str, variables: dict[str, Any], path: list[Any], expected: str | None) -> None:
    (came,) = await told(stage, Language.EN, text, variables)
    assert came[0] == path
    assert expected is None or came[1] == expected


async def test_the_words_of_an_enumeration_are_called_by_name_in_chinese(stage: Stage) -> None:
    assert await told(stage, Language.ZH, FILTER, {"f": {"colour": "BLUE"}}) == [
        (["f", "colour"], "应为以下之一：GREEN（正常）、YELLOW（临期）、RED（超期）。")
    ]


async def test_an_unknown_key_is_told_by_name_where_it_could_be_one(stage: Stage) -> None:
    ((path, message),) = await told(stage, Language.EN, FILTER, {"f": {"colours": 1}})
    assert path == ["f", "colours"]
    assert message.startswith("there is no field colours; the fields are: createdAfter, ")
    ((path, message),) = await told(stage, Language.EN, FILTER, {"f": {NUMBER: 1}})
    assert path == ["f"]
    assert message.startswith("there is no such field; the fields are: createdAfter, ")
    ((path, message),) = await told(stage, Language.EN, f'{{ inbox(filter: {{ colours: "{NUMBER}" }}) {{ totalCount }} }}', {})
    assert (path, message[:26]) == (["inbox", "filter", "colours"], "there is no field colours;")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('mutation { itemCancel(input: { id: "x", reason: "A", why: "b" }) { item { id } } }', ["itemCancel", "input", "why"]),
        (
            'mutation { referralSign(input: { targets: [{ id: "x", why: "b" }] }) { results { target } } }',
            ["referralSign", "input", "targets", 0, "why"],
        ),
    ],
)
async def test_a_field_that_a_command_does_not_have_is_told_as_such(stage: Stage, query: str, expected: list[Any]) -> None:
    ((path, message),) = await told(stage, Language.EN, query, {})
    assert (path, message[:22]) == (expected, "there is no field why;")


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ " + "a" * 64_001 + " }", "64005 characters, at most 64000"),
        ("{ viewer { " + "id " * 2000 + "} }", "more than 2000 tokens, at most 2000"),
        ("{ " + " ".join(f"a{n}: viewer {{ id }}" for n in range(16)) + " }", "16 aliases, at most 15"),
        ("{ viewer { id " + "@skip(if: true) " * 5 + "} }", "5 directives in one place, at most 4"),
        (
            "{ families(first: 100) { nodes { needs(first: 100) { nodes { items(first: 2) { nodes { id } } } } } } }",
            "30100 rows that may come",
        ),
    ],
)
async def test_a_request_that_is_too_large_is_told_its_cost_and_the_limit(stage: Stage, text: str, cost: str) -> None:
    ((_, message),) = await told(stage, Language.EN, text, {})
    assert message.startswith(cost)
