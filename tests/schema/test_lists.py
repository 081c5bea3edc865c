"""Every list can be narrowed, ordered and counted in every way that the contract offers, by every kind of viewer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from domain.value.node_id import global_id
from domain.viewer import Language
from resolvers.planner.mapping import RootRows
from resolvers.planner.narrowing import HomeIn, LiesIn
from resolvers.reads.roots import all_mappings, all_roots
from schema.execute.execute import Request
from tests.builders.case import Case
from tests.schema.conftest import CADRE, DISPATCHER, Stage

VIEWERS = (CADRE, DISPATCHER, "viewer.government.330110", "admin.audit")
VALUES: Mapping[str, Any] = {
    "String": "A01",
    "Boolean": True,
    "DateTime": "2026-11-24T00:00:00Z",
    "RegionCode": "330110",
    "Date": "2026-11-24",
}


CODES = {
    "NEED_DOMAIN": "LIVING_ASSISTANCE",
    "DEPARTMENT": "CIVIL_AFFAIRS",
    "HEALTH_CATEGORY": "BEREAVED",
    "OTHER_CATEGORY": "REGISTERED_POOR",
    "CODE_LIST": "STAGE",
    "LIMIT": "answer_normal",
}


def a_value(of: GraphQLInputType, does: Any) -> Any:
    """A value of an input type, which a filter takes that does this."""
    if isinstance(of, GraphQLNonNull):
        return a_value(of.of_type, does)
    if isinstance(of, GraphQLList):
        return [a_value(of.of_type, does)]
    if isinstance(of, GraphQLEnumType):
        return next(iter(of.values))
    name = get_named_type(of).name
    if name == "ID":
        return global_id(does.type_name, UUID(int=1))
    return CODES.get(getattr(does, "of", None) or "", VALUES[name])


def filters(schema: GraphQLSchema, root: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The filter type of a root field, and a filter by each of its fields."""
    assert schema.query_type is not None
    argument = schema.query_type.fields[root].args.get("filter")
    if argument is None:
        return
    of = get_named_type(argument.type)
    assert isinstance(of, GraphQLInputObjectType)
    listed = ROOTS[root]
    assert isinstance(listed, RootRows)
    for name, field in of.fields.items():
        _, does = MAPPINGS[listed.type_name].filters[name]
        value = a_value(field.type, does)
        yield of.name, {name: value}
        if value is True:
            yield of.name, {name: False}


COUNTED = frozenset({"inbox", "referrals", "requests", "followUpsDue", "items", "campaignListings"})
COUNTED_BY = frozenset({"department", "office", "state", "colour", "region", "campaign", "within"})
"""What a viewer who may only count is given, and by what they may narrow it."""
MAPPINGS, ROOTS = all_mappings(), all_roots()
LISTS = [name for name, root in ROOTS.items() if isinstance(root, RootRows)]


@pytest.mark.parametrize("by", VIEWERS)
@pytest.mark.parametrize("root", LISTS)
async def test_a_list_can_be_narrowed_by_each_field_of_its_filter(
    stage: Stage, schema: GraphQLSchema, case: Case, root: str, by: str
) -> None:
    counts_only = by.startswith("viewer.") and root in COUNTED
    for of, given in filters(schema, root):
        if counts_only and not given.keys() <= COUNTED_BY:
            (name,) = given
            text = f"query ($f: {of}) {{ {root}(filter: $f) {{ totalCount }} }}"
            assert await stage.refusals(text, by, {"f": given}) == [("BAD_USER_INPUT", [root, "filter", name])]
            continue
        data = await stage.data(f"query ($f: {of}) {{ {root}(filter: $f) {{ totalCount nodes {{ __typename }} }} }}", by, {"f": given})
        assert data[root]["totalCount"] >= len(data[root]["nodes"]), given


async def test_a_filter_by_a_code_that_there_never_was_is_refused_at_its_place(stage: Stage, schema: GraphQLSchema) -> None:
    for root in LISTS:
        for of, given in filters(schema, root):
            ((name, value),) = given.items()
            _, does = MAPPINGS[ROOTS[root].type_name].filters[name]  # type: ignore[union-attr]
            if getattr(does, "of", None) is None and not isinstance(does, (LiesIn, HomeIn)):
                continue
            wrong = "990000" if value == "330110" else "NO_SUCH_CODE"
            for language, between in ((Language.ZH, "中没有此代码。"), (Language.EN, "There is no such code among the ")):
                viewer = replace(stage.world.viewer("cadre.federation.330110"), language=language)
                text = f"query ($f: {of}) {{ {root}(filter: $f) {{ totalCount }} }}"
                request = Request(text, None, {"f": {name: [value[0], wrong] if isinstance(value, list) else wrong}})
                answer = await stage.executor().execute(request, viewer, "trace")
                (error,) = answer.errors
                assert between in error["message"]
                at = [root, "filter", name, *([1] if isinstance(value, list) else [])]
                assert error["extensions"] == {"code": "UNKNOWN_CODE", "path": at}


@pytest.mark.parametrize(("name", "code"), [("category", "INFECTED"), ("healthCategory", "POVERTY_RISK")])
async def test_a_category_of_the_other_part_is_no_code_of_the_filter(stage: Stage, name: str, code: str) -> None:
    text = "query ($f: FamilyFilter!) { families(filter: $f) { totalCount } }"
    for by in VIEWERS:
        assert await stage.refusals(text, by, {"f": {name: [code]}}) == [("UNKNOWN_CODE", ["families", "filter", name, 0])]


