"""Which answers keep their length to themselves. Source: docs/decisions/008-http.md (Compression)."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type, is_required_argument, parse

from domain.rules.access import FIELDS
from resolvers.commands.all import COMMANDS
from resolvers.document.probing import WITHOUT_PERSONS, Probing, can_be_probed, probing
from schema.build.assemble import graphql_of
from schema.contract import contract


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The contract."""
    return graphql_of(contract(COMMANDS))


NAMES = "families(first: 50) { nodes { number displayName { value } } }"


@pytest.mark.parametrize(
    ("document", "variables", "probed"),
    [
        ("{ __schema { types { name description } } }", {}, False),
        ("{ codes { list code name } }", {}, False),
        ("query ($r: RegionCode) { referrals(filter: { region: $r }) { nodes { number } } }", {"r": "33"}, False),
        ('{ one: referrals(filter: { region: "33" }) { nodes { number } } }', {}, False),
        (f"{{ {NAMES} }}", {}, False),
        ("{ referrals(filter: { state: [SIGNED] }) { nodes { family { displayName { value } } } } }", {}, False),
        ("query ($n: Int) { families(first: $n) { nodes { phone { value } } } }", {"n": 5}, False),
        ("query ($r: RegionCode) { families(filter: { region: $r }) { nodes { phone { value } } } }", {"r": "33"}, True),
        ('{ families(filter: { region: "33" }) { nodes { phone { value } } } }', {}, True),
        ("query ($u: String = \"x\") { families { nodes { phone { value } } } }", {}, True),
        ("query ($in: FamilyFilter) { families(filter: $in) { nodes { phone { value } } } }", {"in": {"need": [{"a": ["text"]}]}}, True),
        (f"{{ guess138: {NAMES} }}", {}, True),
        ("{ families { nodes { ...F } } } fragment F on Family { any: phone { value } }", {}, True),
        ("{ families { nodes { address { value } } } }", {}, True),
        ("{ needs { nodes { requestText } } }", {}, True),
        ("{ needs { nodes { requestText @skip(if: true) } } }", {}, True),
        ("{ items { nodes { dispatchPreview { requestText } } } }", {}, True),
        ("{ auditRecords { nodes { reason } } }", {}, True),
        ('{ visitDraftBody(id: "x") }', {}, True),
        ("query ($id: ID!) { visitDraftBody(id: $id) }", {"id": "x"}, True),
        ('mutation { needClose(input: { id: "x", reason: WITHDRAWN }) { errors { code } } }', {}, True),
    ],
)  # fmt: skip
def test_nothing_of_a_person_is_compressed_beside_a_text_of_somebodys_choice(
    schema: GraphQLSchema, document: str, variables: dict[str, Any], probed: bool
) -> None:
    assert can_be_probed(probing(schema, parse(document)), variables) is probed


def test_no_field_of_a_person_is_forgotten(schema: GraphQLSchema) -> None:
    forgotten = []
    for name, cell in FIELDS.items():
        type_name, _, field_name = name.partition(".")
        of = schema.type_map[type_name]
        if cell.group in WITHOUT_PERSONS or not isinstance(of, GraphQLObjectType) or schema.type_map["Node"] not in of.interfaces:
            continue
        field = of.fields[field_name]
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        below = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
        document = f"query ($id: ID!) {{ node(id: $id) {{ ... on {type_name} {{ {field_name}{below} }} }} }}"
        if not can_be_probed(probing(schema, parse(document)), {"id": "RmFtaWx5OjE="}):
            forgotten.append(name)
    assert forgotten == []


def test_whatever_is_asked_for_the_words_of_the_rule_cover_it(schema: GraphQLSchema) -> None:
    assert probing(schema, parse("{ __typename }")) is Probing.NEVER
    assert not can_be_probed(Probing.NEVER, {"a": "text"})
    assert can_be_probed(Probing.ALWAYS, {})
