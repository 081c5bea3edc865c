"""The whole contract, and the stage on which the planner's cases are asked."""

from collections.abc import AsyncIterator, Iterator, Mapping

import pytest
import strawberry

from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from resolvers.commands.all import COMMANDS
from schema.contract import contract
from tests.builders.world import World
from tests.conftest import clone
from tests.resolvers.planner.families import five_families, small_world
from tests.schema.conftest import Stage, opened


@pytest.fixture(scope="session")
def declared() -> strawberry.Schema:
    """The whole contract."""
    return contract(COMMANDS)


@pytest.fixture(scope="module")
def module_addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    """A database for the tests of one module."""
    with clone(server, template) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def world() -> World:
    """The small world."""
    return small_world()


@pytest.fixture(scope="module")
def named(world: World) -> Mapping[str, str]:
    """The global ids of what stands in it, by name."""
    return five_families(world)


@pytest.fixture(scope="module")
async def module_stage(
    module_addresses: Addresses, world: World, named: Mapping[str, str], declared: strawberry.Schema, reference: Reference
) -> AsyncIterator[Stage]:
    """A stage of the small world, connected once for all of its tests."""
    stage = Stage(module_addresses, reference)
    stage.begin(world, declared)
    async with opened(stage), world.connected(module_addresses.loader):
        yield stage


@pytest.fixture
def stage(module_stage: Stage) -> Iterator[Stage]:
    """The stage at 09:00 of a Tuesday; a test may put another reader on it."""
    reader = module_stage.reader
    yield module_stage
    module_stage.reader = reader
