"""The demonstration county in a database that the oracle's tests share, with what a year does not bring about; and the platform over it."""

import asyncio
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.session.read import find_viewer
from db.sums.fold import FOLDED_AT_ONCE, fold
from demonstration.seed import seed
from domain.viewer import Language, Viewer
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.planner.plan import Planner
from resolvers.reads.roots import all_mappings, all_roots
from resolvers.reads.runner import Reader
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.execute import Answer, Executor, Request
from tests.builders.county import CIPHER
from tests.conftest import clone, name_of
from tests.oracle.asked import Asked, document
from tests.oracle.county import County, read
from tests.oracle.merged import live_on
from tests.oracle.rare import add_what_is_rare
from tests.oracle.sight import Watcher
from tests.oracle.values import Values

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
FAMILIES = 44


class Nothing:
    """In the place of what runs commands, reveals and opens: the oracle only reads what is planned."""

    async def run(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("no command is asked for")

    async def reveal(self, *_: Any) -> Any:
        raise AssertionError("nothing is revealed")

    async def body(self, *_: Any) -> Any:
        raise AssertionError("nothing is opened")


class Platform:
    """The platform over the county, asked without HTTP."""

    def __init__(self, addresses: Addresses, reference: Reference) -> None:
        self.addresses = addresses
        self.runner = asyncio.Runner()
        self.declared = contract(COMMANDS)
        self.schema = graphql_of(self.declared)
        self.database = Database(addresses.app, lambda: NOW)
        self.reference = reference
        self.runner.run(self.database.open())
        self.county: County = self.runner.run(read(addresses.loader, NOW))
        self.values = Values(self.county)
        self.mappings = all_mappings()
        self.asked = 0
        self.forget()

    def forget(self) -> None:
        """Plan everything anew."""
        planner = Planner(self.schema, self.mappings, all_roots(), asks(COMMANDS))
        reader = Reader(self.database, planner, lambda: self.reference)
        nothing: Any = Nothing()
        documents = Documents(self.schema, introspection=False)
        self.executor = Executor(documents, reader, nothing, nothing, nothing, nothing, nothing)

    def close(self) -> None:
        """Let go of the database."""
        self.runner.run(self.database.close())
        self.runner.close()

    def watcher(self, account: str, language: str = "zh") -> Watcher:
        """The viewer who asks, as the oracle knows them."""
        return Watcher(self.county, account, language)

    def ask(self, roots: tuple[Asked, ...], watcher: Watcher) -> Any:
        """The data for a query; the codes of the errors in its place."""
        answer = self.answer(document(roots), watcher)
        return [each["extensions"]["code"] for each in answer.errors] if answer.data is None else orjson.loads(answer.data)

    def answer(self, text: str, watcher: Watcher, **variables: str) -> Answer:
        """What comes for a document."""
        return self.runner.run(self._answer(text, watcher, variables))

    def noted(self) -> list[dict[str, Any]]:
        """What the audit noted of the answer that came last."""
        return self.runner.run(self._noted())

    async def _noted(self) -> list[dict[str, Any]]:
        async with connected(self.addresses.loader) as loader:
            told = "select family_ids, groups, person_ids, at from audit_unsealed where trace = $1"
            return [dict(each) for each in await loader.fetch(told, f"{self.asked:x}")]

    async def _answer(self, text: str, watcher: Watcher, variables: dict[str, str]) -> Answer:
        viewer = await find_viewer(self.database, watcher.membership["id"], NOW)
        assert isinstance(viewer, Viewer)
        self.asked += 1
        asking = dataclasses.replace(viewer, language=Language(watcher.language))
        return await self.executor.execute(Request(text, None, variables), asking, f"{self.asked:x}")


def fill(addresses: Addresses, reference: Reference) -> None:
    """Put the county into a database."""
    assert asyncio.run(seed(addresses.loader, NOW, CIPHER, lambda _: None, families=FAMILIES))
    asyncio.run(add_what_is_rare(addresses.loader))
    asyncio.run(fold_some(addresses))
    asyncio.run(live_on(addresses, reference, NOW))


async def fold_some(addresses: Addresses) -> None:
    """What happened so far is in the sums, what comes is not: groups are of both."""
    async with connected(addresses.worker) as connection:
        while await fold(connection) == FOLDED_AT_ONCE:
            pass


@pytest.fixture(scope="session")
def filled(server: Embedded, template: str, reference: Reference) -> Iterator[str]:
    """The name of a database with the demonstration county in it, which others are cloned from."""
    with clone(server, template) as addresses:
        fill(addresses, reference)
        yield name_of(addresses)


@pytest.fixture(scope="session")
def seeded(server: Embedded, filled: str) -> Iterator[Addresses]:
    """A database with the county in it."""
    with clone(server, filled) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def platform(seeded: Addresses, reference: Reference) -> Iterator[Platform]:
    """The platform over it."""
    made = Platform(seeded, reference)
    yield made
    made.close()
