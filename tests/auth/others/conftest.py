"""Two departments' authorization servers, accounts that sign in there, and the identity of requests.

Source: docs/decisions/035-issuers.md.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio
from starlette.datastructures import Headers

from auth.bearer import Bearer
from auth.identify import Identity
from auth.others import fetch
from auth.others.issuers import Issuers
from db.server.login import Addresses
from db.session.engine import Database
from db.tables.issuer import Issuer, SignIn
from domain.viewer import Viewer
from tests.auth.others.server import CLIENT, AuthorizationServer, serving
from tests.builders.world import NOW, World


class Landscape:
    """Civil affairs and human resources of a county, each with a server; `now` can be turned."""

    def __init__(
        self, addresses: Addresses, database: Database, world: World, issuers: Issuers, servers: list[AuthorizationServer]
    ) -> None:
        self.addresses = addresses
        self.database = database
        self.world = world
        self.issuers = issuers
        self.civil, self.human = servers
        self.rows = {server.address: uuid4() for server in servers}
        self.identity = Identity(database, Bearer(others=issuers))
        self.now = NOW

    async def speaks_for(self, server: AuthorizationServer, *offices: str, **more: str) -> None:
        """Register a server as the issuer of some organisations."""
        made = [self.world.office(each).organization_id for each in offices]
        row = {"name": "统一认证", "audience": "lianbang", "client_id": CLIENT, **more}
        self.world.add(Issuer(id=self.rows[server.address], address=server.address, organization_ids=made, **row))
        await self.world.insert(self.addresses.loader)

    async def signs_in(self, server: AuthorizationServer, subject: str, account: str) -> Viewer:
        """Say who a subject of a server is."""
        viewer = self.world.viewer(account)
        self.world.add(SignIn(id=uuid4(), issuer_id=self.rows[server.address], subject=subject, account_id=viewer.account))
        await self.world.insert(self.addresses.loader)
        return viewer

    async def asked_by(self, token: str) -> Viewer:
        """The viewer of a request with a token."""
        return await self.identity.viewer(Headers({"authorization": f"Bearer {token}"}), "trace")

    async def does(self, statement: str, *arguments: object) -> None:
        """One statement as the loader."""
        connection = await asyncpg.connect(self.addresses.loader)
        await connection.execute(statement, *arguments)
        await connection.close()

    async def ends(self, table: str, key: UUID | None) -> None:
        await self.does(f"update {table} set ends_at = $1 where id = $2", self.now, key)


@pytest_asyncio.fixture
async def landscape(addresses: Addresses) -> AsyncIterator[Landscape]:
    made: list[Landscape] = []

    def clock() -> datetime:
        return made[0].now if made else NOW

    async with AsyncExitStack() as exits:
        servers = [await exits.enter_async_context(serving()) for _ in range(2)]
        client = await exits.enter_async_context(fetch.client())
        database = Database(addresses.app, clock)
        await database.open()
        exits.push_async_callback(database.close)
        made.append(Landscape(addresses, database, World(), Issuers(database, fetch.over(client), logging.getLogger("test")), servers))
        civil, human = made[0].civil, made[0].human
        await made[0].speaks_for(civil, "civil-affairs.330110")
        await made[0].speaks_for(human, "human-resources.330110")
        await made[0].signs_in(civil, "u-1", "dispatcher.civil-affairs.330110")
        await made[0].signs_in(human, "u-1", "handler.human-resources.330110")
        await made[0].issuers.read()
        yield made[0]
