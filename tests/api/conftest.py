"""The endpoint over a small contract of its own, with an account that may knock: no socket, a real database for memberships.

Source: docs/design.md 4; the contract is executed by graphql-core, so that only the view is looked at.
"""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from graphql import ExecutionResult, GraphQLSchema, build_schema, graphql
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from api.edge import Edge
from api.graphql import GraphQL
from api.log import Lines
from api.metrics import Metrics
from api.rate import Allowance
from auth.identify import Identity
from auth.issuer import Issuer
from auth.token import Tokens
from db.engine import Database
from db.login import Addresses
from db.reach import is_away
from domain.message import Refusal
from domain.viewer import MembershipEnded, Viewer
from tests.builders.world import NOW, World

PER_MINUTE = 200
CONTRACT = "type Query { hello(name: String): String  broken: Int  speaks: String }  type Mutation { change: Int }"


def contract() -> GraphQLSchema:
    return build_schema(CONTRACT)


@dataclass(frozen=True)
class Executed:
    """What the view is answered with."""

    body: bytes
    operation: str
    code: str | None
    partial: bool


@dataclass
class Small:
    """Executes the small contract, and remembers what it was asked; some words make it fail as the large one may."""

    schema: GraphQLSchema = field(default_factory=contract)
    asked: list[tuple[str, str | None, Mapping[str, Any]]] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def execute(self, text: str, operation_name: str | None, variables: Mapping[str, Any], viewer: Viewer, trace: str) -> Executed:
        self.asked.append((text, operation_name, variables))
        match text:
            case "{ explodes }":
                raise RuntimeError("select secret from person")
            case "{ away }":
                raise ConnectionRefusedError("db.internal:5432")
            case "{ hangs }":
                await self.ended.wait()
            case "{ over }":
                raise MembershipEnded
            case "{ dear }":
                raise Refusal("TOO_COSTLY")
        root = {"hello": lambda _, name="": f"hello {name}", "broken": lambda _: 1 / 0, "speaks": viewer.language, "change": 1}
        result = await graphql(self.schema, text, root, variable_values=dict(variables), operation_name=operation_name)
        return executed(result)


def executed(result: ExecutionResult) -> Executed:
    errors = [{"message": "masked", "extensions": {"code": "BAD_USER_INPUT"}} for _ in result.errors or ()]
    body = ({"data": result.data} if result.data is not None else {}) | ({"errors": errors} if errors else {})
    refused = result.data is None
    return Executed(orjson.dumps(body), "none" if refused else "query", "BAD_USER_INPUT" if refused else None, bool(errors))


@dataclass
class Door:
    """A client with a valid token, and what lies behind the door."""

    client: httpx.AsyncClient
    executor: Small
    viewer: Viewer
    issuer: Issuer
    log: io.StringIO
    metrics: Metrics

    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.log.getvalue().splitlines()]

    async def post(self, content: bytes | str | object, **headers: str | None) -> httpx.Response:
        """POST with the headers of an ordinary client; a header of None is left out, underscores become hyphens."""
        given = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        raw = content if isinstance(content, bytes | str) else orjson.dumps(content)
        kept = {name: value for name, value in given.items() if value is not None}
        return await self.client.post("/graphql", content=raw, headers=kept)


@pytest.fixture(scope="module")
def viewer(shared_addresses: Addresses) -> Viewer:
    """A cadre whose account stands in the database of the module."""
    world = World()
    viewer = world.viewer("cadre.federation.330110")
    asyncio.run(world.insert(shared_addresses.loader))
    return viewer


@pytest_asyncio.fixture
async def door(shared_addresses: Addresses, viewer: Viewer, tmp_path: Path) -> AsyncIterator[Door]:
    """An endpoint of its own for each test, before the database of the module."""
    database, metrics, log = Database(shared_addresses.app, lambda: NOW), Metrics(), io.StringIO()
    issuer = Issuer(tmp_path / "keys", "us", "lianbang")
    tokens = Tokens("us", "lianbang", lambda: issuer.keys, lambda: NOW)
    logger, handler = logging.Logger("test"), logging.StreamHandler(log)
    handler.setFormatter(Lines())
    logger.addHandler(handler)
    executor = Small()
    view = GraphQL(Identity(tokens, database), executor, Allowance(PER_MINUTE, lambda: NOW), logger, is_away, 0.5)
    edge = Middleware(Edge, paths=frozenset({"/graphql"}), log=logger, metrics=metrics)
    app = Starlette(routes=[Route("/graphql", view)], middleware=[edge])
    await database.open()
    token = issuer.issue(viewer.membership, "cadre", NOW)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://lianbang", headers={"Authorization": f"Bearer {token}"}) as client:
        yield Door(client, executor, viewer, issuer, log, metrics)
    await database.close()
