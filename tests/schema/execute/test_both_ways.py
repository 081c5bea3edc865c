"""The Reader's bytes are what graphql-core would answer, for every kind of viewer (docs/design.md 4.6)."""

import asyncio
import os
from typing import Any
from uuid import UUID

import orjson
import pytest
import strawberry
from graphql import GraphQLSchema
from hypothesis import event, given, settings
from hypothesis.strategies import sampled_from

from db.reference.read import Reference
from db.server.login import Addresses
from domain.message.refusal import Refusal
from domain.referral import State
from domain.value.node_id import global_id
from domain.viewer import Viewer
from schema.execute.execute import Request
from schema.execute.variables import coerced
from tests.builders.case import a_family
from tests.builders.world import World
from tests.schema.conftest import CADRE, DISPATCHER, Stage
from tests.schema.documents import Asked, documents

VIEWERS = (
    CADRE,
    DISPATCHER,
    "handler.civil-affairs.330110",
    "dispatcher.civil-affairs.3301",
    "cadre.federation.3301",
    "monitor.federation.3301",
    "leader.federation.330110",
    "viewer.government.330110",
    "commissioner.federation.330110109200",
    "operator.federation.330110",
    "admin.audit",
    "admin.system",
)


ANSWERED, REFUSED = "answered", "refused"
DOCUMENTS = int(os.environ.get("LIANBANG_ORACLE_QUESTIONS", "200"))
"""How many documents are drawn: `make oracle` sets it."""


@pytest.fixture(scope="module")
def ids(world: World, module_addresses: Addresses) -> list[str]:
    """The global ids of a world with a case in every state; and two that nothing has."""
    found = ["nonsense", global_id("Family", UUID(int=1))]
    for state in State:
        case = a_family(world, head=f"王{state}").with_certificate().with_need("LIVING_ASSISTANCE")
        case.referred_to("civil-affairs.330110", state).with_event("referralProgress", "已联系").with_outcome().followed_up()
        rows: dict[str, Any] = {"Family": case.family, "Person": case.head, "Need": case.need}
        rows |= {"AssistanceItem": case.item, "Referral": case.referral}
        found += [global_id(name, row.id) for name, row in rows.items()]
    a_family(world, "330110110200").called("operator.federation.330110").with_need("EMPLOYMENT").with_draft("A14")
    found += [global_id("Account", world.viewer(name).account) for name in VIEWERS]
    asyncio.run(world.insert(module_addresses.loader))
    return found


async def both(stage: Stage, asked: Asked, viewer: Viewer) -> str:
    """Hold the two ways against each other; what came of it."""
    executor, request = stage.executor(), Request(asked.text, None, asked.variables)
    answer = await executor.execute(request, viewer, "trace")
    operation = await executor.operation(request, viewer)
    variables = coerced(executor.schema, operation, request.variables)
    if answer.data is None:
        with pytest.raises(Refusal, match=answer.errors[0]["extensions"]["code"]):
            await executor.long_way(operation, variables, request, viewer, "trace")
        return REFUSED
    longer, _ = await executor.long_way(operation, variables, request, viewer, "trace")
    other = executor.answer_of(longer, operation, viewer.language, "trace")
    assert (answer.errors, other.errors, other.causes) == ((), (), ())
    assert orjson.loads(answer.data or b"") == orjson.loads(other.data or b"")
    return ANSWERED


def test_bytes_and_graphql_core_answer_alike(
    ids: list[str],
    world: World,
    module_addresses: Addresses,
    declared: strawberry.Schema,
    schema: GraphQLSchema,
    reference: Reference,
) -> None:
    came = []
    stage = Stage(module_addresses, reference)
    stage.begin(world, declared)
    with asyncio.Runner() as runner:
        runner.run(stage.database.open())

        @settings(max_examples=DOCUMENTS)
        @given(documents(schema, ids), sampled_from(VIEWERS))
        def alike(asked: Asked, by: str) -> None:
            came.append(runner.run(both(stage, asked, world.viewer(by))))
            event(came[-1])

        alike()
        runner.run(stage.database.close())
    assert came.count(ANSWERED) > len(came) / 2  # the drawing is not all refusals
