"""Run in a copy of the house that has one stored type more: everything else follows. Source: CONTRIBUTING.md ("A stored type").

`python -m tests.architecture.new_type OWNER APP WORKER LOADER`: the addresses of a migrated database.
"""

import asyncio
import inspect
import sys
from collections.abc import Callable
from types import ModuleType
from uuid import UUID, uuid4

import asyncpg
import pytest
from graphql import GraphQLSchema

from db.migrations import runner
from db.migrations.write_migration import write
from db.reference.read import read_from
from db.server.login import Addresses
from domain.rules.access import FIELDS
from domain.rules.rows import ROWS
from domain.value.node_id import global_id
from resolvers.commands.all import COMMANDS
from schema.build.assemble import graphql_of
from schema.contract import contract
from schema.printed import PATH, printed
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, VILLAGE, World, code
from tests.db.protect import test_policies
from tests.schema import test_contract
from tests.schema.conftest import DISPATCHER, Stage

COMPLAINTS = '{ complaints(filter: { region: "330110" }) { nodes { __typename id wording family { number } } } }'


def say(line: str) -> None:
    """Nobody listens."""


def holds(module: ModuleType, schema: GraphQLSchema) -> None:
    """Do what the tests of a module do that need nothing but the contract."""
    tests: list[Callable[..., None]] = [each for name, each in vars(module).items() if name.startswith("test_")]
    for test in tests:
        parameters = inspect.signature(test).parameters
        if not inspect.iscoroutinefunction(test) and parameters.keys() <= {"schema"}:
            test(**({"schema": schema} if parameters else {}))


def nobody_sees_what_nobody_wrote_down(schema: GraphQLSchema) -> None:
    """Without its line in either table the type does not pass."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delitem(ROWS, "complaint")
        with pytest.raises(AssertionError):
            test_policies.test_every_secured_table_has_its_rule_of_rows()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delitem(FIELDS, "Complaint.wording")
        with pytest.raises(AssertionError):
            test_contract.test_every_field_of_a_stored_type_has_a_cell_and_every_cell_a_field(schema)


async def is_protected(addresses: Addresses) -> None:
    """The application adds complaints within a command alone, and can neither change nor remove them."""
    await test_policies.test_the_application_may_do_with_each_table_what_its_list_says(addresses)
    await test_policies.test_every_secured_table_has_its_policies_and_no_other(addresses)
    await test_policies.test_every_table_but_the_listed_ones_has_row_security_enabled_and_forced(addresses)


async def a_complaint(stage: Stage, case: Case) -> UUID:
    """One of the case's family."""
    key = uuid4()
    async with stage.as_loader() as loader:
        insert = "insert into complaint (id, family_id, region_code, at, wording) values ($1, $2, $3, $4, '没有人来')"
        await loader.execute(insert, key, case.family.id, code(VILLAGE), NOW)
    return key


async def is_read(stage: Stage, case: Case) -> None:
    """A cadre reads it in its list and by its id, an office not at all."""
    await stage.world.insert(stage.addresses.loader)
    key = await a_complaint(stage, case)
    seen = {"__typename": "Complaint", "id": global_id("Complaint", key), "wording": "没有人来", "family": {"number": case.family.number}}
    assert await stage.data(COMPLAINTS) == {"complaints": {"nodes": [seen]}}
    assert await stage.data(COMPLAINTS, DISPATCHER) == {"complaints": {"nodes": []}}
    by_id = f'{{ node(id: "{seen["id"]}") {{ ... on Complaint {{ wording }} }} }}'
    assert await stage.data(by_id) == {"node": {"wording": "没有人来"}}
    assert await stage.data(by_id, DISPATCHER) == {"node": None}


async def main(addresses: Addresses) -> None:
    """Write the migration, migrate, and look."""
    await write(addresses.owner, "complaints")
    await runner.upgrade(addresses.owner, say)
    PATH.write_text(printed(), encoding="utf-8")
    declared = contract(COMMANDS)
    holds(test_contract, graphql_of(declared))
    holds(test_policies, graphql_of(declared))
    nobody_sees_what_nobody_wrote_down(graphql_of(declared))
    await is_protected(addresses)
    connection = await asyncpg.connect(addresses.app)
    reference = await read_from(connection, NOW.date())
    await connection.close()
    world = World()
    stage = Stage(addresses, reference)
    stage.begin(world, declared)
    await stage.database.open()
    await is_read(stage, a_family(world, VILLAGE))
    await stage.database.close()


if __name__ == "__main__":
    asyncio.run(main(Addresses(*sys.argv[1:])))
