"""The token endpoint from outside: forms, statuses, headers. Source: RFC 6749 5; docs/decisions/038-service-clients.md."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any, cast

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from api.http.edge import Edge
from api.http.tokens import FORM, METADATA, MOST_BYTES, TokenEndpoint
from api.keys import shown
from api.metrics import Metrics
from api.rate import Allowance, AtTheDoor
from api.serving.proxies import Proxies
from auth.clients.desk import Desk, GrantRefused
from tests.api.conftest import PATIENCE, TROUBLES
from tests.builders.world import NOW

METRICS, PER_MINUTE = Metrics(), 5
GOOD = b"grant_type=client_credentials"


class SmallDesk:
    """Gives a token for one form; others go wrong as real ones may."""

    metadata: Mapping[str, Any] = {"issuer": "https://lianbang.example"}

    async def grant(self, body: bytes, trace: str) -> Mapping[str, object]:
        match body:
            case b"away":
                raise ConnectionRefusedError("db.internal:5432")
            case b"unknown":
                raise GrantRefused("invalid_client")
            case b"strange":
                raise GrantRefused("unsupported_grant_type")
        return {"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 300}


@asynccontextmanager
async def client_of(patience: float) -> AsyncIterator[httpx2.AsyncClient]:
    """Who asks an endpoint that waits for so many seconds."""
    desk = cast(Desk, SmallDesk())
    routes = [
        Route("/oauth/token", TokenEndpoint(desk, AtTheDoor(Allowance(PER_MINUTE, lambda: NOW)), TROUBLES, patience)),
        Route(METADATA, shown(desk.metadata)),
    ]
    edge = Middleware(Edge, paths=frozenset({"/oauth/token"}), log=logging.getLogger("silent"), metrics=METRICS)
    app = Starlette(routes=routes, middleware=[edge])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app, client=NEIGHBOUR), base_url="http://lianbang") as client:
        yield client


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(PATIENCE) as client:
        yield client


NEIGHBOUR = ("10.1.2.3", 4711)


async def test_whoever_a_trusted_proxy_names_has_an_allowance_of_their_own_and_a_stranger_names_nobody() -> None:
    desk = cast(Desk, SmallDesk())
    for trusted, statuses in (("10.1.2.3", [200] * PER_MINUTE + [429, 200]), ("10.1.2.4", [200] * PER_MINUTE + [429, 429])):
        door, proxies = AtTheDoor(Allowance(PER_MINUTE, lambda: NOW)), Proxies([ip_network(trusted)])
        paths, silent = frozenset({"/oauth/token"}), logging.getLogger("silent")
        app = Edge(TokenEndpoint(desk, door, TROUBLES, PATIENCE), paths=paths, log=silent, metrics=Metrics(), proxies=proxies)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app, client=NEIGHBOUR), base_url="http://lianbang") as client:
            named = ["203.0.113.7"] * (PER_MINUTE + 1) + ["203.0.113.8"]
            asked = [{"Content-Type": FORM, "X-Forwarded-For": f"198.51.100.{number}, {name}"} for number, name in enumerate(named)]
            assert [(await client.post("/oauth/token", content=GOOD, headers=each)).status_code for each in asked] == statuses


async def test_a_token_is_given_for_a_form(client: httpx2.AsyncClient) -> None:
    response = await client.post("/oauth/token", content=GOOD, headers={"Content-Type": f"{FORM}; charset=UTF-8"})
    assert (response.status_code, response.headers["cache-control"], response.json()["access_token"]) == (200, "no-store", "a.b.c")


@pytest.mark.parametrize(
    ("body", "headers", "status", "error"),
    [
        (b"unknown", {}, 401, "invalid_client"),
        (b"strange", {}, 400, "unsupported_grant_type"),
        (b"away", {}, 503, "temporarily_unavailable"),
        (GOOD, {"Content-Type": "application/json"}, 415, "invalid_request"),
        (GOOD, {"Content-Encoding": "gzip"}, 415, "invalid_request"),
        (b"x" * (MOST_BYTES + 1), {}, 413, "invalid_request"),
    ],
)
async def test_every_refusal_is_a_code_of_the_standard(
    client: httpx2.AsyncClient, body: bytes, headers: Mapping[str, str], status: int, error: str
) -> None:
    response = await client.post("/oauth/token", content=body, headers={"Content-Type": FORM, **headers})
    assert (response.status_code, response.json()) == (status, {"error": error})


async def test_it_takes_no_other_method(client: httpx2.AsyncClient) -> None:
    response = await client.get("/oauth/token")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_it_waits_for_no_slow_body() -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    async with client_of(patience=0.1) as client:
        response = await client.post("/oauth/token", content=slow(), headers={"Content-Type": FORM})
    assert response.status_code == 408


async def test_the_metadata_is_published(client: httpx2.AsyncClient) -> None:
    assert (await client.get(METADATA)).json() == {"issuer": "https://lianbang.example"}


async def test_an_address_that_asks_too_often_is_told_when_to_come_again(client: httpx2.AsyncClient) -> None:
    for _ in range(PER_MINUTE):
        assert (await client.post("/oauth/token", content=b"unknown", headers={"Content-Type": FORM})).status_code == 401
    response = await client.post("/oauth/token", content=GOOD, headers={"Content-Type": FORM})
    assert (response.status_code, response.headers["retry-after"]) == (429, "12")
    assert response.json() == {"error": "temporarily_unavailable", "code": "RATE_LIMITED"}
