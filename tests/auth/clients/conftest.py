"""A registered client of an office, the desk that gives it tokens, and the identity of requests.

Source: docs/decisions/038-service-clients.md.
"""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.datastructures import Headers

from auth.bearer import Bearer
from auth.clients.desk import ASSERTION, Desk
from auth.clients.signer import Signer
from auth.identify import Identity
from auth.token import Tokens
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.tables.client import Client, ClientKey
from domain.client import public_key
from domain.value.node_id import global_id
from domain.viewer import Viewer
from tests.builders.world import NOW, World

ISSUER, AUDIENCE = "https://lianbang.example", "lianbang"
OFFICE = "civil-affairs.330110"
OFFICIAL = f"dispatcher.{OFFICE}"


class Counter:
    """The desk, a client with a key, and the identity; `now` can be turned."""

    def __init__(self, addresses: Addresses, database: Database, world: World) -> None:
        self.addresses = addresses
        self.database = database
        self.world = world
        self.now = NOW
        signer = Signer(ISSUER, AUDIENCE, [ECKey.generate_key("P-256", auto_kid=True)])
        self.desk = Desk(database, signer)
        self.tokens = Tokens(ISSUER, AUDIENCE, lambda: signer.keys, lambda: self.now)
        self.identity = Identity(database, Bearer(self.tokens))
        self.key = ECKey.generate_key("P-256", auto_kid=True)
        self.client, self.client_key = self.registered(OFFICE, self.key)

    def registered(self, office: str, key: ECKey) -> tuple[UUID, UUID]:
        """A client of an office, to be inserted."""
        of, client, row = self.world.office(office), uuid4(), uuid4()
        registrar = self.world.viewer("admin.security").account
        given = {"office_id": of.id, "created_at": NOW}
        self.world.add(Client(id=client, name="民政业务系统", created_by=registrar, version=1, updated_at=NOW, **given))
        jwk = json.dumps(public_key(json.dumps(key.as_dict(private=False))))
        self.world.add(ClientKey(id=row, client_id=client, kid=key.kid, jwk=jwk, created_by=registrar, approved_at=NOW, **given))
        return client, row

    def assertion(self, key: ECKey | None = None, header: dict[str, Any] | None = None, **more: object) -> str:
        """An assertion of the client; `more`: other claims, None for one left out."""
        by, at = key or self.key, int(self.now.timestamp())
        given = {"iss": str(self.client), "sub": str(self.client), "aud": ISSUER, "jti": secrets.token_hex(8), "iat": at, "exp": at + 60}
        claims = {name: value for name, value in {**given, **more}.items() if value is not None}
        told = {"alg": "ES256", "kid": by.kid, **(header or {})}
        return jwt.encode({name: value for name, value in told.items() if value is not None}, claims, by)

    def form(self, assertion: str, **more: str) -> bytes:
        fields = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": assertion, **more}
        return urlencode(fields).encode()

    async def token(self, **more: Any) -> str:
        return str((await self.desk.grant(self.form(self.assertion(**more)), "trace"))["access_token"])

    async def asked_by(self, token: str, *on_behalf_of: str) -> Viewer:
        """The viewer of a request with a token and these headers On-Behalf-Of."""
        raw = [(b"authorization", f"Bearer {token}".encode()), *((b"on-behalf-of", each.encode()) for each in on_behalf_of)]
        return await self.identity.viewer(Headers(raw=raw), "trace")

    async def viewer(self, name: str) -> Viewer:
        viewer = self.world.viewer(name)
        await self.world.insert(self.addresses.loader)
        return viewer

    async def asks(self, query: str) -> list[asyncpg.Record]:
        """What a query finds as the loader."""
        async with connected(self.addresses.loader) as connection:
            return list(await connection.fetch(query))

    async def does(self, statement: str, *arguments: object) -> None:
        """One statement as the loader."""
        connection = await asyncpg.connect(self.addresses.loader)
        await connection.execute(statement, *arguments)
        await connection.close()


def account(viewer: Viewer) -> str:
    return global_id("Account", viewer.account)


@pytest_asyncio.fixture
async def counter(addresses: Addresses) -> AsyncIterator[Counter]:
    made: list[Counter] = []

    def clock() -> datetime:
        return made[0].now if made else NOW

    database = Database(addresses.app, clock)
    await database.open()
    made.append(Counter(addresses, database, World()))
    await made[0].viewer(OFFICIAL)
    yield made[0]
    await database.close()
