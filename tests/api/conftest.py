"""The endpoint over a small contract of its own, with an account that may knock: no socket, a real database for memberships.

Source: docs/design.md 4; the contract is executed by graphql-core, so that only the view is looked at.
"""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx2
import orjson
import pytest
import pytest_asyncio
from graphql import build_schema, graphql
from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from api.http.edge import Edge
from api.http.endpoint import Endpoint
from api.http.failure import Troubles
from api.http.graphql import GraphQL
from api.http.sheets import ReferralSheets
from api.lapse import Lapse
from api.log import Lines
from api.metrics import Metrics
from api.rate import Allowance, Allowances
from auth.bearer import Bearer
from auth.credential import NamedMembership
from auth.identify import Identity
from auth.issuer import Issuer
from auth.token import TokenRefused, Tokens
from db.server.away import is_away, is_busy, took_too_long
from db.server.login import Addresses
from db.session.engine import Database
from domain.message.refusal import Refusal
from domain.time.deadline import Deadline
from domain.viewer import MembershipEnded, Viewer
from resolvers.document.parse import BadDocument, Documents, Operation
from resolvers.document.trusted import Trust
from resolvers.files.sheets.paper import Page, Papers, Part
from resolvers.files.sheets.render import Renderer
from schema.execute.execute import Answer, Executor, Request
from schema.execute.sheets import Sheet, Sheets
from tests.builders.world import NOW, World

PER_MINUTE = 200
PATIENCE = 60.0
"""Seconds that an endpoint has: more than a busy machine takes; who tests what happens when they are over, `hurry`s the door."""
GRAPHQL, JSON = "application/graphql-response+json", "application/json"
HELLO = {"query": "{ hello }"}
CONTRACT = "type Query { hello(name: String): String  broken: Int  speaks: String }  type Mutation { change: Int  fails: Int  loses: Int }"
ELSEWHERE = "a.token.elsewhere"
TROUBLES = Troubles(is_away, is_busy, took_too_long)
MASKED = {"message": "masked", "extensions": {"code": "INTERNAL"}}


TRUSTED = {sha256(text.encode()).hexdigest(): text for text in ("{ hello }", "mutation { change }")}
"""The documents that are registered."""


class Small:
    """Executes the small contract, and remembers what it was asked; some operations fail as those of the large one may."""

    def __init__(self) -> None:
        self.schema = build_schema(CONTRACT)
        self.documents = Documents(self.schema, introspection=True)
        self.asked: list[Request] = []
        self.deadlines: list[Deadline] = []
        self.never = asyncio.Event()
        self.hanging = asyncio.Event()
        self.given_up = 0

    async def operation(self, request: Request, viewer: Viewer) -> Operation:
        return self.documents.known(request.text, viewer.account).operation(request.operation_name)

    async def execute(self, request: Request, viewer: Viewer, trace: str, deadline: Deadline, of: Operation | None) -> Answer:
        self.asked.append(request)
        self.deadlines.append(deadline)
        match request.text:
            case "{ explodes }":
                raise RuntimeError("select secret from person")
            case "{ away }":
                raise ConnectionRefusedError("db.internal:5432")
            case "{ hangs }":
                self.hanging.set()
                try:
                    await self.never.wait()
                except asyncio.CancelledError:
                    self.given_up += 1
                    raise
            case "{ over }":
                raise MembershipEnded
            case "mutation { change fails }":
                return Answer(b'{"change":1,"fails":null}', (MASKED,), (RuntimeError("secret"),))
            case "mutation { change loses }":
                return Answer(b'{"change":{},"loses":null}', (MASKED,), (ConnectionResetError("secret"),), tells_what_was_done=True)
            case "mutation { loses }":
                return Answer(b'{"loses":null}', (MASKED,), (ConnectionResetError("secret"),))
        try:
            await self.operation(request, viewer)
        except (BadDocument, Refusal):
            return Answer(None, ({"message": "bad", "extensions": {"code": "BAD_DOCUMENT"}},))
        root = {"hello": lambda _, name="": f"hello {name}", "broken": lambda _: 1 / 0, "speaks": viewer.language}
        result = await graphql(
            self.schema, request.text, root, variable_values=dict(request.variables), operation_name=request.operation_name
        )
        return Answer(orjson.dumps(result.data), tuple(MASKED for _ in result.errors or ()))


