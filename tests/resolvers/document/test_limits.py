"""Limits: attack documents are refused before they are validated or planned, without looking at more than their text is long."""

from typing import Any
from uuid import UUID

import pytest
from graphql import get_introspection_query

from domain.message.refusal import Refusal
from domain.trusted_document import TEXT_CHARACTERS
from resolvers.commands.all import COMMANDS
from resolvers.document.limits import (
    ALIAS_COUNT,
    DIRECTIVE_COUNT,
    FIELD_COUNT,
    FIELD_LEVELS,
    HEAVY_AS_FIELDS,
    NEIGHBOUR_AS_FIELDS,
    ROOT_COUNT,
    check_size,
)
from resolvers.document.parse import Documents, parsed_within_limits
from resolvers.planner.plan import Planner
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.assemble import graphql_of
from schema.contract import contract
from schema.execute.variables import coerced
from tests.builders.world import World


def refusal_of_size(text: str) -> str | None:
    """With which code a document is refused for its size."""
    try:
        check_size(parsed_within_limits(text))
    except Refusal as refusal:
        return refusal.code
    return None


def doubling(fragments: int) -> str:
    """Fragments each of which spreads the next one twice: two to the power of their number."""
    each = [f"fragment F{n} on Region {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}" for n in range(fragments)]
    return "\n".join(["{ regions { nodes { ...F0 } } }", *each, f"fragment F{fragments} on Region {{ code }}"])


def nested(depth: int) -> str:
    """So many fields below each other."""
    return "{ regions { nodes " + "{ parent " * (depth - 3) + "{ code }" + " }" * (depth - 3) + " } }"


def heavy(fields: int) -> str:
    """So many fields of which each prints much."""
    return "{ referrals { nodes { " + "availableActions { action } " * fields + "} } }"


@pytest.mark.parametrize(
    "text",
    [
        doubling(40),
        "{ " + "viewer { id } " * 20_000 + "}",
        "{ " + "a " * 1990 + "}",
        nested(FIELD_LEVELS + 1),
        "{ " + "... { " * 100 + "viewer { id }" + " }" * 100 + " }",
        heavy(FIELD_COUNT // HEAVY_AS_FIELDS["availableActions"] + 1),
        "{ viewer { " + "office { id } " * (FIELD_COUNT // (NEIGHBOUR_AS_FIELDS + 1) + 1) + "} }",
        "{ " + "viewer { id } " * (ROOT_COUNT + 1) + "}",
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(100)) + " fragment F100 on Query { __typename }",
        "{ " + " ".join(f"a{n}: viewer {{ id }}" for n in range(ALIAS_COUNT + 1)) + " }",
        "{ viewer " + "@include(if: true) " * (DIRECTIVE_COUNT + 1) + "{ id } }",
        "{ viewer { id } } #" + "x" * TEXT_CHARACTERS,
        "#\n" * 300 + "{ viewer { id } }",
    ],
    ids=[
        "doubling",
        "fields",
        "leaves",
        "depth",
        "inline",
        "heavy",
        "neighbours",
        "roots",
        "chain",
        "aliases",
        "directives",
        "length",
        "comments",
    ],
)
def test_a_document_that_is_too_large_is_refused(text: str) -> None:
    assert refusal_of_size(text) == "TOO_COSTLY"


@pytest.mark.parametrize(
    "text",
    [
        nested(FIELD_LEVELS),
        heavy(FIELD_COUNT // HEAVY_AS_FIELDS["availableActions"] - 2),
        get_introspection_query(input_value_deprecation=True),
        "{ " + " ".join(f"a{n}: viewer {{ id }}" for n in range(ALIAS_COUNT)) + " }",
        "{ viewer { " + "office { id } " * ((FIELD_COUNT - NEIGHBOUR_AS_FIELDS) // (NEIGHBOUR_AS_FIELDS + 1)) + "} }",
        "{ " + "viewer { id } " * ROOT_COUNT + "}",
        "{ viewer " + "@include(if: true) " * DIRECTIVE_COUNT + "{ id } }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",  # a circle: refused by validation
        "{ ...F }",  # unknown: refused by validation
        "{ __schema { types { fields { type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } }",
    ],
)
def test_a_document_within_the_limits_passes(text: str) -> None:
    assert refusal_of_size(text) is None


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner over the whole contract."""
    return Planner(graphql_of(contract(COMMANDS)), all_mappings(), all_roots(), {})


def refusal_of_rows(planner: Planner, text: str, **values: Any) -> str | None:
    """With which code a query is refused for the rows that it could answer."""
    operation = Documents(planner.schema, introspection=True).known(text, UUID(int=0)).operation(None)
    variables = coerced(planner.schema, operation, values)
    try:
        planner.query(operation, variables, World().viewer("cadre.federation.330110"))
    except Refusal as refusal:
        return refusal.code
    return None


START = """mutation ($a: [TargetInput!]!, $b: [TargetInput!]!) {
    a: referralStart(input: { targets: $a }) { errors { code } } b: referralStart(input: { targets: $b }) { errors { code } } }"""


def test_what_one_request_changes_is_done_within_its_time(planner: Planner) -> None:
    def refusal_of(first: int, second: int) -> str | None:
        operation = Documents(planner.schema, introspection=False).known(START, UUID(int=0)).operation(None)
        values = {name: [{"id": "x"}] * count for name, count in (("a", first), ("b", second))}
        variables = coerced(planner.schema, operation, values)
        try:
            planner.mutation(operation, variables)
        except Refusal as refusal:
            return refusal.code
        return None

    assert (refusal_of(100, 100), refusal_of(100, 101)) == (None, "TOO_COSTLY")


ROWS_OF_ROWS = """query ($first: Int) { families(first: $first) { nodes {
    referrals(first: $first) { edges { node { events(first: $first) { nodes { id } } } } } } } }"""


def test_few_characters_cannot_ask_for_many_rows(planner: Planner) -> None:
    levels = 4
    text = "{ regions(first: 10) { nodes { " + "children(first: 10) { nodes { " * levels + "code" + " } }" * levels + " } } }"
    assert refusal_of_rows(planner, text) == "TOO_COSTLY"


def test_pages_inside_of_pages_multiply(planner: Planner) -> None:
    assert refusal_of_rows(planner, ROWS_OF_ROWS, first=20) is None
    assert refusal_of_rows(planner, ROWS_OF_ROWS, first=30) == "TOO_COSTLY"


def test_a_page_without_a_size_counts_as_it_is_answered(planner: Planner) -> None:
    twice = ROWS_OF_ROWS.replace("edges { node", "nodes { events { nodes { id } } } edges { node").replace("(first: $first)", "")
    assert refusal_of_rows(planner, ROWS_OF_ROWS) is None
    assert refusal_of_rows(planner, twice.replace("($first: Int)", "")) == "TOO_COSTLY"


def test_a_row_costs_once_for_each_id(planner: Planner) -> None:
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Family { referrals(first: 100) { nodes { events { nodes { id } } } } } } }"
    assert refusal_of_rows(planner, text, ids=["x"]) is None
    assert refusal_of_rows(planner, text, ids=["x"] * 10) == "TOO_COSTLY"


def test_counting_alone_costs_no_rows(planner: Planner) -> None:
    assert refusal_of_rows(planner, "{ families(first: 100) { nodes { referrals(first: 100) { totalCount } } } }") is None
