"""One row of a spreadsheet, judged and recorded as a `visitRecord` of its own.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar
from uuid import uuid4

from db.cipher import Secret
from db.lock import take_turns
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.person import Person
from db.transaction import Transaction
from domain.message import Path, Refusal
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
from resolvers.files.visits.form.asked import Known, placed, visit_of
from resolvers.files.visits.form.rows import Row
from resolvers.files.visits.registered import Found, Marks, found, is_recorded, marks_of
from resolvers.files.visits.sight import Sight

DOUBTS = frozenset({"HOUSEHOLD_UNSURE", "MEMBER_UNSURE", "MEMBER_WITHOUT_NUMBER", "MEMBER_OTHER_NUMBER"})
"""What is asked back of a row that can be read: one that cannot might mean somebody else."""


class Became(StrEnum):
    """What became of a row."""

    RECORDED = "RECORDED"
    KNOWN = "KNOWN"
    """This very row was recorded before."""
    ALIKE = "ALIKE"
    """It says what an earlier row of the file says."""
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Judged:
    """What became of one row: what it is refused with, what of it differs from what is registered, which earlier row it is alike with.

    `digest`: what it is known by.
    """

    became: Became
    digest: bytes
    refusals: tuple[Refusal, ...] = ()
    kept: tuple[Path, ...] = ()
    earlier: Row | None = None


IN_THE_WAY = Judged(Became.REFUSED, b"", (Refusal("UNAVAILABLE"),))
"""Somebody else held what the row needs for longer than one waits."""


@dataclass(frozen=True)
class RowRecord:
    """`visitRecord` of one row: what it says is remembered in the transaction that records it, so neither is without the other."""

    marks: Marks
    begun: Import
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
        """As `visitRecord`, and the row's marks."""
        told = VisitRecord().apply(intake, input, at)
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


class Recording:
    """Records rows of an import as one viewer, each in a part of a transaction: what an earlier row has recorded, a later one finds."""

    def __init__(self, commands: Commands, viewer: Viewer) -> None:
        self._commands = commands
        self._viewer = viewer
        self._envelope = Envelope(trace=uuid4().hex)

    async def judge(self, tx: Transaction, row: Row, begun: Import, taken: Mapping[bytes, Row]) -> Judged:
        """Record a row if it can be; what became of it. Raises DBAPIError where another transaction may pass.

        `begun`: the import that it belongs to. `taken`: the rows of this file that were recorded, by their digests.
        """
        await tx.look()
        marks = marks_of(row, self._viewer.office, self._commands.cipher)
        await take_turns(tx.session, marks.turn)
        context = self._commands.references().context(tx.now, allow_synthetic=self._commands.allow_synthetic)
        recorded = await is_recorded(tx.session, marks)
        try:
            registered = await found(Sight(tx.session, self._commands.cipher, context, self._viewer), row.values, marks)
        except Refusal as refusal:
            if refusal.code not in DOUBTS or not row.refusals:
                return Judged(Became.REFUSED, marks.digest, (refusal,))
            registered = Found(Known())
        if row.refusals:
            return Judged(Became.REFUSED, marks.digest, further(row, registered.known, context))
        if (earlier := taken.get(marks.digest)) is not None:
            return Judged(Became.ALIKE, marks.digest, earlier=earlier)
        if recorded:
            return Judged(Became.KNOWN, marks.digest)
        if wrong := await self._record(tx, row, registered.known, RowRecord(marks, begun, row.sheet, row.line.number)):
            return Judged(Became.REFUSED, marks.digest, wrong)
        return Judged(Became.RECORDED, marks.digest, kept=registered.kept)

    async def _record(self, tx: Transaction, row: Row, known: Known, command: RowRecord) -> tuple[Refusal, ...]:
        """Run the command; what it refuses."""
        try:
            done = await self._commands.run_within(tx, command, visit_of(row.values, known), self._envelope)
            return placed(done.errors, row.values, known)
        except Refusals as several:
            return placed(several.refusals, row.values, known)
        finally:
            tx.session.expunge_all()  # the next row reads anew


def further(row: Row, known: Known, context: Context) -> tuple[Refusal, ...]:
    """Of a row that is refused already: what else is wrong with its values, so that it is mended once."""
    if not row.can_be_asked:
        return ()
    try:
        checked(visit_of(row.values, known), context)
    except Refusals as several:
        return placed(several.refusals, row.values, known)
    return ()