class SmallSheets:
    """Prints any id as the number of a paper; some fail as real ones may."""

    async def papers(self, ids: Sequence[str], viewer: Viewer, trace: str, deadline: Deadline) -> Sheet:
        match ids:
            case ["unseen"]:
                raise Refusal("NOT_FOUND")
            case []:
                raise Refusal("TOO_FEW", path=("ids",), least=1)
            case ["explodes"]:
                raise RuntimeError("select secret from person")
            case ["over"]:
                raise MembershipEnded
            case ["costly"]:
                return Sheet(errors=({"message": "too much", "extensions": {"code": "TOO_COSTLY"}},))
            case ["loses"]:
                return Sheet(errors=(MASKED,), causes=(ConnectionResetError("secret"),))
            case ["breaks"]:
                return Sheet(errors=(MASKED,), causes=(RuntimeError("secret"),))
        part = Part("", texts=("<script>", "a" * 5000))
        return Sheet(Papers(viewer.language, tuple(Page("转介单", each, (part,), ()) for each in ids)))


class Elsewhere:
    """An issuer of others, whose tokens name nobody here."""

    async def verify(self, token: str) -> NamedMembership:
        if token != ELSEWHERE:
            raise TokenRefused
        return NamedMembership(None, "u-1", uuid4())


def error(response: httpx2.Response) -> dict[str, str]:
    """The extensions of the one error of a response that has no data."""
    body = response.json()
    assert list(body) == ["errors"]
    (only,) = body["errors"]
    assert only["message"]
    extensions: dict[str, str] = only["extensions"]
    return extensions


async def broken(_: HttpRequest) -> Response:
    """Another endpoint, in which something goes wrong that nobody foresaw."""
    raise ZeroDivisionError("secret")


@dataclass
class Door:
    """A client with a valid token, and what lies behind the door."""

    app: Starlette
    client: httpx2.AsyncClient
    executor: Small
    viewer: Viewer
    issuer: Issuer
    log: io.StringIO
    metrics: Metrics
    endpoints: Sequence[Endpoint]

    def hurry(self, *, patience: float = PATIENCE, body_patience: float = PATIENCE) -> None:
        """Let the endpoints give up after so many seconds what they wait for: a whole request, its body."""
        for each in self.endpoints:
            each._patience, each._body_patience = Lapse(patience), Lapse(body_patience)

    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.log.getvalue().splitlines()]

    async def print(self, *ids: str, wanted: str | None = None, **headers: str | None) -> httpx2.Response:
        """Ask for the papers of referrals."""
        return await self.post({"ids": ids} | ({} if wanted is None else {"format": wanted}), "/referral-sheets", **headers)

    async def post(self, content: bytes | str | object, to: str = "/graphql", **headers: str | None) -> httpx2.Response:
        """POST with the headers of an ordinary client; a header of None is left out, underscores become hyphens."""
        given = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        raw = content if isinstance(content, bytes | str) else orjson.dumps(content)
        kept = {name: value for name, value in given.items() if value is not None}
        return await self.client.post(to, content=raw, headers=kept)


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
    view = GraphQL(
        Identity(database, Bearer(tokens, others=Elsewhere())),
        cast(Executor, executor),
        Trust(lambda: TRUSTED),
        Allowances(Allowance(PER_MINUTE, lambda: NOW), Allowance(PER_MINUTE, lambda: NOW)),
        logger,
        Troubles(is_away, is_busy, took_too_long),
        PATIENCE,
        body_patience=PATIENCE,
    )
    papers = ReferralSheets(
        Identity(database, Bearer(tokens, others=Elsewhere())),
        cast(Sheets, SmallSheets()),
        Renderer(),
        Allowances(Allowance(PER_MINUTE, lambda: NOW), Allowance(PER_MINUTE, lambda: NOW)),
        logger,
        Troubles(is_away, is_busy, took_too_long),
        PATIENCE,
        body_patience=PATIENCE,
    )
    app, doors = Starlette(routes=[Route("/referral-sheets", papers), Route("/broken", broken)]), {"/graphql": view}
    paths = frozenset({"/graphql", "/referral-sheets"})
    app.middleware_stack = Edge(ExceptionMiddleware(app.router), doors=doors, paths=paths, log=logger, metrics=metrics)
    await database.open()
    token = issuer.issue(viewer.membership, "cadre.federation.330110", NOW)
    transport = httpx2.ASGITransport(app)
    headers = {"Authorization": f"Bearer {token}", "Accept": GRAPHQL}
    async with httpx2.AsyncClient(transport=transport, base_url="http://lianbang", headers=headers) as client:
        yield Door(app, client, executor, viewer, issuer, log, metrics, (view, papers))
    await database.close()
