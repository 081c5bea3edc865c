"""An import: the rows of a file one after the other; the good ones stay, whatever the others are.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.server.away import Busy, is_away, is_busy
from db.session.transaction import transaction
from db.tables.campaign import Campaign
from db.tables.import_file import Import
from domain.text.folding import folded
from domain.text.letters import with_one_dot
from domain.viewer import MembershipEnded, Viewer
from resolvers.commands.runner import TRIES, Commands, NotTogether, may_pass_again, refusal_of
from resolvers.files.visits.form.column import Book, Campaigns, campaigns_by_name
from resolvers.files.visits.form.places import Places
from resolvers.files.visits.form.rows import Row, row_of
from resolvers.files.visits.form.tables import File
from resolvers.files.visits.form.visit_input import family_number, head_of
from resolvers.files.visits.kept.imports import begin, end
from resolvers.files.visits.numbers import count_numbers
from resolvers.files.visits.recording import IN_THE_WAY, Became, Judged, Recording
from resolvers.files.visits.rehearsal import rehearsed
from resolvers.files.visits.report import Report

BREAKS = (MembershipEnded, DBAPIError, OSError, Busy)
"""What ends an import in its middle, if it is the membership or the database that has gone."""
ONCE_MORE = "DUPLICATE"
"""Somebody was registered between the looking and the recording: the next look finds them."""


DIGITS = 18
"""Characters of an ID number, with which a certificate's begins."""
TOGETHER = 50
"""Rows that are written in one transaction; whoever else wants one of their families waits for as long."""


def apart(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Split rows into parts, in their order: no two rows of a part name the same household or number."""
    part, named = list[Row](), set[tuple[str, str]]()
    for row in rows:
        names = set(names_of(row))
        if part and (len(part) == TOGETHER or names & named):
            yield part
            part, named = [], set()
        part.append(row)
        named |= names
    if part:
        yield part


def names_of(row: Row) -> Iterator[tuple[str, str]]:
    """Return the names by which two rows may mean the same: family number, village and head, ID and certificate numbers."""
    values = row.values
    if (number := family_number(values)) is not None:
        yield "family", number
    yield "household", f"{values.get('village')} {folded(with_one_dot(head_of(values) or ''))}"
    if "phone" in values:
        yield "person", folded(f"{values.get('name')} {values['phone']}")
    for key, value in values.items():
        if "id_number" in key or "certificate" in key:
            yield "number", folded(str(value))[:DIGITS]


class VisitImport:
    """Records the rows of files as one viewer. A dry run carries out the same, and takes it back."""

    def __init__(self, commands: Commands, viewer: Viewer, *, dry_run: bool) -> None:
        self._commands = commands
        self._viewer = viewer
        self._dry_run = dry_run

    async def run(self, file: File, advance: Callable[[], None]) -> Report:
        """Record what can be recorded; `advance` is called after each row. Raises MembershipEnded, QUOTA_EXCEEDED before the first one.

        Where the membership ends or the database goes in the middle, the report is of the rows until then.
        """
        report, rows = Report(file, self._dry_run), list(self._rows(file, await self._campaigns()))
        await count_numbers(self._commands, self._viewer, rows)
        begun = None if self._dry_run else await begin(self._commands, self._viewer, file)
        report.number = None if begun is None else begun.number
        judged = rehearsed(self._commands, self._viewer, file, rows) if begun is None else self._recorded(rows, begun)
        try:
            async for row, each in judged:
                report.add(row, each)
                advance()
        except BREAKS as error:
            if not (isinstance(error, MembershipEnded) or is_away(error)):
                raise
            report.broken_off = True
        report.sort(rows)
        if begun is not None and not report.broken_off:
            await end(self._commands, self._viewer, begun, report)
        return report

    async def _recorded(self, rows: Sequence[Row], begun: Import) -> AsyncIterator[tuple[Row, Judged]]:
        recording, taken = Recording(self._commands, self._viewer), dict[bytes, Row]()
        for part in apart(rows):
            rows_of_part = iter(part)
            async for judged in self._of_part(recording, part, begun, taken):
                row = next(rows_of_part)
                if judged.became is Became.RECORDED:
                    taken[judged.digest] = row
                yield row, judged

    async def _campaigns(self) -> Campaigns:
        async with transaction(self._commands.database, self._viewer) as tx:
            called = await tx.session.execute(select(Campaign.id, Campaign.number, Campaign.title))
            return campaigns_by_name((key, number, title) for key, number, title in called)

    def _rows(self, file: File, campaigns: Campaigns) -> Iterator[Row]:
        """Yield what every row says."""
        reference = self._commands.references()
        places = Places(reference.regions, reference.former, self._viewer.scope)
        for sheet, table in enumerate(file.tables, 1):
            book, above = Book(reference, places, table.from_1904, campaigns), None
            for line in table.lines:
                row = row_of(line, above, table, book, sheet)
                above = row.line
                yield row

    async def _of_part(self, recording: Recording, rows: Sequence[Row], begun: Import, taken: Mapping[bytes, Row]) -> AsyncIterator[Judged]:
        """Record rows that share nothing in one transaction; one by one where that does not pass."""
        if len(rows) > 1:
            try:
                async with transaction(self._commands.database, self._viewer) as tx:
                    together = await recording.judge_together(tx, rows, begun, taken)
            except NotTogether:
                pass
            except DBAPIError as error:
                if refusal_of(error) is None and not (is_busy(error) or may_pass_again(error)):
                    raise
            else:
                for judged in together:
                    yield judged
                return
        for row in rows:
            yield await self._record(recording, row, begun, taken)

    async def _record(self, recording: Recording, row: Row, begun: Import, taken: Mapping[bytes, Row]) -> Judged:
        """Record a row in a transaction of its own; once more where another transaction came between."""
        for tries_left in reversed(range(TRIES)):
            try:
                async with transaction(self._commands.database, self._viewer) as tx:
                    judged = await recording.judge(tx, row, begun, taken)
            except DBAPIError as error:
                if not tries_left and is_busy(error):
                    return IN_THE_WAY
                if not tries_left or not (is_busy(error) or may_pass_again(error)):
                    raise
            else:
                if not tries_left or all(refusal.code != ONCE_MORE for refusal in judged.refusals):
                    return judged
        raise AssertionError(row.line.number)
