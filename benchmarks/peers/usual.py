"""The usual way to answer the same list: Strawberry's own endpoint, resolvers, DataLoaders, SQLAlchemy's ORM over asyncpg.

`python -m benchmarks.peers.usual GIVEN`. Source: docs/benchmarks.md. Written as a team would that measures what it does: parsed and
validated documents are kept, one transaction a request, four statements a page whatever its size, of each table the columns that are
shown, orjson, uvloop. The settings of the viewer are set at the transaction's beginning, so that the same policies hold. It has no
limits, logs nothing, and notes nothing in the audit.
"""

import asyncio
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from typing import Any, Self
from uuid import UUID

import asyncpg
import orjson
import strawberry
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import load_only
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.types import Info
from typing_extensions import override

from api.serving.life import ServerBounds, Stop, listening, serve, stand
from benchmarks.peers.given import Given, kept
from db.tables import family, reference, referral
from db.tables.family_access import FamilyAccess

MOST = 10_000
SHOWN: dict[type[Any], str] = {
    referral.Referral: "id number state work_due_at yellow_at type_code type_version family_id kept_family_id",
    family.Family: "id number head_id display_name display_name_masked display_name_coarse",
    reference.AssistanceType: "code version name_zh",
    FamilyAccess: "family_id members person_id identity_level",
}


def rows_of(of: type[Any]) -> Select[Any]:
    """Select rows of a table, with the columns that are shown."""
    return select(of).options(load_only(*(getattr(of, name) for name in SHOWN[of].split())))


@dataclass
class Asked:
    """One request: its transaction, and what loads rows of many at once."""

    session: AsyncSession
    office: UUID
    now: datetime
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """A session answers one statement at a time."""

    def __post_init__(self) -> None:
        self.families: DataLoader[UUID, family.Family | None] = DataLoader(self._families)
        self.levels: DataLoader[tuple[UUID, UUID | None], int] = DataLoader(self._levels)
        self.types: DataLoader[tuple[str, int], reference.AssistanceType | None] = DataLoader(self._types)

    async def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """Return the rows of a statement."""
        async with self.turn:
            return (await self.session.scalars(statement)).all()

    async def _families(self, keys: list[UUID]) -> list[family.Family | None]:
        found = {row.id: row for row in await self.rows(rows_of(family.Family).where(family.Family.id.in_(keys)))}
        return [found.get(key) for key in keys]

    async def _types(self, keys: list[tuple[str, int]]) -> list[reference.AssistanceType | None]:
        of = reference.AssistanceType
        found = await self.rows(rows_of(of).where(tuple_(of.code, of.version).in_(keys)))
        by_key = {(row.code, row.version): row for row in found}
        return [by_key.get(key) for key in keys]

    async def _levels(self, keys: list[tuple[UUID, UUID | None]]) -> list[int]:
        """Return what the office is given of the name of each family, whose head is named beside it."""
        of = FamilyAccess
        families = [key for key, _ in keys]
        given = rows_of(of).where(of.family_id.in_(families), of.office_id == self.office, of.until > self.now)
        levels: dict[UUID, list[FamilyAccess]] = {}
        for row in await self.rows(given):
            levels.setdefault(row.family_id, []).append(row)

        def level(row: FamilyAccess, head: UUID | None) -> int:
            if row.members is not None and head not in row.members:
                return 0
            return row.identity_level if row.person_id in (None, head) else min(row.identity_level, 1)

        return [max((level(row, head) for row in levels.get(key, ())), default=0) for key, head in keys]


Told = Info[Asked, None]


@strawberry.enum
class Level(Enum):
    """How much is shown."""

    HIDDEN = 0
    COARSE = 1
    MASKED = 2
    FULL = 3


@strawberry.type
class ProtectedText:
    """A text, as far as it is shown."""

    value: str | None
    level: Level


@strawberry.type
class AssistanceType:
    """An entry of the catalogue."""

    code: str
    name: str


@strawberry.type
class Family:
    """A household."""

    number: str
    row: strawberry.Private[family.Family]

    @strawberry.field
    async def display_name(self, info: Told) -> ProtectedText:
        """Its name."""
        level = Level(await info.context.levels.load((self.row.id, self.row.head_id)))
        shown = {Level.FULL: self.row.display_name, Level.MASKED: self.row.display_name_masked, Level.COARSE: self.row.display_name_coarse}
        return ProtectedText(value=shown.get(level), level=level)


