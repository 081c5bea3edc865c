"""A desk for imports, in a database that is as a new one for each module or for a test, and files that tests write."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from db.protect.cipher import Cipher, Keys
from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.engine import Database
from db.tables.declare import Row
from domain.viewer import Language
from resolvers.commands.runner import Commands
from resolvers.files.spreadsheet.reading import read
from resolvers.files.visits.form.visit_file import file_of
from resolvers.files.visits.importing import VisitImport
from resolvers.files.visits.report import Report
from tests.builders.kept import Kept, closing, keeping
from tests.builders.spreadsheet import csv_of
from tests.builders.world import NOW, World

R = TypeVar("R", bound=Row)
CIPHER = Cipher(Keys(writing="test", by_id={"test": bytes(32)}, index=b"1" * 32))
CADRE, COMMISSIONER, ELSEWHERE = "cadre.federation.330110", "commissioner.federation.330110005001", "cadre.federation.330106"


class Desk:
    """Where files are imported. `now` is what the injected clock says."""

    def __init__(self, addresses: Addresses, world: World, reference: Reference, folder: Path) -> None:
        self.addresses = addresses
        self.reference = reference
        self.database = Database(addresses.app, lambda: self.now)
        self.begin(world, folder)
        self.loader = create_async_engine(addresses.loader.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=1)

    def begin(self, world: World, folder: Path) -> None:
        """Begin at 09:00 of a Tuesday, with a world of which nothing is in the database yet."""
        self.world = world
        self.folder = folder
        self.now: datetime = NOW
        self.commands = Commands(self.database, lambda: self.reference, CIPHER, allow_synthetic=True)

    async def close(self) -> None:
        """Let go of both logins."""
        await self.database.close()
        await self.loader.dispose()

    async def take(self, file: Path, by: str = CADRE, *, dry_run: bool = False, hidden: bool = False) -> Report:
        """Import a file, which is read in this process: that of its own has its own tests."""
        viewer = self.world.viewer(by)
        await self.world.insert(self.addresses.loader)
        return await VisitImport(self.commands, viewer, dry_run=dry_run).run(file_of(read(file.read_bytes()), hidden=hidden), lambda: None)

    async def told(self, *rows: dict[str, object], by: str = CADRE, dry_run: bool = False) -> list[str]:
        """Import rows, each by its heads, as a csv; what the person at the terminal reads, in English."""
        file = self.folder / "rows.csv"
        file.write_bytes(csv_of(rows))
        return list((await self.take(file, by, dry_run=dry_run)).lines(Language.EN))

    async def rows(self, of: type[R], *where: ColumnElement[bool]) -> Sequence[R]:
        """Rows as they stand in the database."""
        async with AsyncSession(self.loader) as session:
            return (await session.scalars(select(of).where(*where))).all()


@pytest.fixture(scope="module")
def world() -> World:
    """The offices and accounts of the module's tests."""
    return World()


@pytest.fixture(scope="session")
async def kept_for_modules(server: Embedded, template: str, reference: Reference) -> AsyncIterator[Kept[tuple[Desk, asyncpg.Connection]]]:
    async with keeping(server, template, lambda addresses: closing(Desk(addresses, World(), reference, Path()))) as desks:
        yield desks


@pytest.fixture(scope="session")
async def kept_for_tests(server: Embedded, template: str, reference: Reference) -> AsyncIterator[Kept[tuple[Desk, asyncpg.Connection]]]:
    """Another one: a test may have one to itself while its module has one."""
    async with keeping(server, template, lambda addresses: closing(Desk(addresses, World(), reference, Path()))) as desks:
        yield desks


@pytest.fixture(scope="module")
async def module_desk(kept_for_modules: Kept[tuple[Desk, asyncpg.Connection]], world: World) -> AsyncIterator[Desk]:
    """The desk of a module's tests, connected once for all of them."""
    async with to_itself(kept_for_modules, world, Path()) as desk:
        yield desk


@pytest.fixture
def desk(module_desk: Desk, tmp_path: Path) -> Desk:
    """The desk at 09:00 of a Tuesday, with a folder of the test's own."""
    module_desk.now, module_desk.folder = NOW, tmp_path
    return module_desk


@asynccontextmanager
async def to_itself(kept: Kept[tuple[Desk, asyncpg.Connection]], world: World, folder: Path) -> AsyncIterator[Desk]:
    """A desk in whose database nothing has been recorded."""
    async with kept.lent() as (desk, loader):
        desk.begin(world, folder)
        with world.through(loader):
            yield desk


@pytest.fixture
async def own_desk(kept_for_tests: Kept[tuple[Desk, asyncpg.Connection]], tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of the test's own."""
    async with to_itself(kept_for_tests, World(), tmp_path) as desk:
        yield desk
