"""A stage for commands: a world in a database as of the module's own, commands as the application runs them, a clock that tests move."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from inspect import signature
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import ColumnElement, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from db.protect.cipher import Cipher, Keys
from db.protect.policies import SECURED
from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.engine import Database
from db.session.turns.bounds import Bounds
from db.tables.declare import Row
from db.tables.event import Event
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.message.refusal import Path
from domain.need import NeedStatus
from domain.referral import State
from domain.viewer import Viewer
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Envelope
from resolvers.commands.runner import Commands
from tests.builders.case import Case, a_family
from tests.builders.kept import Kept, closing, keeping
from tests.builders.statements import statements
from tests.builders.world import CITY, NOW, VILLAGE, World
from tests.conftest import name_of

R = TypeVar("R", bound=Row)
Errors = list[tuple[str, Path]]

EVERYTHING = text(" union all ".join(f"select '{table}', count(*), max(xmin::text::bigint) from {table}" for table in SECURED))
"""How many rows every table has, and the last transaction that wrote one of them: whatever is written, changed or removed shows."""

CIPHER = Cipher(Keys(writing="test", by_id={"test": bytes(32)}, index=b"1" * 32))
PLAIN_TYPE, PLAIN_OFFICE = "A11", "healthcare-security.330110"
"""Help that nobody applies for, of which urgency changes nothing, and the office that decides over it."""


class Stage:
    """What a test of commands acts on. `now` is what the injected clock says."""

    def __init__(self, addresses: Addresses, world: World, reference: Reference, bounds: Bounds | None = None) -> None:
        self.addresses = addresses
        self.reference = reference
        self.database = Database(addresses.app, lambda: self.now, bounds)
        self.begin(world)
        self.loader = create_async_engine(addresses.loader.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=1)

    def begin(self, world: World) -> None:
        """Begin with a world of which nothing is in the database yet."""
        self.world = world
        self.now: datetime = NOW
        self.commands = Commands(self.database, lambda: self.reference, CIPHER, allow_synthetic=True)

    @property
    def name(self) -> str:
        """The name of its database."""
        return name_of(self.addresses)

    def counted(self) -> AbstractContextManager[list[str]]:
        """Yield the statements that commands make inside."""
        return statements(self.database)

    async def close(self) -> None:
        """Let go of both logins."""
        await self.database.close()
        await self.loader.dispose()

    async def referred(self, state: State, type_: str = PLAIN_TYPE, office: str = PLAIN_OFFICE, **columns: Any) -> Case:
        """A family's case whose item was sent to an office and has come to a state; `columns` of the referral win."""
        facts = self.reference.types[type_]
        case = a_family(self.world, VILLAGE).with_need("LIVING_ASSISTANCE").with_draft(type_, type_department_code=facts.lead_department)
        case.referred_to(office, state, of_type=facts.limit, **columns)
        if state in (State.COMPLETED, State.CONFIRMED, State.ARCHIVED):
            case.with_outcome()
        case.need.completed_items = int(state is State.COMPLETED)
        if state is State.CONFIRMED:
            case.need.status = NeedStatus.UNMET
        case.referral.monitor_office_id = case.item.monitor_office_id = self.world.office(f"federation.{CITY}").id
        return await self.placed(case)

    async def drafted(self, type_: str = PLAIN_TYPE, in_: str = VILLAGE, **columns: Any) -> Case:
        """A family's case whose item is a draft; `columns` of the item win."""
        line = {"type_department_code": self.reference.types[type_].lead_department}
        self.world.staffed(PLAIN_OFFICE)
        return await self.placed(a_family(self.world, in_).with_need("LIVING_ASSISTANCE").with_draft(type_, **(line | columns)))

    async def placed(self, case: Case) -> Case:
        """The case is in the database."""
        await self.world.insert(self.addresses.loader)
        return case

    async def viewer(self, name: str) -> Viewer:
        """An actor of the world, who is in the database with everything that was named so far."""
        viewer = self.world.viewer(name)
        await self.world.insert(self.addresses.loader)
        return viewer

    async def run(
        self, command: type[AnyCommand], by: str, target: UUID, *, version: int | None = None, key: str | None = None, **given: Any
    ) -> Done:
        """The command by an actor of the world, such as `dispatcher.civil-affairs.330110`."""
        viewer = await self.viewer(by)
        aimed = {} if command.bulk or command.aims_at not in signature(command.input).parameters else {command.aims_at: target}
        if command.needs_version and version is None:
            version = await self.version_read(target)
        envelope = Envelope(trace="trace", key=key, expected_version=version)
        return await self.commands.run(command(), command.input(**aimed, **given), viewer, envelope, target if command.bulk else None)

    async def version_read(self, item: UUID) -> int:
        """The version of an item that somebody has just looked at; of one that is not there, some version."""
        return next((each.version for each in await self.rows(AssistanceItem, AssistanceItem.id == item)), 1)

    async def done(self, command: type[AnyCommand], by: str, target: UUID, **given: Any) -> Done:
        """The command, which is not refused."""
        done = await self.run(command, by, target, **given)
        assert [(error.code, error.path) for error in done.errors] == []
        return done

    async def refused(self, command: type[AnyCommand], by: str, target: UUID, **given: Any) -> Errors:
        """With what the command is refused; it leaves nothing behind."""
        await self.viewer(by)
        before = await self.everything()
        done = await self.run(command, by, target, **given)
        assert done.subject is None
        assert await self.everything() == before
        return [(error.code, error.path) for error in done.errors]

    async def everything(self) -> Sequence[Any]:
        """What would show any change of a table that commands write."""
        async with self.loader.connect() as connection:
            return (await connection.execute(EVERYTHING)).all()

    async def rows(self, of: type[R], *where: ColumnElement[bool]) -> list[R]:
        """Rows as they stand in the database."""
        async with AsyncSession(self.loader) as session:
            return list(await session.scalars(select(of).where(*where)))

    async def row(self, of: type[R], *where: ColumnElement[bool]) -> R:
        """The only row."""
        (row,) = await self.rows(of, *where)
        return row

    async def again(self, row: R) -> R:
        """The row as it stands now."""
        key: Any = row
        of: Any = type(row)
        return await self.row(type(row), of.id == key.id)

    async def newest(self, case: Case) -> Referral:
        """The newest referral of the case's item."""
        found = await self.rows(Referral, Referral.item_id == case.item.id)
        (last,) = [each for each in found if each.id not in {other.previous_id for other in found}]
        return last


async def told(stage: Stage, referral: Referral, action: str) -> Event:
    """The one step of the referral's history by this action."""
    return await stage.row(Event, Event.subject_id == referral.id, Event.action == action)


@pytest.fixture(scope="module")
def world() -> World:
    """The offices and accounts of the module's tests."""
    return World()


@pytest.fixture(scope="session")
async def kept_stage(server: Embedded, template: str, reference: Reference) -> AsyncIterator[Kept[tuple[Stage, asyncpg.Connection]]]:
    """The stage that modules use one after the other."""
    async with keeping(server, template, lambda addresses: closing(Stage(addresses, World(), reference))) as kept:
        yield kept


@pytest.fixture(scope="module")
async def module_stage(kept_stage: Kept[tuple[Stage, asyncpg.Connection]], world: World) -> AsyncIterator[Stage]:
    """The stage of a module's tests, with nothing on it that another has left."""
    async with kept_stage.lent() as (stage, loader):
        stage.begin(world)
        with world.through(loader):
            yield stage


@pytest.fixture
def stage(module_stage: Stage) -> Stage:
    """The stage at 09:00 of a Tuesday."""
    module_stage.now = NOW
    return module_stage
