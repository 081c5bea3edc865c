"""The contract of every command, and a stage that executes documents over a world in a database of the module's own."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
import pytest
import strawberry
from graphql import GraphQLSchema

from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.engine import Database
from domain.referral import State
from resolvers.commands.all import COMMANDS
from resolvers.commands.runner import Commands
from resolvers.document.parse import Documents
from resolvers.planner.plan import Planner
from resolvers.reads.roots import all_mappings, all_roots
from resolvers.reads.runner import Reader
from resolvers.reads.visit_draft import Drafts
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.execute import Answer, Executor, Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.builders.kept import Kept, keeping
from tests.builders.world import NOW, World
from tests.conftest import clone

CADRE, DISPATCHER = "cadre.federation.330110", "dispatcher.civil-affairs.330110"

Ask = Callable[..., Coroutine[Any, Any, Any]]


class Nothing:
    """In the place of what runs commands and reveals, where no test asks for it."""

    async def run(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("no command is asked for")

    run_targets = run

    async def reveal(self, *_: Any) -> Any:
        raise AssertionError("nothing is revealed")

    async def search(self, *_: Any) -> Any:
        raise AssertionError("nothing is searched for")

    async def report(self, *_: Any) -> Any:
        raise AssertionError("nothing is reported")


class Stage:
    """What asks documents as a viewer of the world, such as `cadre.federation.330110`."""

    def __init__(self, addresses: Addresses, reference: Reference) -> None:
        """Without a world and a contract: it begins with them."""
        self.addresses = addresses
        self.reference = reference
        self.database = Database(addresses.app, lambda: NOW)
        self.declared: strawberry.Schema | None = None

    def begin(self, world: World, declared: strawberry.Schema) -> None:
        """Begin with a world of which nothing is in the database yet. Of the same contract, documents and plans are known already."""
        self.world = world
        if self.declared is not declared:
            self.declared, self.schema = declared, graphql_of(declared)
            self.documents: dict[bool, Documents] = {}
            """The documents known to its executors, by whether they may introspect: each is validated once."""
            planner = Planner(self.schema, all_mappings(), all_roots(), asks(COMMANDS))
            self.reader = Reader(self.database, planner, lambda: self.reference)

    def executor(
        self, commands: Any = None, reveals: Any = None, searches: Any = None, reports: Any = None, *, introspection: bool = True
    ) -> Executor:
        """An executor over the world, with what runs commands."""
        drafts = Drafts(self.database, CIPHER)
        nothing: Any = Nothing()
        services = (commands or nothing, reveals or nothing, drafts, searches or nothing, reports or nothing)
        if introspection not in self.documents:
            self.documents[introspection] = Documents(self.schema, introspection=introspection)
        return Executor(self.documents[introspection], self.reader, *services)

    @asynccontextmanager
    async def as_loader(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of who may change everything."""
        connection = await asyncpg.connect(self.addresses.loader)
        try:
            yield connection
        finally:
            await connection.close()

    async def answer(self, text: str, by: str = CADRE, variables: Mapping[str, Any] | None = None, name: str | None = None) -> Answer:
        """What a viewer gets for a document."""
        viewer = self.world.viewer(by)
        await self.world.insert(self.addresses.loader)
        return await self.executor().execute(Request(text, name, variables or {}), viewer, "trace")

    async def data(self, text: str, by: str = CADRE, variables: Mapping[str, Any] | None = None, name: str | None = None) -> Any:
        """The data of an answer without errors."""
        answer = await self.answer(text, by, variables, name)
        assert answer.errors == ()
        assert answer.data is not None
        return orjson.loads(answer.data)

    async def refusals(self, text: str, by: str = CADRE, variables: Mapping[str, Any] | None = None) -> list[tuple[str, list[Any]]]:
        """With which codes and paths a document is refused."""
        answer = await self.answer(text, by, variables)
        assert answer.data is None
        return [(each["extensions"]["code"], each["extensions"].get("path", [])) for each in answer.errors]


@pytest.fixture(scope="session")
def declared() -> strawberry.Schema:
    """The whole contract."""
    return contract(COMMANDS)


@pytest.fixture(scope="session")
def schema(declared: strawberry.Schema) -> GraphQLSchema:
    """The whole contract as graphql-core knows it."""
    return graphql_of(declared)


@pytest.fixture(scope="module")
def module_addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    """A database for the tests of one module."""
    with clone(server, template) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def world() -> World:
    """The offices and accounts of the module's tests."""
    return World()


@pytest.fixture(scope="module")
def case(world: World) -> Case:
    """A family whose help an office works on."""
    return a_family(world).with_certificate().with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110", State.SIGNED)


@asynccontextmanager
async def opened(stage: Stage) -> AsyncIterator[Stage]:
    """Yield a stage whose connections are open meanwhile."""
    await stage.database.open()
    yield stage
    await stage.database.close()


@pytest.fixture(scope="session")
async def kept_stage(server: Embedded, template: str, reference: Reference) -> AsyncIterator[Kept[tuple[Stage, asyncpg.Connection]]]:
    """The stage that modules use one after the other, of the whole contract or of their own."""
    async with keeping(server, template, lambda addresses: opened(Stage(addresses, reference))) as kept:
        yield kept


@pytest.fixture(scope="module")
async def module_stage(
    kept_stage: Kept[tuple[Stage, asyncpg.Connection]], world: World, declared: strawberry.Schema
) -> AsyncIterator[Stage]:
    """The stage of a module's tests, with nothing on it that another has left."""
    async with kept_stage.lent() as (stage, loader):
        stage.begin(world, declared)
        with world.through(loader):
            yield stage


@pytest.fixture
def stage(module_stage: Stage) -> Iterator[Stage]:
    """The stage at 09:00 of a Tuesday; a test may put another reader on it."""
    reader = module_stage.reader
    yield module_stage
    module_stage.reader = reader


@pytest.fixture
def ask(stage: Stage, reference: Reference) -> Ask:
    """Asks a document as a viewer of the world."""
    documents = stage.executor().documents
    executor = stage.executor(Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True, contract=documents))

    async def asked(text: str, who: str, operation: str | None = None, /, **variables: Any) -> Any:
        viewer = stage.world.viewer(who)
        await stage.world.insert(stage.addresses.loader)
        answer = await executor.execute(Request(text, operation, variables), viewer, "trace")
        assert (answer.errors, answer.causes) == ((), ())
        return orjson.loads(answer.data or b"")

    return asked