def test_a_filter_that_takes_a_code_names_its_list(schema: GraphQLSchema) -> None:
    free = {"number", "externalReference", "action", "fileDigest", "familyNumber", "subject", "listed", "code", "digest"}
    for root in LISTS:
        for _, given in filters(schema, root):
            ((name, value),) = given.items()
            _, does = MAPPINGS[ROOTS[root].type_name].filters[name]  # type: ignore[union-attr]
            if "A01" in (value, *(value if isinstance(value, list) else ())):
                assert name in free or does.of is not None, (root, name)  # type: ignore[union-attr]


@pytest.mark.parametrize("root", LISTS)
async def test_a_list_can_be_put_into_each_of_its_orders_and_followed_there(
    stage: Stage, schema: GraphQLSchema, case: Case, root: str
) -> None:
    assert schema.query_type is not None
    argument = schema.query_type.fields[root].args.get("orderBy")
    orders = get_named_type(argument.type) if argument else None
    for order in orders.values if isinstance(orders, GraphQLEnumType) else [None]:
        by = f", orderBy: {order}" if order else ""
        first = await stage.data(f"{{ {root}(first: 1{by}) {{ pageInfo {{ endCursor }} nodes {{ __typename }} }} }}", CADRE)
        cursor = first[root]["pageInfo"]["endCursor"]
        if first[root]["nodes"]:
            await stage.data(
                f"query ($after: String) {{ {root}(first: 1, after: $after{by}) {{ nodes {{ __typename }} }} }}", CADRE, {"after": cursor}
            )


@pytest.mark.parametrize("by", VIEWERS)
@pytest.mark.parametrize("root", ["inbox", "referrals", "items"])
async def test_a_list_can_be_counted_by_each_of_its_groups(stage: Stage, schema: GraphQLSchema, case: Case, root: str, by: str) -> None:
    of = schema.type_map["GroupBy"]
    assert isinstance(of, GraphQLEnumType)
    counted_only = {"DEPARTMENT", "OFFICE", "STATE", "COLOUR", "COUNTY", "WEEK", "MONTH"}
    for group in of.values:
        text = f"{{ {root} {{ totalCount groups(by: [{group}]) {{ keys labels count unsigned overdue }} }} }}"
        if by.startswith("viewer.") and group not in counted_only:
            assert await stage.refusals(text, by) == [("BAD_USER_INPUT", [root, "groups", "by"])]
        else:
            data = await stage.data(text, by)
            assert sum(each["count"] for each in data[root]["groups"]) == data[root]["totalCount"]


FILTERS = {"TOWNSHIP": "region", "COUNTY": "region"}


@pytest.mark.parametrize("by", VIEWERS[:3])
@pytest.mark.parametrize("root", ["inbox", "referrals", "items"])
async def test_a_group_has_by_name_what_its_lists_hold_and_nothing_else(
    stage: Stage, schema: GraphQLSchema, case: Case, root: str, by: str
) -> None:
    for one, other in (("OFFICE", "STATE"), ("COLOUR", "DEPARTMENT"), ("WEEK", "COUNTY"), ("MONTH", "OFFICE"), ("TYPE", "TOWNSHIP")):
        if by.startswith("viewer.") and one == "TYPE":
            continue
        typed_fields = f"key {{ {fields(schema, 'GroupKey')} }} name {{ {fields(schema, 'GroupName')} }}"
        data = await stage.data(f"{{ {root} {{ groups(by: [{one}, {other}]) {{ {typed_fields} keys labels }} }} }}", by)
        for group in data[root]["groups"]:
            for typed, listed in (("key", "keys"), ("name", "labels")):
                told = dict(zip((one.lower(), other.lower()), group[listed], strict=True))
                assert group[typed] == dict.fromkeys(group[typed]) | told


@pytest.mark.parametrize(("root", "by"), [("referrals", CADRE), ("referrals", DISPATCHER), ("items", CADRE)])
@pytest.mark.parametrize("counted", ["DEPARTMENT", "OFFICE", "TYPE", "TOWNSHIP", "COUNTY", "STATE", "COLOUR"])
async def test_the_key_of_a_group_is_a_filter_that_finds_its_rows(stage: Stage, case: Case, root: str, by: str, counted: str) -> None:
    groups = (await stage.data(f"{{ {root} {{ groups(by: [{counted}]) {{ key {{ {counted.lower()} }} count }} }} }}", by))[root]["groups"]
    assert groups
    of = {"referrals": "ReferralFilter", "items": "ItemFilter"}[root]
    for group in groups:
        key = group["key"][counted.lower()]
        if key is not None:
            narrowed = {FILTERS.get(counted, counted.lower()): key}
            data = await stage.data(f"query ($f: {of}) {{ {root}(filter: $f) {{ totalCount }} }}", by, {"f": narrowed})
            assert data[root]["totalCount"] == group["count"]


def fields(schema: GraphQLSchema, name: str) -> str:
    of = schema.type_map[name]
    assert isinstance(of, GraphQLObjectType)
    return " ".join(of.fields)


def test_every_list_of_the_contract_is_a_connection(schema: GraphQLSchema) -> None:
    assert schema.query_type is not None
    types = {name: get_named_type(schema.query_type.fields[name].type) for name in LISTS}
    assert {name for name, of in types.items() if isinstance(of, GraphQLObjectType) and of.name.endswith("Connection")} == set(LISTS)