@strawberry.type
class Referral:
    """An assignment to an office."""

    row: strawberry.Private[referral.Referral]
    number: str
    state: str
    work_due_at: str

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its key."""
        return strawberry.ID(b64encode(f"Referral:{self.row.id}".encode()).decode())

    @strawberry.field
    def colour(self, info: Told) -> str | None:
        """How urgent it is."""
        now = info.context.now
        return "RED" if self.row.work_due_at <= now else "YELLOW" if self.row.yellow_at <= now else "GREEN"

    @strawberry.field
    async def type(self, info: Told) -> AssistanceType | None:
        """What is asked for."""
        found = await info.context.types.load((self.row.type_code, self.row.type_version))
        return None if found is None else AssistanceType(code=found.code, name=found.name_zh)

    @strawberry.field
    async def family(self, info: Told) -> Family | None:
        """For whom."""
        key = self.row.kept_family_id or self.row.family_id
        found = None if key is None else await info.context.families.load(key)
        return None if found is None else Family(number=found.number, row=found)

    @classmethod
    def of(cls, row: referral.Referral) -> Self:
        """Return what is shown of a row."""
        due = row.work_due_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return cls(row=row, number=row.number, state=row.state, work_due_at=due)


@strawberry.type
class PageInfo:
    """What comes behind a page."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Inbox:
    """A page of what waits for the office."""

    nodes: list[Referral]
    page_info: PageInfo

    @strawberry.field
    async def total_count(self, info: Told) -> int:
        """How many there are, up to a limit."""
        some = select(1).select_from(referral.Referral).where(waiting(info.context)).limit(MOST + 1).subquery()
        async with info.context.turn:
            return min(await info.context.session.scalar(select(func.count()).select_from(some)) or 0, MOST)


def waiting(asked: Asked) -> ColumnElement[bool]:
    """Return which referrals wait for the office: those it works on, and its own requests for funds."""
    of, now = referral.Referral, asked.now
    begun = or_(of.waits_from.is_(None), of.waits_from < now)
    lasts = or_(of.federation_until.is_(None), of.federation_until > now)
    own = and_(of.family_id.is_(None), of.dispatching_office_id == asked.office, of.waits_federation, begun, lasts)
    return or_(own, and_(of.office_id == asked.office, of.waits_office, begun))


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def inbox(self, info: Told, first: int | None = 20) -> Inbox:
        """Return what waits for the office, what is due first comes first."""
        of, size = referral.Referral, first or 20
        rows = await info.context.rows(rows_of(of).where(waiting(info.context)).order_by(of.work_due_at, of.id).limit(size + 1))
        page = rows[:size]
        end = b64encode(orjson.dumps([page[-1].work_due_at, str(page[-1].id)])).decode() if page else None
        return Inbox(nodes=[Referral.of(row) for row in page], page_info=PageInfo(has_next_page=len(rows) > size, end_cursor=end))


class InTransaction(SchemaExtension):
    """One transaction a request, which begins with the viewer's settings."""

    @override
    async def on_execute(self) -> AsyncIterator[None]:
        async with self.execution_context.context.session.begin():
            await self.execution_context.context.session.execute(*self.execution_context.context.viewer)
            yield


@dataclass
class AskedAs(Asked):
    """A request with what sets its viewer."""

    viewer: tuple[Any, dict[str, str]] = field(kw_only=True)


class Endpoint(GraphQL[AskedAs, None]):
    """Strawberry's endpoint, for the viewers whose tokens are known."""

    def __init__(self, schema: strawberry.Schema, given: Given) -> None:
        super().__init__(schema, graphql_ide=None)
        made = partial(asyncpg.connect, given.url, server_settings=dict(given.session))
        engine = create_async_engine("postgresql+asyncpg://", async_creator=made, pool_size=given.connections, max_overflow=0)
        self.sessions = async_sessionmaker(engine, expire_on_commit=False)
        names = (*given.settings, "app.now")
        words = ", ".join(f"set_config('{name}', :{name.removeprefix('app.')}, true)" for name in names)
        self.sets, self.given = text(f"select {words}"), given
        self.settings = {name.removeprefix("app."): value for name, value in given.settings.items()}

    @override
    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> AskedAs:
        assert request.headers["authorization"] == self.given.token
        now = datetime.now(UTC)
        return AskedAs(self.sessions(), self.given.office, now, viewer=(self.sets, {**self.settings, "now": now.isoformat()}))

    @override
    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


@asynccontextmanager
async def life(_: object) -> AsyncIterator[None]:
    """Begin as the server does."""
    stand()
    yield


def main(given: Given) -> None:
    """Serve as `lianbang serve` does, until SIGTERM."""
    schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache, InTransaction])
    with listening("127.0.0.1", given.port) as door:
        app = Starlette(routes=[Route("/graphql", Endpoint(schema, given))], lifespan=life)
        serve(app, door, "WARNING", ServerBounds(), Stop())


if __name__ == "__main__":
    main(kept(sys.argv[1]))
