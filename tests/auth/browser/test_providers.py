"""Real providers: sign-in, refused audience, another issuer's organisation, logout, rotated keys, one that is down: `make providers`.

Source: docs/decisions/044-browser.md. Without LIANBANG_PROVIDERS, the folder into which they were fetched, nothing of it runs.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import httpx2
import pytest
import pytest_asyncio
import uvicorn
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.issuers import IssuerPages
from api.browser.page import Pages
from api.http.edge import Edge
from api.keys import shown as show_keys
from api.metrics import Metrics
from api.rate import Allowance, AtTheDoor
from auth.browser.client_secrets import ByKey
from auth.browser.endpoints import Discovery
from auth.browser.flow import Flow, SignInFailed
from auth.browser.sessions import Sessions
from auth.clients.desk import ASSERTION
from auth.clients.signer import Signer
from auth.credential import Unauthenticated
from auth.others import fetch
from auth.others.fetch import FetchFailed
from auth.others.issuers import Issuers
from auth.others.keys import PAUSE
from db.server.login import Addresses
from db.session.engine import Database
from domain.browser import Person
from tests.api.conftest import TROUBLES
from tests.auth.browser.real import PATIENCE, SUBJECT, Canaille, OidcProvider, Provider, walked
from tests.auth.browser.test_flow import DISPATCHER, LIMITS
from tests.auth.others.conftest import Landscape
from tests.auth.others.server import CLIENT, AuthorizationServer, Quiet
from tests.builders.world import World

FETCHED = os.environ.get("LIANBANG_PROVIDERS")
pytestmark = pytest.mark.skipif(FETCHED is None, reason="`make providers` fetches them and runs this")
ELSEWHERE = "handler.human-resources.330110"
SIGNER = Signer("us", "lianbang", [ECKey.generate_key("P-256", auto_kid=True)])
"""At the first provider we show by a key of ours who we are, at the second we are known by our address alone."""


class Town:
    """Two providers, each of a department, us at an address of our own, and a person's browser; the clock can be put forward."""

    def __init__(
        self, landscape: Landscape, flow: Flow, sessions: Sessions, civil: OidcProvider, human: Canaille, ours: str, moved: list[timedelta]
    ) -> None:
        self.landscape, self.flow, self.sessions = landscape, flow, sessions
        self.civil, self.human, self.ours = civil, human, ours
        self.client = httpx2.AsyncClient(trust_env=False, timeout=PATIENCE)
        self.moved = moved
        self._again: dict[Provider, float] = {}

    async def signs_in(self, provider: Provider) -> Person:
        await asyncio.sleep(max(0.0, self._again.get(provider, 0.0) - monotonic()))
        begun = await self.flow.begin(self.landscape.rows[provider.address], "/signin")
        person, _ = await self.flow.finish(await walked(self.client, begun.address, self.ours), begun.secret)
        self._again[provider] = monotonic() + provider.apart
        return person

    async def access_token(self, audience: str, client: str = CLIENT) -> str:
        """A token for a system, of a client that uses the same provider."""
        asked = {
            "client_id": client,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": f"{self.ours}/signin/back",
            "resource": f"urn:{audience}",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
        }
        back = dict(await walked(self.client, f"{self.civil.address}/auth?{httpx2.QueryParams(asked)}", self.ours))
        form = {
            "grant_type": "authorization_code",
            "code": back["code"],
            "client_id": client,
            "redirect_uri": asked["redirect_uri"],
            "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "resource": asked["resource"],
            "client_assertion_type": ASSERTION,
            "client_assertion": SIGNER.assertion(client, self.civil.address, self.landscape.database.clock()),
        }
        return str((await self.client.post(f"{self.civil.address}/token", data=form)).json()["access_token"])


