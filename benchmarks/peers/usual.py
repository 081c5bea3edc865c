"""The usual way to answer the same list: Strawberry's own endpoint, resolvers, DataLoaders, SQLAlchemy's ORM over asyncpg.

`python -m benchmarks.peers.usual GIVEN`. Source: docs/benchmarks.md. Written as a team would that measures what it does: parsed and
validated documents are kept, one transaction a request, as many statements a page whatever its size, of each table the columns that are
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
from db.tables import family, person, reference, referral
from db.tables.family_access import FamilyAccess

MOST = 10_000
SHOWN: dict[type[Any], str] = {
    referral.Referral: "id number state dispatched_at work_due_at yellow_at type_code type_version family_id kept_family_id",
    family.Family: "id number created_at head_id display_name display_name_masked display_name_coarse phone phone_masked",
    person.Person: "id family_id relation created_at name name_masked name_coarse id_number_masked",
    reference.AssistanceType: "code version name_zh",
    FamilyAccess: "family_id members person_id identity_level id_number_level contact_level",
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
        self.members: DataLoader[UUID, Sequence[person.Person]] = DataLoader(self._members)
        self.given: DataLoader[UUID, Sequence[FamilyAccess]] = DataLoader(self._given)
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

    async def _members(self, keys: list[UUID]) -> list[Sequence[person.Person]]:
        of = person.Person
        members: dict[UUID, list[person.Person]] = {}
        for row in await self.rows(rows_of(of).where(of.family_id.in_(keys)).order_by(of.created_at, of.id)):
            members.setdefault(row.family_id, []).append(row)
        return [members.get(key, []) for key in keys]

    async def _given(self, keys: list[UUID]) -> list[Sequence[FamilyAccess]]:
        """Return what the office is given of each family."""
        of = FamilyAccess
        given: dict[UUID, list[FamilyAccess]] = {}
        for row in await self.rows(rows_of(of).where(of.family_id.in_(keys), of.office_id == self.office, of.until > self.now)):
            given.setdefault(row.family_id, []).append(row)
        return [given.get(key, []) for key in keys]


def level_of(column: str, rows: Sequence[FamilyAccess], who: UUID | None) -> "Level":
    """Return what rows give of one member, by a column about persons."""

    def level(row: FamilyAccess) -> int:
        if row.members is not None and who not in row.members:
            return 0
        at: int = getattr(row, column)
        return at if row.person_id in (None, who) else min(at, 1)

    return Level(max(map(level, rows), default=0))


def key_of(type_name: str, key: UUID) -> strawberry.ID:
    """Return a key as it is told."""
    return strawberry.ID(b64encode(f"{type_name}:{key}".encode()).decode())


def told(at: datetime) -> str:
    """Return a moment as it is told."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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

    @classmethod
    def of(cls, level: Level, *, full: str | None, masked: str | None, coarse: str | None = None) -> Self:
        """Return what is shown at a level."""
        return cls(value={Level.FULL: full, Level.MASKED: masked, Level.COARSE: coarse}.get(level), level=level)


@strawberry.type
class AssistanceType:
    """An entry of the catalogue."""

    code: str
    name: str


@strawberry.type
class Person:
    """A member of a household."""

    row: strawberry.Private[person.Person]
    relation: str

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its key."""
        return key_of("Person", self.row.id)

    @strawberry.field
    async def display_name(self, info: Told) -> ProtectedText:
        """Its name."""
        row = self.row
        level = level_of("identity_level", await info.context.given.load(row.family_id), row.id)
        return ProtectedText.of(level, full=row.name, masked=row.name_masked, coarse=row.name_coarse)

    @strawberry.field
    async def id_number(self, info: Told) -> ProtectedText:
        """Its number."""
        row = self.row
        level = level_of("id_number_level", await info.context.given.load(row.family_id), row.id)
        return ProtectedText.of(level, full=row.id_number_masked, masked=row.id_number_masked)


@strawberry.type
class Family:
    """A household."""

    number: str
    created_at: str
    row: strawberry.Private[family.Family]

    @strawberry.field
    async def display_name(self, info: Told) -> ProtectedText:
        """Its name."""
        row = self.row
        level = level_of("identity_level", await info.context.given.load(row.id), row.head_id)
        return ProtectedText.of(level, full=row.display_name, masked=row.display_name_masked, coarse=row.display_name_coarse)

    @strawberry.field
    async def phone(self, info: Told) -> ProtectedText:
        """Its telephone."""
        level = Level(max((each.contact_level for each in await info.context.given.load(self.row.id)), default=0))
        return ProtectedText.of(level, full=self.row.phone, masked=self.row.phone_masked)

    @strawberry.field
    async def members(self, info: Told) -> list[Person]:
        """Who lives in it, where anything of them is given."""
        rows, given = await asyncio.gather(info.context.members.load(self.row.id), info.context.given.load(self.row.id))
        shown = (row for row in rows if level_of("identity_level", given, row.id) is not Level.HIDDEN)
        return [Person(row=row, relation=row.relation) for row in shown]


@strawberry.type
class Referral:
    """An assignment to an office."""

    row: strawberry.Private[referral.Referral]
    number: str
    state: str
    dispatched_at: str
    work_due_at: str

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its key."""
        return key_of("Referral", self.row.id)

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
        return None if found is None else Family(number=found.number, created_at=told(found.created_at), row=found)

    @classmethod
    def of(cls, row: referral.Referral) -> Self:
        """Return what is shown of a row."""
        dispatched, due = told(row.dispatched_at), told(row.work_due_at)
        return cls(row=row, number=row.number, state=row.state, dispatched_at=dispatched, work_due_at=due)


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
        names = [name.removeprefix("app.") for name in (*next(iter(given.viewers.values())).settings, "app.now")]
        words = ", ".join(f"set_config('app.{name}', :{name}, true)" for name in names)
        self.sets, self.office = text(f"select {words}"), given.office
        self.viewers = {
            token: {name.removeprefix("app."): value for name, value in asking.settings.items()} for token, asking in given.viewers.items()
        }

    @override
    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> AskedAs:
        settings, now = self.viewers[request.headers["authorization"]], datetime.now(UTC)
        return AskedAs(self.sessions(), self.office, now, viewer=(self.sets, {**settings, "now": now.isoformat()}))

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
