"""The database frozen, gone, full: told within moments, and all is well again by itself. Source: docs/decisions/013-failures.md."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg
import httpx2
import psutil

import app
from db.migrations import runner
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.server.pulse import Pulse
from db.session.connect import connected
from db.session.engine import Database
from settings.read import read_settings
from terminal.reach import issuer
from tests.builders.case import a_family
from tests.builders.until import until
from tests.builders.world import NOW, World
from tests.test_app import settings_of

CADRE = "cadre.federation.330110"
PLAIN, NAMES = "{ viewer { role } }", "{ families(first: 1) { nodes { displayName { value } } } }"
FULL = """
create function fills() returns trigger language plpgsql as $$ begin raise exception 'x' using errcode = '53100'; end $$;
create trigger fills before insert on audit_unsealed execute function fills()
"""
PATIENCE = 60
"""Seconds after which a test is given up; nothing is measured by it."""


@contextmanager
def frozen(server: Embedded) -> Iterator[None]:
    """Every process of the server stands still, as on a machine whose disk does not answer."""
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    processes = [*postmaster.children(recursive=True), postmaster]
    try:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        yield
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)


class Caller:
    """Somebody with a token, who asks the whole application."""

    def __init__(self, client: httpx2.AsyncClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, document: str) -> httpx2.Response:
        return await self.client.post("/graphql", json={"query": document}, headers=self.headers)

    async def until_ready(self, ready: bool) -> None:
        """Until `/readyz` says so."""

        async def says_so() -> bool:
            return ((await self.client.get("/readyz")).status_code == 200) == ready

        await until(says_so)


@asynccontextmanager
async def serving(addresses: Addresses, var: Path) -> AsyncIterator[Caller]:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(var), LIANBANG_REQUEST_SECONDS="300"))
    world = World()
    world.viewer(CADRE)
    a_family(world)
    await world.insert(addresses.loader)
    membership = world.viewers[CADRE].membership
    application = app.application(settings, addresses, issuer(settings))
    async with (
        asyncio.timeout(PATIENCE),
        application.router.lifespan_context(application),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(application), base_url="http://lianbang", timeout=PATIENCE) as client,
    ):
        yield Caller(client, issuer(settings).issue(membership, CADRE, settings.now()))


def unavailable(response: httpx2.Response) -> bool:
    codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
    return (response.status_code, codes, "retry-after" in response.headers) == (503, ["UNAVAILABLE"], True)


async def test_a_frozen_database_is_told_to_all_and_comes_back_by_itself(server: Embedded, addresses: Addresses, tmp_path: Path) -> None:
    """Requests may take 300 s here: none waits for that."""
    async with serving(addresses, tmp_path) as caller:
        assert (await caller.ask(NAMES)).status_code == 200
        with frozen(server):
            on_their_way = [asyncio.create_task(caller.ask(document)) for document in (PLAIN, NAMES, NAMES)]
            await caller.until_ready(False)
            assert [unavailable(answer) for answer in await asyncio.gather(*on_their_way)] == [True] * 3
            assert unavailable(await caller.ask(PLAIN))
            assert (await caller.client.get("/healthz")).status_code == 200
        await caller.until_ready(True)
        assert "王" in (await caller.ask(NAMES)).text or (await caller.ask(NAMES)).status_code == 200


async def test_a_database_that_is_full_still_reads_and_is_not_ready_until_it_writes_again(addresses: Addresses, tmp_path: Path) -> None:
    async with serving(addresses, tmp_path) as caller:
        owner = await asyncpg.connect(addresses.owner)
        assert (await caller.ask(NAMES)).status_code == 200
        await owner.execute(FULL)
        assert unavailable(await caller.ask(NAMES))
        assert (await caller.client.get("/readyz")).status_code == 503
        assert (await caller.ask(PLAIN)).status_code == 200
        await owner.execute("drop function fills cascade")
        await owner.close()
        await caller.until_ready(True)
        assert (await caller.ask(NAMES)).status_code == 200


async def test_a_database_that_comes_back_as_another_one_is_served_no_request(server: Embedded, addresses: Addresses) -> None:
    """A restore, or an address that now leads elsewhere: what would be sealed there could never be opened."""
    fits, said, name = [False, True], list[str](), addresses.app.partition("@/")[2].partition("?")[0]
    database = Database(addresses.app, lambda: NOW)
    pulse = Pulse(database, runner.newest(), said.append, lambda: _next(fits))
    async with connected(server.url("postgres", "postgres")) as operator:

        async def away() -> None:
            await operator.execute(f"alter database {name} allow_connections false")
            await operator.fetch("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", name)
            await pulse.look()
            assert (pulse.troubles(), pulse.is_away()) == (["the database does not answer"], True)
            await operator.execute(f"alter database {name} allow_connections true")
            await pulse.look()

        await pulse.look()
        assert await pulse.is_ready()
        await away()
        assert (pulse.troubles(), pulse.is_away()) == (["the database is another one: the keys do not fit"], True)
        await away()
        assert await pulse.is_ready()
    pulse.drop()
    await database.close()
    assert "database strange: the keys do not fit" in said


async def _next(answers: list[bool]) -> bool:
    return answers.pop(0)
