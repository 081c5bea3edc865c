"""One row of a spreadsheet, judged and recorded as a `visitRecord` of its own.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar
from uuid import uuid4

from typing_extensions import override

from db.protect.cipher import Secret
from db.session.lock import take_all_turns
from db.session.transaction import Transaction
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.message.refusal import Path, Refusal, Refusals
from domain.value.values import Context
from domain.viewer import Viewer
from resolvers.commands.command import Change
from resolvers.commands.context import Envelope, Moment
from resolvers.commands.imports.before import before_of
from resolvers.commands.inputs.checked import checked
from resolvers.commands.runner import Commands, NotTogether
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.record import VisitRecord
from resolvers.files.visits.form.rows import Row
from resolvers.files.visits.form.visit_input import NOBODY, Registered, placed, visit_of
from resolvers.files.visits.register import Register, look_up
from resolvers.files.visits.registered import Marks, found, marks_of, wanted
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
class RowRecord(VisitRecord):
    """`visitRecord` of one row: what it says is remembered in the transaction that records it, so neither is without the other."""

    marks: Marks
    begun: Import
    sheet: int
    line: int
    action: ClassVar[str] = VisitRecord.action
    counted: ClassVar[bool] = False

    @override
    def apply(self, intake: Intake, input: VisitRecordInput, at: Moment) -> Change:
        """As `visitRecord`, and the row's marks."""
        told = super().apply(intake, input, at)
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


@dataclass(frozen=True)
class Ready:
    """A row that is to be recorded, of whom it is known by now whom it means."""

    row: Row
    marks: Marks
    registered: Registered

    @property
    def input(self) -> VisitRecordInput:
        """Return what the row asks to be recorded. Raises Refusals."""
        return visit_of(self.row.values, self.registered)

    def command(self, begun: Import) -> RowRecord:
        """Return the command that records the row as a part of this import."""
        return RowRecord(self.marks, begun, self.row.sheet, self.row.line.number)

    def judged(self, wrong: Sequence[Refusal]) -> Judged:
        """Return what became of the row, by what the command refused."""
        if wrong:
            return Judged(Became.REFUSED, self.marks.digest, placed(wrong, self.row.values, self.registered))
        return Judged(Became.RECORDED, self.marks.digest, kept=self.registered.kept)


class Recording:
    """Records rows of an import as one viewer, each in a part of a transaction: what an earlier row has recorded, a later one finds."""

    def __init__(self, commands: Commands, viewer: Viewer) -> None:
        self._commands = commands
        self._viewer = viewer
        self._envelope = Envelope(trace=uuid4().hex)

    async def judge(self, tx: Transaction, row: Row, begun: Import, taken: Mapping[bytes, Row]) -> Judged:
        """Record a row if possible. Return what became of it. Raises DBAPIError where another transaction may pass.

        `begun`: the import that it belongs to. `taken`: the rows of this file that were recorded, by their digests.
        """
        (decided,) = await self._decided(tx, [row], taken)
        if isinstance(decided, Judged):
            return decided
        try:
            return decided.judged((await self._commands.run_within(tx, decided.command(begun), decided.input, self._envelope)).errors)
        except Refusals as several:
            return decided.judged(several.refusals)
        finally:
            tx.session.expunge_all()  # the next row reads anew

    async def judge_together(self, tx: Transaction, rows: Sequence[Row], begun: Import, taken: Mapping[bytes, Row]) -> list[Judged]:
        """The same for rows of which none may find what another records, written together.

        Raises NotTogether, DBAPIError where they must be judged one by one, each in another transaction.
        """
        decided = await self._decided(tx, rows, taken)
        families = [each.registered.family for each in decided if isinstance(each, Ready) and each.registered.family is not None]
        if len(set(families)) < len(families):
            raise NotTogether
        asked, judged = list[tuple[int, RowRecord, VisitRecordInput]](), dict[int, Judged]()
        for place, each in enumerate(decided):
            if isinstance(each, Judged):
                judged[place] = each
                continue
            try:
                asked.append((place, each.command(begun), each.input))
            except Refusals as several:
                judged[place] = each.judged(several.refusals)
        done = await self._commands.run_together(tx, [(command, input) for _, command, input in asked], self._envelope)
        for (place, _, _), result in zip(asked, done, strict=True):
            ready = decided[place]
            assert isinstance(ready, Ready)
            judged[place] = ready.judged(result.errors)
        return [judged[place] for place in range(len(rows))]

    async def _decided(self, tx: Transaction, rows: Sequence[Row], taken: Mapping[bytes, Row]) -> list[Judged | Ready]:
        """Whom the rows mean, looked up for all of them at once, and what became of those that are not to be recorded."""
        await tx.look()
        context = self._commands.references().context(tx.now, allow_synthetic=self._commands.allow_synthetic)
        sight = Sight(tx.session, self._commands.cipher, context, self._viewer)
        marked = [(row, marks_of(row, self._viewer.office, self._commands.cipher)) for row in rows]
        await take_all_turns(tx.session, (marks.turn for _, marks in marked))
        register = await look_up(sight, [wanted(sight, row.values, marks) for row, marks in marked])
        return [self._of_row(sight, register, row, marks, taken) for row, marks in marked]

    def _of_row(self, sight: Sight, register: Register, row: Row, marks: Marks, taken: Mapping[bytes, Row]) -> Judged | Ready:
        try:
            registered = found(sight, register, row.values, marks)
        except Refusal as refusal:
            if refusal.code not in DOUBTS or not row.refusals:
                return Judged(Became.REFUSED, marks.digest, (refusal,))
            registered = NOBODY
        if row.refusals:
            return Judged(Became.REFUSED, marks.digest, further(row, registered, sight.context))
        if (earlier := taken.get(marks.digest)) is not None:
            return Judged(Became.ALIKE, marks.digest, earlier=earlier)
        if marks.digest in register.recorded:
            return Judged(Became.KNOWN, marks.digest)
        return Ready(row, marks, registered)


def further(row: Row, registered: Registered, context: Context) -> tuple[Refusal, ...]:
    """Return what else is wrong with the values of a row that is refused already, so that it is mended once."""
    if not row.can_be_asked:
        return ()
    try:
        checked(visit_of(row.values, registered), context)
    except Refusals as several:
        return placed(several.refusals, row.values, registered)
    return ()
