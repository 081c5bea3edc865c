"""The contract as a whole: described, complete, resolvable, printed."""

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_non_null_type,
    is_specified_scalar_type,
)
from sqlalchemy import TableClause

from domain.message.message import TEXTS
from domain.rules.access import FIELDS
from domain.rules.actions import ACTIONS
from domain.rules.group import Group
from domain.text.label import labelled
from resolvers.commands.all import COMMANDS
from resolvers.document.ids import TAGS
from resolvers.planner.mapping import Composed
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.enumerations import describe
from schema.build.mutations import asks
from schema.contract import types_below
from schema.printed import PATH, printed
from schema.subjects.group import GroupBy
from schema.subjects.node import Paged

MAPPINGS, ROOTS = all_mappings(), all_roots()
BOTH_LANGUAGES = re.compile(r"[^\u4e00-\u9fff]+\. .*[\u4e00-\u9fff].*。", re.DOTALL)
SEEN_BY_ALL = {Group.STATUS, Group.REFERENCE, Group.AUDIT, Group.STAFF}
"""Groups of which whoever sees a row at all sees every field."""


def descriptions(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, of in schema.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(of):
            continue
        yield name, of.description
        if isinstance(of, (GraphQLObjectType, GraphQLInterfaceType)):
            for field_name, field in of.fields.items():
                yield f"{name}.{field_name}", field.description
                yield from ((f"{name}.{field_name}({key})", argument.description) for key, argument in field.args.items())
        if isinstance(of, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", field.description) for key, field in of.fields.items())
        if isinstance(of, GraphQLEnumType):
            yield from ((f"{name}.{key}", value.description) for key, value in of.values.items())


def as_node(schema: GraphQLSchema) -> GraphQLInterfaceType:
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return node


VERSIONS_OF_SOMETHING_ELSE = {"AssistanceType", "AuditRecord", "CodeVersion", "LimitVersion", "Outcome", "VisitDraft"}
"""Each version is a row of its own, tells of another row, or (a draft) says when it was saved."""


def stored(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLObjectType]]:
    for name in sorted(MAPPINGS.keys() | {cell.partition(".")[0] for cell in FIELDS}):
        of = schema.type_map[name]
        assert isinstance(of, GraphQLObjectType)
        yield name, of


def test_a_type_stands_in_edges_exactly_if_it_is_a_node(schema: GraphQLSchema) -> None:
    objects = {name: of for name, of in schema.type_map.items() if isinstance(of, GraphQLObjectType)}
    pages = {get_named_type(of.fields["nodes"].type).name: of for name, of in objects.items() if name.endswith("Connection")}
    nodes = {of.name for of in schema.get_possible_types(as_node(schema))}
    assert {name for name, of in pages.items() if "edges" in of.fields} == nodes & set(pages)
    in_edges = {get_named_type(of.fields["node"].type).name for name, of in objects.items() if name.endswith("Edge")}
    assert in_edges == nodes & set(pages)
    assert set(pages) - nodes == {"AssistanceType", "Code", "CodeVersion", "LimitVersion", "Region", "TrustedDocument"}
    assert all({"nodes", "pageInfo", "totalCount", "totalCountIsCapped"} <= set(of.fields) for of in pages.values())


def test_a_row_of_which_a_version_is_read_says_when_it_was_changed_last(schema: GraphQLSchema) -> None:
    rows = dict(stored(schema))
    versioned = {name for name, of in rows.items() if "version" in of.fields} - VERSIONS_OF_SOMETHING_ELSE
    assert {name for name, of in rows.items() if "updatedAt" in of.fields} == versioned


def test_whatever_is_counted_by_has_its_key_and_its_name_in_a_group(schema: GraphQLSchema) -> None:
    words = {each.lower() for each in GroupBy.__members__}
    for name in ("GroupKey", "GroupName"):
        of = schema.type_map[name]
        assert isinstance(of, GraphQLObjectType)
        assert set(of.fields) == words


def test_everything_is_described_in_english_and_chinese(schema: GraphQLSchema) -> None:
    assert [name for name, text in descriptions(schema) if not (text and BOTH_LANGUAGES.fullmatch(text))] == []


def test_every_field_of_a_stored_type_has_a_cell_and_every_cell_a_field(schema: GraphQLSchema) -> None:
    fields = {f"{name}.{field}" for name, of in stored(schema) for field in of.fields}
    assert fields == set(FIELDS)


def test_every_node_has_a_mapping(schema: GraphQLSchema) -> None:
    assert {each.name for each in schema.get_possible_types(as_node(schema))} - MAPPINGS.keys() == set()


def test_every_field_of_a_stored_type_has_a_line_in_its_mapping_or_a_column_of_its_name(schema: GraphQLSchema) -> None:
    missing = []
    for name, of in stored(schema):
        if name not in MAPPINGS:  # made of another row's columns, where that row's mapping says so
            continue
        mapping = MAPPINGS[name]
        for field in of.fields:
            entry = mapping.entry(field)
            missing += [f"{name}.{field}.{each}" for each in unresolved(entry, mapping.table, of, field)]
    assert missing == []


def unresolved(entry: object, table: TableClause, of: GraphQLObjectType, field: str) -> Iterator[str]:
    if isinstance(entry, str) and entry not in table.c:
        yield entry
    if isinstance(entry, Composed):
        inner = get_named_type(of.fields[field].type)
        assert isinstance(inner, GraphQLObjectType)
        for name in inner.fields:
            yield from unresolved(entry.entry(name), table, inner, name)


def test_no_mapping_has_a_line_that_the_contract_does_not_know(schema: GraphQLSchema) -> None:
    fields = {name: set(of.fields) for name, of in stored(schema)}
    assert [f"{name}.{line}" for name, mapping in MAPPINGS.items() for line in mapping.fields if line not in fields[name]] == []


def test_a_field_that_may_be_hidden_may_be_null(schema: GraphQLSchema) -> None:
    hidden = [
        f"{name}.{key}"
        for name, of in stored(schema)
        for key, field in of.fields.items()
        if is_non_null_type(field.type) and FIELDS[f"{name}.{key}"].group not in SEEN_BY_ALL
    ]
    assert hidden == []


def test_the_root_fields_are_those_that_are_planned_and_one_that_is_opened(schema: GraphQLSchema) -> None:
    assert schema.query_type is not None
    assert set(schema.query_type.fields) == set(ROOTS) | {"visitDraftBody"}


def test_filters_and_orders_are_those_of_the_mappings(schema: GraphQLSchema) -> None:
    assert {"Referral", "Region"} <= types_below(Paged).keys()
    for name, each in types_below(Paged).items():
        if each.narrowed_by is not None:
            filter_type = schema.type_map[each.narrowed_by.__name__]
            assert isinstance(filter_type, GraphQLInputObjectType)
            assert set(filter_type.fields) == set(MAPPINGS[name].filters), name
        if each.ordered_by is not None:
            assert set(each.ordered_by.__members__) == set(MAPPINGS[name].orders), name


def test_every_row_with_a_global_id_is_a_node_whose_tag_is_known(schema: GraphQLSchema) -> None:
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {each.name for each in schema.get_possible_types(node)} == TAGS


def test_only_a_row_with_a_global_id_has_a_field_of_that_name(schema: GraphQLSchema) -> None:
    """A client keeps what it reads by `id`: two objects of one id would be one object to it."""
    named = {name for name, of in schema.type_map.items() if isinstance(of, GraphQLObjectType) and "id" in of.fields}
    assert named == TAGS


def test_a_refusal_has_one_of_the_codes_that_there_are(schema: GraphQLSchema) -> None:
    codes = schema.type_map["ErrorCode"]
    assert isinstance(codes, GraphQLEnumType)
    assert set(codes.values) == set(TEXTS)
    for name in ("UserError", "Reason"):
        of = schema.type_map[name]
        assert isinstance(of, GraphQLObjectType)
        assert get_named_type(of.fields["code"].type) is codes


def test_a_mutation_is_named_as_its_action(schema: GraphQLSchema) -> None:
    assert schema.mutation_type is not None
    assert set(schema.mutation_type.fields) == {each.action for each in COMMANDS} | {"familySearch", "reveal", "subjectAccessReport"}
    assert set(schema.mutation_type.fields) <= {action.name for action in ACTIONS}


def test_every_mutation_takes_one_input_and_answers_a_payload_that_may_be_null(schema: GraphQLSchema) -> None:
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        capital = name[0].upper() + name[1:]
        assert {key: str(argument.type) for key, argument in field.args.items()} == {"input": f"{capital}Input!"}
        assert str(field.type) == f"{capital}Payload"


def test_an_enumeration_tells_a_word_for_each_of_its_members() -> None:
    assert [each for each in labelled() if not all(member.description for member in each)] == []


def test_an_enumeration_that_is_sent_has_its_names_as_values(schema: GraphQLSchema) -> None:
    """What coercion makes of a name is the member with that value; what is only answered may have any."""
    types = [of for of in schema.type_map.values() if isinstance(of, GraphQLInputObjectType)]
    sent = {get_named_type(field.type) for of in types for field in of.fields.values()}
    enumerations = [each for each in sent if isinstance(each, GraphQLEnumType)]
    assert len(enumerations) > 10
    assert [of.name for of in enumerations if any(of.coerce_input_value(name).name != name for name in of.values)] == []


def test_an_enumeration_without_a_word_for_a_member_is_refused() -> None:
    class Meal(StrEnum):
        LUNCH = "LUNCH"
        DINNER = "DINNER"

    with pytest.raises(KeyError):
        describe(Meal, "A meal. 餐。", {"LUNCH": "At noon. 午餐。"})


def test_what_an_action_asks_for_is_what_its_input_has_beside_the_row() -> None:
    asked = asks(COMMANDS)
    assert asked["referralReturn"] == ("reason", "returnedBy", "suggestedOffice", "note")
    assert asked["referralTake"] == ()
    assert asked["reveal"] == ("reason",)
    assert "need" not in asked["itemDraft"]


def test_schema_graphql_is_what_make_schema_prints() -> None:
    assert PATH.read_text(encoding="utf-8") == printed()
