"""What an operation asks is spread out once. Source: GraphQL specification, 6.3.2 (CollectFields); docs/design.md 4.3."""

from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema

from resolvers.document.parse import Documents, Operation
from resolvers.document.selection import Selection, Spread
from schema.execute.variables import coerced

SCHEMA = """
    interface Node { id: ID }
    type Query { node(id: ID!): Node  viewer: Viewer  rows(first: Int! = 2): [Viewer!] }
    type Viewer implements Node { id: ID  name: String  office: Office }
    type Office implements Node { id: ID  name: String  head: Viewer }
"""


@pytest.fixture
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA)


def operation(schema: GraphQLSchema, text: str) -> Operation:
    return Documents(schema, introspection=True).known(text, UUID(int=0)).operation(None)


def spread(schema: GraphQLSchema, text: str, *, tolerant: bool = False, **values: Any) -> Selection:
    """The root fields of a document's only operation."""
    found = operation(schema, text)
    return Spread(schema, found, coerced(schema, found, values), tolerant).roots()


def outline(asked: Selection) -> list[Any]:
    """Keys, and what stands below each type."""
    return [(each.key, {name: outline(below) for name, below in each.below.items()}) if each.below else each.key for each in asked]


def test_fields_of_one_key_are_merged_in_the_order_of_the_document(schema: GraphQLSchema) -> None:
    text = "{ viewer { id } ...More viewer { name id } } fragment More on Query { viewer { office { id } } }"
    assert outline(spread(schema, text)) == [("viewer", {"Viewer": ["id", ("office", {"Office": ["id"]}), "name"]})]


def test_each_type_that_may_stand_in_the_place_of_an_interface_is_asked_its_own(schema: GraphQLSchema) -> None:
    text = '{ node(id: "x") { id ... on Viewer { name } ... on Office { head { id } } } }'
    assert outline(spread(schema, text)) == [("node", {"Viewer": ["id", "name"], "Office": ["id", ("head", {"Viewer": ["id"]})]})]


@pytest.mark.parametrize("skipped", [True, False])
def test_what_a_directive_leaves_out_is_not_asked(schema: GraphQLSchema, skipped: bool) -> None:
    text = "query ($s: Boolean!, $i: Boolean!) { viewer { id @skip(if: $s) ... @include(if: $i) { name } } }"
    expected = ["name"] if skipped else ["id", "name"]
    assert outline(spread(schema, text, s=skipped, i=True)) == [("viewer", {"Viewer": expected})]


UNFIT = "query ($first: Int = 1) { rows(first: $first) { id } viewer { id } }"


def test_an_argument_that_does_not_fit_is_an_error_or_is_told_of_its_field(schema: GraphQLSchema) -> None:
    with pytest.raises(GraphQLError):
        spread(schema, UNFIT, first=None)
    rows, viewer = spread(schema, UNFIT, tolerant=True, first=None)
    assert (rows.fits, rows.values, viewer.fits) == (False, {}, True)


def test_each_execution_coerces_its_own_arguments_at_the_place_of_the_field(schema: GraphQLSchema) -> None:
    (rows, _) = spread(schema, UNFIT, first=7)
    assert rows.arguments is not None
    other = coerced(schema, operation(schema, UNFIT), {"first": 9})
    assert (rows.values, rows.arguments.coerced(other)) == ({"first": 7}, {"first": 9})
