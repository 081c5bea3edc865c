"""`lianbang import` and `lianbang template`: spreadsheets of visits, rosters, and lists of departments.

Source: docs/decisions/009-import.md.
"""

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from auth.account import membership_of
from db.reference.current import at_hand
from db.server.login import Addresses
from db.session.read import find_viewer
from db.session.turns.bounds import Bounds
from domain.rules.permit import has
from domain.viewer import Language, Viewer
from resolvers.commands.proposal.withdraw import ProposalWithdraw
from resolvers.commands.runner import Commands
from resolvers.files.proposals import desk as proposals
from resolvers.files.registers import desk as register
from resolvers.files.rosters.recording import ROSTERS
from resolvers.files.visits import desk
from resolvers.files.visits.desk import Options
from settings.keys import cipher_of
from settings.settings import Settings
from terminal.reach import addresses, reaching

T = TypeVar("T")

NICE = 10
"""Of the processes that take in files: a tenth of a server's share where both want a processor, enough to let go of rows in time."""
COLLECTED_AFTER = (50_000, 20, 50)
"""After how many new objects, and younger collections, garbage is collected: a row makes hundreds, and what is told of it stays."""


KINDS = {"visits": desk.VISITS, "persons": ROSTERS}
"""What is typed for a kind of spreadsheet -> the kind."""


def import_rows(settings: Settings, file: Path, account: str, language: Language, options: Options, kind: str) -> Iterator[str]:
    """Record the rows of a spreadsheet as an account. Return the lines of the report. Raises FileRefused, RowsRefused."""
    report = as_account(settings, account, lambda commands, viewer: desk.take_in(file, commands, viewer, language, options, KINDS[kind]))
    yield from desk.told(report, file, language)


def propose_rows(settings: Settings, file: Path, account: str, language: Language, options: Options, kind: str) -> Iterator[str]:
    """Propose the rows of a list as an account. Return the lines of the report. Raises FileRefused, RowsRefused."""
    of = proposals.KINDS[kind]
    report = as_account(settings, account, lambda commands, viewer: proposals.take_in(file, commands, viewer, language, options, of))
    yield from proposals.told(report, file, language)


def approve_list(settings: Settings, number: str, account: str, language: Language, rows: int | None) -> list[str]:
    """Approve a list of so many proposals as an account; without `rows` only show it. Return lines. Raises FileRefused."""

    async def done(commands: Commands, viewer: Viewer | None) -> list[str]:
        if rows is None:
            return await proposals.show(number, commands, viewer, language)
        return [await proposals.approve(number, rows, commands, viewer, language)]

    return as_account(settings, account, done)


def import_register(settings: Settings, file: Path, account: str, language: Language, options: register.Options) -> list[str]:
    """Take in a department's list as an account. Return the lines of the report, which are counts. Raises FileRefused."""
    counted = as_account(settings, account, lambda commands, viewer: register.take_in(file, commands, viewer, language, options))
    return list(register.told(counted, language))


def list_imports(settings: Settings, account: str, language: Language) -> list[str]:
    """Return a line for each of the newest imports that an account may undo. Raises FileRefused."""
    return as_account(settings, account, lambda commands, viewer: desk.imports(commands, viewer, language))


def undo_import(settings: Settings, number: str, account: str, language: Language) -> str:
    """Undo an import as an account. Return a line about it. Raises FileRefused."""

    async def undone(commands: Commands, viewer: Viewer | None) -> str:
        if viewer is not None and has(ProposalWithdraw.action, viewer):
            return await proposals.withdraw(number, commands, viewer, language)
        return await desk.undo(number, commands, viewer, language)

    return as_account(settings, account, undone)


def write_template(settings: Settings, file: Path, language: Language, kind: str) -> None:
    """Write an empty spreadsheet of a kind. Raises FileRefused."""

    async def written(url: str) -> None:
        async with at_hand(url, settings.now) as (_, references):
            of = KINDS[kind] if kind in KINDS else proposals.KINDS[kind]
            desk.write_template(file, references(), language, of.title, of.form)

    with addresses(settings) as database, reaching(DBAPIError):
        asyncio.run(written(database.app))


def limits_of_files(settings: Settings) -> Bounds:
    """Return what files that are taken in have of the database, while people work."""
    return Bounds(files=settings.import_share)


def as_account(settings: Settings, account: str, work: Callable[[Commands, Viewer | None], Awaitable[T]]) -> T:
    """Return what `work` returns, called with commands and the viewer of an account's running membership. Raises AccountError.

    Servers on the same machine go first: a file may take minutes, and nobody waits for it.
    """

    async def done(named: Addresses) -> T:
        sealing = await cipher_of(settings, named)
        async with at_hand(named.app, settings.now, limits_of_files(settings)) as (database, references):
            viewer = await find_viewer(database, await membership_of(named.app, account, settings.now()), settings.now())
            gc.freeze()  # no collection of garbage looks through what is loaded: it took a sixth of the time of a file
            gc.set_threshold(*COLLECTED_AFTER)
            return await work(Commands(database, references, sealing, allow_synthetic=settings.in_development), viewer)

    with addresses(settings) as database, reaching(DBAPIError):
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))  # of this thread, not of a database it started
        return asyncio.run(done(database))
