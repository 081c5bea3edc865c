"""An import: the rows of a table, one after the other, each as a `visitRecord` of its own; the good ones stay, whatever the others are.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import uuid4

from db.cipher import Secret
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.person import Person
from db.transaction import transaction
from domain.message import Refusal
from domain.values import Context
from domain.viewer import Viewer
from resolvers.commands.checked import checked
from resolvers.commands.command import Envelope, Input, Moment, Refusals, Told
from resolvers.commands.imports.before import before_of
from resolvers.commands.runner import Commands
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.record import VisitRecord
from resolvers.commands.work import Work
from resolvers.files.visits.form.asked import Known, visit_of
from resolvers.files.visits.form.columns import Book
from resolvers.files.visits.form.places import Places
from resolvers.files.visits.form.rows import Row, row_of
from resolvers.files.visits.form.tables import File
from resolvers.files.visits.kept import begin, end
from resolvers.files.visits.registered import Marks, is_recorded, known, marks_of
from resolvers.files.visits.report import Report


class Rehearsed(Exception):
    """The command would have been carried out; raised within it, so that its transaction is rolled back."""


@dataclass(frozen=True)
class RowRecord:
    """`visitRecord` of one row: what it says is remembered in the transaction that records it, so neither is without the other."""

    marks: Marks
    begun: Import | None
    """The import that it belongs to; None: a dry run."""
    sheet: int
    line: int
    action: ClassVar[str] = VisitRecord.action
    input: ClassVar[type[Input]] = VisitRecord.input
    answers: ClassVar[str] = VisitRecord.answers
    aims_at: ClassVar[str] = VisitRecord.aims_at
    bulk: ClassVar[bool] = False
    needs_version: ClassVar[bool] = False
    registers: ClassVar[bool] = VisitRecord.registers
    counted: ClassVar[bool] = False

    async def load(self, work: Work, input: VisitRecordInput) -> Intake:
        """As `visitRecord`."""
        return await VisitRecord().load(work, input)

    def apply(self, intake: Intake, input: VisitRecordInput, at: Moment) -> Told:
        """As `visitRecord`, and the row's marks. Raises Rehearsed."""
        told = VisitRecord().apply(intake, input, at)
        if self.begun is None:
            raise Rehearsed
        registered = input.family.new is not None
        before = None if registered else before_of(intake.family)
        mark = ImportRow(
            office_id=self.marks.office,
            digest=self.marks.digest,
            household=self.marks.household,
            family_id=intake.family.id,
            visit_id=intake.visit.id,
            at=at.now,
            import_id=self.begun.id,
            sheet=self.sheet,
            line=self.line,
            family_version=intake.family.version,
            registered=registered,
            person_ids=[row.id for row in told.rows if isinstance(row, Person)],
            before_cipher=None if before is None else at.cipher.seal(Secret.IMPORT_ROW, intake.visit.id, before),
        )
        return replace(told, rows=(*told.rows, mark))


class VisitImport:
    """Records the rows of tables as one viewer."""

    def __init__(self, commands: Commands, viewer: Viewer, *, dry_run: bool) -> None:
        self._commands = commands
        self._viewer = viewer
        self._dry_run = dry_run
        self._begun: Import | None = None
        self._envelope = Envelope(trace=uuid4().hex)
        self._taken: dict[bytes, Row] = {}

    async def run(self, file: File, advance: Callable[[], None]) -> Report:
        """Record what can be recorded; `advance` is called after each row. Raises MembershipEnded."""
        reference = self._commands.references()
        places = Places(reference.regions, self._viewer.scope)
        report = Report(file, self._dry_run)
        if not self._dry_run:
            self._begun = await begin(self._commands, self._viewer, file)
            report.number = self._begun.number
        for table in file.tables:
            book, above = Book(reference, places, table.from_1904), None
            for line in table.lines:
                row = row_of(line, above, table, book)
                above = row.line
                await self._take(row, report)
                advance()
        if self._begun is not None:
            await end(self._commands, self._viewer, self._begun, report)
        return report

    async def _take(self, row: Row, report: Report) -> None:
        marks = marks_of(row, self._viewer.office, self._commands.cipher)
        async with transaction(self._commands.database, self._viewer) as tx:
            context = self._commands.references().context(tx.now, allow_synthetic=self._commands.allow_synthetic)
            recorded = await is_recorded(tx.session, marks)
            try:
                found = await known(tx.session, row.values, marks, self._commands.cipher, context, self._viewer)
            except Refusal as refusal:
                row.blame(refusal)
                report.refused.append(row)
                return
        earlier = self._taken.get(marks.digest)
        if row.refusals:
            look_further(row, found, context)
            report.refused.append(row)
        elif earlier is not None:
            report.alike.append((row, earlier))
        elif recorded:
            report.known += 1
        elif wrong := await self._record(row, found, marks, report):
            row.blame(*wrong)
            report.refused.append(row)
        else:
            self._taken[marks.digest] = row
            report.recorded += 1

    async def _record(self, row: Row, found: Known, marks: Marks, report: Report) -> tuple[Refusal, ...]:
        """Run the command; what it refuses."""
        record = RowRecord(marks, self._begun, report.file.tables.index(row.table) + 1, row.line.number)
        try:
            done = await self._commands.run(record, visit_of(row.values, found), self._viewer, self._envelope)
        except Refusals as several:
            return several.refusals
        except Rehearsed:
            return ()
        return done.errors


def look_further(row: Row, found: Known, context: Context) -> None:
    """A row that is refused already: what else is wrong with its values, so that it is mended once."""
    if not row.can_be_asked:
        return
    try:
        checked(visit_of(row.values, found), context)
    except Refusals as several:
        row.blame(*several.refusals)
