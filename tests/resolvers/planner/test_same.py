"""What is printed once stands in every statement as if it were printed for it. Source: docs/decisions/062-around-the-read.md."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Integer, Text

from domain.value.node_id import global_id
from domain.viewer import Language, Viewer
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.planner.plan import Plan, Planner
from resolvers.planner.printing import Call, Source
from resolvers.planner.rows import DIALECT, Named
from resolvers.planner.same import ROW, OfRow, Printed
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.variables import coerced
from tests.builders.world import NOW, World

SCHEMA = graphql_of(contract(COMMANDS))
DOCUMENTS = Documents(SCHEMA, introspection=False)
WORLD = World()
OFFICE = WORLD.viewer("dispatcher.civil-affairs.330110")
VIEWERS = (
    OFFICE,
    replace(OFFICE, language=Language.EN),
    *map(WORLD.viewer, ("dispatcher.civil-affairs.3301", "cadre.federation.330110", "monitor.federation.33")),
)
ASKED = (
    "{ referrals { nodes { state stage { name } availableActions { action reason { text } } lead { id } family { phone { value } } } } }",
    "{ referrals { nodes { availableActions(allowed: true) { action } family { address { value level } members { birthDate sex } } } } }",
    "{ families { nodes { displayName { value } head { displayName { level value } } members { ageBand certificate { level } } } } }",
    "{ items { nodes { availableActions { action } lead { availableActions { action } office { name } } previous { number } } } }",
    "{ referrals { nodes { extension { state reason { name } } } } }",
    "{ referrals { nodes { returnAsk { state reason { name } } } } }",
    "{ referrals { nodes { lead { lead { lead { number type { name } } } } outcome { benefit { amount } } } } }",
)
"""Documents that ask partly for the same."""


def planner() -> Planner:
    """A planner that has printed nothing."""
    return Planner(SCHEMA, all_mappings(), all_roots(), asks(COMMANDS))


@pytest.fixture(scope="module")
def used() -> Planner:
    """A planner that has printed all of it for everybody."""
    made = planner()
    for viewer in VIEWERS:
        for text in ASKED:
            planned(made, text, viewer)
    return made


def planned(by: Planner, text: str, viewer: Viewer, values: Mapping[str, Any] | None = None) -> Plan:
    operation = DOCUMENTS.known(text, UUID(int=0)).operation(None)
    return by.query(operation, coerced(SCHEMA, operation, values or {}), viewer)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: f"{viewer.kind}.{viewer.language}")
def test_a_statement_is_the_same_whatever_was_printed_before(used: Planner, viewer: Viewer) -> None:
    for text in ASKED:
        alone, after = planned(planner(), text, viewer), planned(used, text, viewer)
        assert (after.sql, after.order, after.constants) == (alone.sql, alone.order, alone.constants)
        assert {*after.bound} >= {*after.order} - {*after.constants}


def test_what_a_call_gives_for_one_place_is_printed_for_it() -> None:
    first, second = UUID(int=1), UUID(int=2)
    ids = {"first": global_id("Office", first), "second": global_id("Office", second)}
    preview = "dispatchPreview(office: ${}) {{ office {{ name }} }}"
    asked = f"one: {preview.format('first')} two: {preview.format('second')}"
    text = f"query Preview($first: ID!, $second: ID!) {{ items {{ nodes {{ {asked} }} }} }}"
    plan = planned(planner(), text, WORLD.viewer("cadre.federation.330110"), ids)
    operation = DOCUMENTS.known(text, UUID(int=0)).operation(None)
    call = Call(WORLD.viewer("cadre.federation.330110"), NOW, "", None, {}, {})  # type: ignore[arg-type]
    bound = plan.bind(coerced(SCHEMA, operation, ids), call)
    assert {first, second} <= {each for each in bound if isinstance(each, UUID)}


def test_no_name_is_taken_within_the_rows_of_that_name() -> None:
    sql = planned(planner(), ASKED[-1], VIEWERS[0]).sql
    names = re.findall(r"FROM referral AS (\w+)", sql)
    leads = [name for name in names if name.startswith("page_")]
    assert len(leads) == len({*leads}) > 3
    assert ROW not in sql


@pytest.mark.parametrize("key", ["x__row__", "page_2", "row"])
def test_a_key_of_the_response_stands_in_the_text_as_it_was_asked_for(key: str) -> None:
    sql = planned(planner(), f"{{ referrals {{ nodes {{ {key}: lead {{ {key}: number }} }} }} }}", OFFICE).sql
    assert sql.count(f"'{key}' : ") == 2


def test_the_text_of_an_operation_stands_in_brackets_within_another() -> None:
    row = Named("need", {"version": Integer(), "number": Text()}, "n_1")
    printed = Printed(f"{ROW}.version + 1", Integer(), ("version",), (), (), {})
    text = str((OfRow(printed, Source("Need", row)) * OfRow(printed, Source("Need", row))).compile(dialect=DIALECT))
    assert text == "(n_1.version + 1) * (n_1.version + 1)"
    assert [*row.c.made] == ["version"]
