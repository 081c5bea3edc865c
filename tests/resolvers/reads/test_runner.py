"""What is kept of plans is counted for as much as it holds. Source: docs/decisions/022-bounded-memories.md."""

import gc
import tracemalloc
from uuid import UUID

import pytest

from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.planner.plan import Planner
from resolvers.reads.roots import all_mappings, all_roots
from resolvers.reads.runner import bytes_of
from schema.build.assemble import graphql_of
from schema.contract import contract
from schema.execute.variables import coerced
from tests.builders.world import World

CALLER = UUID(int=1)


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner over the whole contract."""
    return Planner(graphql_of(contract(COMMANDS)), all_mappings(), all_roots(), {})


@pytest.mark.parametrize(
    "root",
    [
        "viewer { id }",
        "families { nodes { number members { displayName { value } birthDate } phone { value } } }",
        "referrals(filter: { state: [" + "SIGNED " * 190 + "] }) { totalCount }",
        "referrals(filter: { type: [" + '"" ' * 190 + "] }) { totalCount }",
    ],
    ids=["little", "much", "words", "texts"],
)
def test_a_plan_holds_no_more_than_is_counted_for_it(planner: Planner, root: str) -> None:
    text = "{ " + " ".join(f"r{place}: {root}" for place in range(8)) + " }"
    operation = Documents(planner.schema, introspection=False).known(text, CALLER).operation(None)
    variables, viewer = coerced(planner.schema, operation, {}), World().viewer("cadre.federation.330110")
    planner.query(operation, variables, viewer)
    gc.collect()
    gc.freeze()  # what other tests hold is not looked through again
    tracemalloc.start()
    try:
        plan = planner.query(operation, variables, viewer)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0 < held < bytes_of(plan)
