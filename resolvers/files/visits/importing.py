"""An import: the rows of a file one after the other; the good ones stay, whatever the others are.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.failing.away import Busy, is_away, is_busy
from db.tables.campaign import Campaign
from db.tables.import_file import Import
from db.transaction import transaction
from domain.viewer import MembershipEnded, Viewer
from resolvers.commands.runner import TRIES, Commands, may_pass_again
from resolvers.files.visits.form.campaigns import Campaigns, KnownCampaign
from resolvers.files.visits.form.column import Book
from resolvers.files.visits.form.places import Places
from resolvers.files.visits.form.rows import Row, row_of
from resolvers.files.visits.form.tables import File
from resolvers.files.visits.kept.imports import begin, end
from resolvers.files.visits.numbers import count_numbers
from resolvers.files.visits.recording import IN_THE_WAY, Became, Judged, Recording
from resolvers.files.visits.rehearsal import rehearsed
from resolvers.files.visits.report import Report

BREAKS = (MembershipEnded, DBAPIError, OSError, Busy)
"""What ends an import in its middle, if it is the membership or the database that has gone."""
ONCE_MORE = "DUPLICATE"
"""Somebody was registered between the looking and the recording: the next look finds them."""


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
        for row in rows:
            judged = await self._record(recording, row, begun, taken)
            if judged.became is Became.RECORDED:
                taken[judged.digest] = row
            yield row, judged

    async def _campaigns(self) -> Campaigns:
        async with transaction(self._commands.database, self._viewer) as tx:
            called = await tx.session.execute(select(Campaign.id, Campaign.number, Campaign.title))
            return Campaigns(KnownCampaign(*each) for each in called)

    def _rows(self, file: File, campaigns: Campaigns) -> Iterator[Row]:
        """What every row says."""
        reference = self._commands.references()
        places = Places(reference.regions, reference.former, self._viewer.scope)
        for sheet, table in enumerate(file.tables, 1):
            book, above = Book(reference, places, table.from_1904, campaigns), None
            for line in table.lines:
                row = row_of(line, above, table, book, sheet)
                above = row.line
                yield row

    async def _record(self, recording: Recording, row: Row, begun: Import, taken: Mapping[bytes, Row]) -> Judged:
        """A row in a transaction of its own; once more where another one came between."""
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