@pytest_asyncio.fixture(scope="module")
async def town(shared_addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    moved = [timedelta()]
    folder = Path(str(FETCHED)).absolute()
    async with AsyncExitStack() as exits:
        door = exits.enter_context(socket.create_server(("127.0.0.1", 0)))
        ours = f"http://127.0.0.1:{door.getsockname()[1]}"
        civil = OidcProvider(folder, ours, tmp_path_factory.mktemp("oidc-provider"))
        human = Canaille(folder, ours, tmp_path_factory.mktemp("canaille"))
        await asyncio.gather(civil.start(), human.start())
        database = Database(shared_addresses.app, lambda: datetime.now(UTC) + moved[0])
        await database.open()
        exits.push_async_callback(database.close)
        caller = await exits.enter_async_context(fetch.client())
        issuers = Issuers(database, fetch.over(caller), logging.getLogger("test"))
        servers = [AuthorizationServer(each.address) for each in (civil, human)]
        landscape = Landscape(shared_addresses, database, World(), issuers, servers)
        for server, office, account in zip(
            servers, ("civil-affairs.330110", "human-resources.330110"), (DISPATCHER, ELSEWHERE), strict=True
        ):
            await landscape.speaks_for(server, office)
            await landscape.signs_in(server, SUBJECT, account)
        await issuers.read()
        sessions, cookies = Sessions(database, lambda: LIMITS), Cookies(secure=False)
        discovery = Discovery(fetch.over(caller), database.clock)
        flow = Flow(database, issuers, discovery, fetch.posting(caller), ours, {civil.address: ByKey()}, SIGNER)
        door_of = AtTheDoor(Allowance(600, database.clock))
        pages = Pages(cookies)
        shown = IssuerPages(flow, sessions, pages, cookies, Careful(pages, TROUBLES), door_of, logging.getLogger("test"), 5.0)
        keys = Route("/.well-known/jwks.json", show_keys(SIGNER.jwks))
        edge = Middleware(Edge, paths=frozenset(), log=logging.getLogger("test"), metrics=Metrics())
        us = Quiet(
            uvicorn.Config(Starlette(routes=[*shown.routes, keys], middleware=[edge]), lifespan="off", ws="none", log_level="critical")
        )
        task = asyncio.create_task(us.serve(sockets=[door]))
        await us.stands.wait()
        made = Town(landscape, flow, sessions, civil, human, ours, moved)
        yield made
        await made.client.aclose()
        us.should_exit = True
        await task
        for each in (civil, human):
            await each.stop()


async def test_a_person_signs_in_at_each_and_works_for_that_department_alone(town: Town) -> None:
    for provider, account in ((town.civil, DISPATCHER), (town.human, ELSEWHERE)):
        person = await town.signs_in(provider)
        (held,) = await town.sessions.choices(person)
        assert held.membership == town.landscape.world.viewer(account).membership


async def test_where_our_key_shows_who_we_are_another_key_does_not(town: Town) -> None:
    other = Signer("us", "lianbang", [ECKey.generate_key("P-256", auto_kid=True)])
    town.flow._signer = other
    try:
        with pytest.raises(SignInFailed):
            await town.signs_in(town.civil)
    finally:
        town.flow._signer = SIGNER


async def test_an_access_token_is_taken_by_whom_it_is_meant_for_alone(town: Town) -> None:
    viewer = await town.landscape.asked_by(await town.access_token("lianbang"))
    assert viewer.account == town.landscape.world.viewer(DISPATCHER).account
    for token in (await town.access_token("reports"), await town.access_token("reports", "oa")):
        with pytest.raises(Unauthenticated):
            await town.landscape.asked_by(token)


async def test_logging_out_at_the_provider_ends_the_session_here(town: Town) -> None:
    person = await town.signs_in(town.civil)
    assert person.provider_session is not None
    secret = await town.sessions.begin(person, None, "trace")
    end = await town.flow.end_address(town.landscape.rows[town.civil.address])
    assert end is not None
    await walked(town.client, end, town.ours)
    assert await town.sessions.use(secret) is None


async def test_a_rotated_key_is_taken_without_a_restart_of_ours(town: Town) -> None:
    for provider in (town.civil, town.human):
        await town.signs_in(provider)
        await provider.rotate()
        town.client.cookies.clear()
        town.moved[0] += PAUSE
        await town.signs_in(provider)


async def test_a_provider_that_is_down_stops_its_own_people_alone(town: Town) -> None:
    await town.civil.stop()
    town.moved[0] += timedelta(minutes=6)
    try:
        with pytest.raises(FetchFailed):
            await town.signs_in(town.civil)
        await town.signs_in(town.human)
    finally:
        await town.civil.start()
