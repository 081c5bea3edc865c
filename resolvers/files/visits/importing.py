"""An import: records the rows of a file one after the other; a refused row keeps none of the others from being recorded.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from functools import partial
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.server.away import Busy, is_away, is_busy, took_too_long
from db.session.transaction import transaction
from db.session.turns.giving_way import GivingWay
from db.tables.campaign import Campaign
from db.tables.import_file import Import
from domain.text.folding import folded
from domain.text.letters import with_one_dot
from domain.viewer import MembershipEnded, Viewer
from resolvers.commands.runner import Commands
from resolvers.files.ahead import ahead
from resolvers.files.behind import behind
from resolvers.files.visits.following import Following, Names, Part
from resolvers.files.visits.form.column import Book, Campaigns, campaigns_by_name
from resolvers.files.visits.form.places import DivisionsByName
from resolvers.files.visits.form.rows import VisitRow, row_of
from resolvers.files.visits.form.visit_file import VisitFile
from resolvers.files.visits.form.visit_input import family_number, head_of
from resolvers.files.visits.import_record import begin, end
from resolvers.files.visits.lookup.sight import lens_of
from resolvers.files.visits.numbers import count_numbers, numbers_in
from resolvers.files.visits.recording import IN_THE_WAY, Judged, Prepared, Recording, tried
from resolvers.files.visits.rehearsal import rehearsed
from resolvers.files.visits.report import Report

BREAKS = (MembershipEnded, DBAPIError, OSError, Busy)
"""Exceptions that end an import in its middle, if the membership has ended or the database is away."""
ONCE_MORE = "DUPLICATE"
"""The code of a row whose person was registered by others since the look-up: it is judged once more, and finds them."""
ID_NUMBER_CHARACTERS = 18
"""Characters of an ID number; the number of a certificate begins with them."""
TRANSACTION_ROWS = 50
"""Most rows that are written in one transaction: others wait for its locks until it ends."""


def apart(rows: Iterable[VisitRow]) -> Iterator[tuple[list[VisitRow], Names]]:
    """Yield the rows in parts of at most `TRANSACTION_ROWS`, in their order, each with its names; no two rows of a part share one."""
    part, named = list[VisitRow](), set[tuple[str, str]]()
    for row in rows:
        names = set(shared_names(row))
        if part and (len(part) == TRANSACTION_ROWS or names & named):
            yield part, frozenset(named)
            part, named = [], set()
        part.append(row)
        named |= names
    if part:
        yield part, frozenset(named)


def shared_names(row: VisitRow) -> Iterator[tuple[str, str]]:
    """Yield what two rows share that may mean the same: family number, village and head, name and telephone, ID and certificate numbers."""
    values = row.values
    if (number := family_number(values)) is not None:
        yield "family", number
    yield "household", f"{values.get('village')} {folded(with_one_dot(head_of(values) or ''))}"
    if "phone" in values:
        yield "person", folded(f"{values.get('name')} {values['phone']}")
    for key, value in values.items():
        if "id_number" in key or "certificate" in key:
            yield "number", folded(str(value))[:ID_NUMBER_CHARACTERS]


class VisitImport:
    """Records the rows of files as one viewer. A dry run does the same and rolls it back. `records`: what records a row."""

    def __init__(self, commands: Commands, viewer: Viewer, *, dry_run: bool, records: type[Recording] = Recording) -> None:
        self._records = records
        self._commands = commands
        self._viewer = viewer
        self._dry_run = dry_run
        self._way = GivingWay(commands.database)

    async def run(self, file: VisitFile, advance: Callable[[], None]) -> Report:
        """Record the rows; return what became of each. `advance` is called after each row.

        Raises MembershipEnded, QUOTA_EXCEEDED, BUSY before the first row. Where membership or database end later, the report does too.
        """
        async with self._way:
            return await self._run(file, advance)

    async def _run(self, file: VisitFile, advance: Callable[[], None]) -> Report:
        report, campaigns = Report(file, self._dry_run), await self._campaigns()
        rows = behind(lambda: list(self._rows(file, campaigns)))
        numbers = [*numbers_in(lens_of(self._commands, self._viewer, self._commands.database.clock()), rows)]
        await count_numbers(self._commands, self._viewer, self._records.action, numbers, uuid4().hex)
        begun: Import | None = None
        if self._dry_run:
            judged = rehearsed(self._commands, self._viewer, file, rows, self._records, self._way)
        else:
            async with transaction(self._commands.database, self._viewer) as tx:
                begun = await begin(tx, self._commands, file)
            report.number, judged = begun.number, self._recorded(self._records(self._commands, begun), rows)
        try:
            async with aclosing(judged):
                async for row, each in judged:
                    report.add(row, each)
                    advance()
            if begun is not None:
                await end(self._commands, self._viewer, begun, report)
        except BREAKS as error:
            if not (isinstance(error, MembershipEnded) or is_away(error) or is_busy(error) or took_too_long(error)):
                raise
            report.broken_off = True
        return report

    async def _campaigns(self) -> Campaigns:
        async with transaction(self._commands.database, self._viewer) as tx:
            called = await tx.session.execute(select(Campaign.id, Campaign.number, Campaign.title))
            return campaigns_by_name((key, number, title) for key, number, title in called)

    def _rows(self, file: VisitFile, campaigns: Campaigns) -> Iterator[VisitRow]:
        """Yield the rows of all tables with their values."""
        reference = self._commands.references()
        places = DivisionsByName(reference.divisions, self._viewer.scope)
        for sheet, table in enumerate(file.tables, 1):
            book, above = Book(reference, places, table.from_1904, campaigns), None
            for line in table.lines:
                row = row_of(line, above, table, book, sheet)
                above = row.line
                yield row

    async def _recorded(self, recording: Recording, rows: Iterable[VisitRow]) -> AsyncGenerator[tuple[VisitRow, Judged]]:
        """Yield each row and what became of it, once its transaction is committed; the rows after them are prepared meanwhile."""
        following = Following(self._commands, self._viewer, self._way, recording, partial(self._alone, recording))
        async with aclosing(ahead(self._prepared(recording, rows))) as parts, aclosing(following.results(parts)) as results:
            async for each in results:
                yield each

    async def _prepared(self, recording: Recording, rows: Iterable[VisitRow]) -> AsyncGenerator[Part]:
        """Yield the rows of each transaction, as far as they are found out without the database."""
        for part, names in apart(rows):
            lens, prepared = lens_of(self._commands, self._viewer, self._commands.database.clock()), list[Prepared]()
            for row in part:
                prepared.append(recording.prepare(row, lens))
                await asyncio.sleep(0)  # whoever has the database's answer goes on
            yield Part(prepared, names)

    async def _alone(self, recording: Recording, row: Prepared) -> Judged:
        """Record a row in a transaction of its own, repeated where others interfere; return what became of it."""

        async def attempt() -> Judged:
            async with self._way.turn(), transaction(self._commands.database, self._viewer) as tx:
                return await recording.judge(tx, row)

        return await tried(attempt, IN_THE_WAY, lambda judged: any(each.code == ONCE_MORE for each in judged.refusals))
