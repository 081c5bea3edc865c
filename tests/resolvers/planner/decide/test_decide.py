"""What is decided for a kind of viewer stands in the tree, before any SQL. Source: docs/domain.md 7; docs/design.md 4.3."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ClauseElement

from domain.message.refusal import Refusal
from domain.rules.access import AsShared
from domain.rules.condition import Asked, Counted, InScope, Own
from domain.rules.group import Group, Level
from domain.value.node_id import global_id
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.document.selection import Arguments
from resolvers.planner.plan import Planner
from resolvers.planner.tree import Connection, Denied, Field, Groups, Object, ShownRow, Tree
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.assemble import graphql_of
from schema.contract import contract
from schema.execute.variables import coerced
from tests.builders.world import World
from tests.resolvers.planner.show import show

CADRE, MONITOR, LEADER = "cadre.federation.330110", "monitor.federation.3301", "leader.federation.330110"
OFFICE = "dispatcher.civil-affairs.330110"
FAMILIES = "{ families { nodes { members { birthDate displayName { value } } phone { value } } } }"


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner over the whole contract."""
    return Planner(graphql_of(contract(COMMANDS)), all_mappings(), all_roots(), {})


def tree(planner: Planner, text: str, by: str, **values: Any) -> Tree:
    operation = Documents(planner.schema, introspection=False).known(text, UUID(int=0)).operation(None)
    return planner.query(operation, coerced(planner.schema, operation, values), World().viewer(by)).tree


def listing(of: Tree) -> Connection:
    """The connection that is the first root."""
    body = of.roots[0].body
    assert isinstance(body, Connection)
    return body


def below(of: Connection | Object | ShownRow | Groups | None, *names: str) -> Field:
    """The field that these names lead to."""
    whole = of if isinstance(of, Object) or of is None else of.object
    assert whole is not None
    (found,) = [each for each in whole.fields if each.name == names[0]]
    return below(found.below, *names[1:]) if names[1:] else found


def everything(value: Any) -> Iterator[Any]:
    """Whatever stands in a tree."""
    yield value
    if is_dataclass(value):
        for each in fields(value):
            yield from everything(getattr(value, each.name))
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from everything(each)


def test_a_tree_holds_no_sql(planner: Planner) -> None:
    nodes = "availableActions { action } item { warnings { code } }"
    text = f"{{ inbox(filter: {{ mine: true }}) {{ groups(by: [STATE]) {{ count }} nodes {{ {nodes} }} }} }}"
    found = [*everything(tree(planner, text, CADRE))]
    assert len(found) > 100
    assert [each for each in found if isinstance(each, ClauseElement)] == []


def test_a_tree_says_which_rows_a_kind_of_viewer_sees(planner: Planner) -> None:
    seen = {by: listing(tree(planner, "{ referrals { nodes { number } } }", by)) for by in (CADRE, OFFICE, LEADER)}
    assert {by: each.rows.words for by, each in seen.items()} == {
        CADRE: (InScope(), Own("dispatching_office_id")),
        OFFICE: (Own("office_id"), Own("delegating_office_id"), Asked("dispatching_office_id")),
        LEADER: (Counted(leads=True),),
    }
    assert [each.pages for each in seen.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("by", "level", "denied"), [(CADRE, Level.FULL, None), (MONITOR, Level.COARSE, Denied.LEVEL), (OFFICE, AsShared.FAMILY_ACCESS, None)]
)
def test_a_field_tells_the_level_that_decides_on_it(planner: Planner, by: str, level: Level | AsShared, denied: Denied | None) -> None:
    born = below(listing(tree(planner, FAMILIES, by)), "nodes", "members", "birthDate")
    assert born.seen is not None
    assert (born.seen.group, born.seen.level, born.seen.at, born.denied) == (Group.BIRTH, level, Level.FULL, denied)


def test_what_is_hidden_is_not_audited(planner: Planner) -> None:
    audited = {by: tree(planner, FAMILIES, by).audited for by in (CADRE, MONITOR, LEADER)}
    assert audited == {CADRE: {Group.IDENTITY, Group.CONTACT}, MONITOR: {Group.IDENTITY}, LEADER: set()}


def test_a_neighbour_of_which_no_row_may_be_shown_is_not_decided_further(planner: Planner) -> None:
    found = below(listing(tree(planner, "{ referrals { nodes { item { need { number } } } } }", OFFICE)), "nodes", "item", "need").below
    assert isinstance(found, ShownRow)
    assert (found.rows.words, found.object) == ((), None)


def test_a_preview_is_decided_as_the_office_will_see_it(planner: Planner) -> None:
    text = "{ items { nodes { dispatchPreview { family { phone { value } contactPerson { name } } } } } }"
    found = below(listing(tree(planner, text, CADRE)), "nodes", "dispatchPreview", "family", "phone")
    assert found.seen is not None
    assert found.seen.level is AsShared.FAMILY_ACCESS


def test_a_filter_over_what_the_viewer_does_not_see_matches_nothing(planner: Planner) -> None:
    text = '{ families(filter: { healthCategory: ["x"] }) { totalCount } }'
    assert [tree_.narrowed[0].seen.always for tree_ in (listing(tree(planner, text, by)) for by in (CADRE, MONITOR))] == [True, False]


def test_a_filter_is_wrong_before_anything_is_printed(planner: Planner) -> None:
    with pytest.raises(Refusal):
        tree(planner, '{ families(filter: { region: "000000" }) { totalCount } }', CADRE)


def test_the_values_of_one_call_are_no_part_of_what_is_decided(planner: Planner) -> None:
    text = """query ($n: String!, $r: RegionCode!, $f: ID!) {
        visits(filter: { number: $n, region: $r, family: $f }) { nodes { number } } node(id: $f) { id } }"""
    values = {"n": "99-in-a-number", "r": "330110", "f": global_id("Family", UUID(int=99))}
    found = tree(planner, text, CADRE, **values)
    assert [each for each in everything(found) if each in values.values()] == []
    assert show(found) == show(tree(planner, text, CADRE, n="other", r="330106", f=global_id("Family", UUID(int=98))))


def test_a_plan_keeps_no_part_of_its_document(planner: Planner) -> None:
    found = tree(planner, "query ($n: String!) { families(filter: { number: $n }) { nodes { number } } }", CADRE, n="one")
    kept = [each.node for each in everything(found) if isinstance(each, Arguments)]
    assert [(each.loc, each.selection_set) for each in kept] == [(None, None)] * len(kept)
    assert kept


def test_what_codes_a_call_must_know_is_told_once_however_often_rows_are_narrowed(planner: Planner) -> None:
    text = '{ referrals(filter: { department: ["x"] }) { totalCount groups(by: [STATE]) { count } nodes { number } } }'
    assert [(each.name, each.code_list) for each in tree(planner, text, CADRE).checks] == [("department", "DEPARTMENT")]
