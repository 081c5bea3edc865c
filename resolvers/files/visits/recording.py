"""Judges rows of a spreadsheet and records each as a `visitRecord` of its own.

Source: docs/design.md 5 (imports run the same commands); docs/decisions/009-import.md.
"""

from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.exc import DBAPIError
from typing_extensions import override

from db.protect.cipher import Secret
from db.server.away import is_busy
from db.session.lock import take_all_turns
from db.session.transaction import Transaction
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.message.refusal import Path, Refusal, Refusals
from resolvers.commands.command import AnyCommand, Asked, Change
from resolvers.commands.context import Envelope, Moment
from resolvers.commands.family.before import before_of
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import Input
from resolvers.commands.runner import TRIES, Carried, Commands, NotTogether
from resolvers.commands.settle.taken import may_pass_again
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.record import VisitRecord
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_input import NOBODY, Registered, placed, visit_of
from resolvers.files.visits.lookup.register import Register, look_up
from resolvers.files.visits.lookup.registered import registered_of
from resolvers.files.visits.lookup.sight import Clues, Lens, clues_of, sight_of

T = TypeVar("T")

DOUBTS = frozenset({"HOUSEHOLD_UNSURE", "MEMBER_UNSURE", "MEMBER_WITHOUT_NUMBER", "MEMBER_OTHER_NUMBER"})
"""Codes that ask which family or person a row means; a row that cannot be read is not asked, since it may mean another."""


class Became(StrEnum):
    """What became of a row."""

    RECORDED = "RECORDED"
    KNOWN = "KNOWN"
    """It was recorded by an earlier import, or in an earlier try."""
    ALIKE = "ALIKE"
    """It says what an earlier row of the file says."""
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Judged:
    """What became of one row. `digest`: the keyed hash of what it says; `kept`: the paths of values that differ from what is registered."""

    became: Became
    digest: bytes
    refusals: tuple[Refusal, ...] = ()
    kept: tuple[Path, ...] = ()
    earlier: VisitRow | None = None
    """The earlier row of the file that says the same."""


IN_THE_WAY = Judged(Became.REFUSED, b"", (Refusal("UNAVAILABLE"),))
"""The result for a row that had to wait too long for the locks of another transaction."""


@dataclass(frozen=True)
class RowRecord(VisitRecord):
    """`visitRecord` of one row; the same transaction records that the row was imported, and what the import changed."""

    digest: bytes
    household: bytes
    begun: Import
    sheet: int
    line: int
    action: ClassVar[str] = VisitRecord.action
    counted: ClassVar[bool] = False
    asks_of_doubles: ClassVar[bool] = False
    """A row that gives no number is told apart by its household (lookup/household.py)."""

    @override
    def apply(self, intake: Intake, input: VisitRecordInput, at: Moment) -> Change:
        """Return what `visitRecord` changes, and the record of the imported row."""
        told = super().apply(intake, input, at)
        registered = input.family.new is not None
        before = None if registered else before_of(intake.family)
        imported = ImportRow(
            office_id=at.viewer.office,
            digest=self.digest,
            household=self.household,
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
        return replace(told, rows=(*told.rows, imported))


@dataclass(frozen=True)
class Prepared:
    """A row with what is found out of it without the database, for which it has to wait otherwise.

    `input`: that of its command if nobody of it is registered; None where there is something to be refused. `checked`: the same as it is
    checked by the lens; None where that depends on the moment.
    """

    row: VisitRow
    lens: Lens
    clues: Clues
    input: Input | None = None
    checked: Input | None = None


@dataclass(frozen=True)
class Ready:
    """A row that can be recorded: with who of it is registered, its command and its input; `checked`: the input, if it was checked."""

    row: VisitRow
    registered: Registered
    digest: bytes
    command: AnyCommand
    input: Input
    checked: Input | None = None

    @property
    def asked(self) -> Asked:
        """The command, with the input that was checked where there is one."""
        return Asked(self.command, self.input) if self.checked is None else Asked(self.command, self.checked, is_checked=True)

    def judged(self, wrong: Sequence[Refusal]) -> Judged:
        """Return what became of the row; `wrong`: the refusals of its command."""
        if wrong:
            return Judged(Became.REFUSED, self.digest, placed(wrong, self.row.values, self.registered))
        return Judged(Became.RECORDED, self.digest, kept=self.registered.kept)


class Shared(Exception):
    """Some rows are of a family that another transaction may change: they are judged once that has ended."""


@dataclass(frozen=True)
class JudgedTogether:
    """Rows that were judged together and are yet to be written: what becomes of each, and the registered families that they name.

    `command`: one of their commands, None where there is none to be written.
    """

    judged: list[Judged]
    families: frozenset[UUID]
    carried: Carried
    command: AnyCommand | None


class Recording:
    """Records the rows of one import as visits; a later row finds what an earlier one has recorded."""

    action: ClassVar[str] = VisitRecord.action

    def __init__(self, commands: Commands, begun: Import) -> None:
        self._commands = commands
        self.begun = begun
        self._envelope = Envelope(trace=uuid4().hex)
        self._taken: dict[bytes, VisitRow] = {}

    def keep(self, row: VisitRow, judged: Judged) -> None:
        """Remember a row whose transaction is committed, so that a later one that says the same is ALIKE."""
        if judged.became is Became.RECORDED:
            self._taken[judged.digest] = row

    def prepare(self, row: VisitRow, lens: Lens) -> Prepared:
        """Return a row with what is found out of it without the database, while that works on others."""
        clues = clues_of(lens, row)
        if row.refusals or not row.is_complete:
            return Prepared(row, lens, clues)
        try:
            input = self.input_of(row, NOBODY)
            right = checked(input, lens.context)
        except Refusals:
            return Prepared(row, lens, clues)
        is_of_the_moment = lens.context.now in vars(right).values()  # as what a clock that is ahead tells is taken
        return Prepared(row, lens, clues, input, None if is_of_the_moment else right)

    async def judge(self, tx: Transaction, row: Prepared) -> Judged:
        """Record a row in a savepoint, if it can be; return what became of it. Raises DBAPIError where the transaction must be repeated."""
        (decided,) = await self._decided(tx, [row])
        if isinstance(decided, Judged):
            return decided
        try:
            return decided.judged((await self._commands.run_within(tx, decided.command, decided.input, self._envelope)).errors)
        finally:
            tx.session.expunge_all()  # the next row reads anew

    async def judge_together(self, tx: Transaction, rows: Sequence[Prepared], of_others: AbstractSet[UUID] = frozenset()) -> JudgedTogether:
        """Judge rows that share nothing, which are yet to be written together. `of_others`: families that another transaction may change.

        Raises Shared; NotTogether, DBAPIError where they must be judged one by one, each in a transaction of its own.
        """
        decided = await self._decided(tx, rows)
        ready = [each for each in decided if isinstance(each, Ready)]
        families = [each.registered.family for each in ready if each.registered.family is not None]
        if len(set(families)) < len(families):
            raise NotTogether
        if not of_others.isdisjoint(families):
            raise Shared
        carried = await self._commands.carry_out_together(tx, [each.asked for each in ready], self._envelope)
        done = iter(carried.done)
        judged = [each.judged(next(done).errors) if isinstance(each, Ready) else each for each in decided]
        return JudgedTogether(judged, frozenset(families), carried, ready[0].command if ready else None)

    async def write_together(self, tx: Transaction, together: JudgedTogether) -> list[Judged]:
        """Write rows that were judged together; return what became of each, in their order. Raises as `judge_together`."""
        if together.command is not None:
            await self._commands.write_together(tx, together.command, together.carried, self._envelope)
        return together.judged

    async def _decided(self, tx: Transaction, rows: Sequence[Prepared]) -> list[Judged | Ready]:
        """Look up what the rows mean, all at once; return for each that it is ready to be recorded, or what became of it."""
        await tx.look()
        sight = sight_of(tx, self._commands)
        rows = [each if sight.shows_what(each.lens) else self.prepare(each.row, sight) for each in rows]
        await take_all_turns(tx.session, (each.clues.turn for each in rows))
        register = await look_up(sight, [each.clues for each in rows])
        return [self._of_row(register, each) for each in rows]

    def _of_row(self, register: Register, prepared: Prepared) -> Judged | Ready:
        """Return a row that is ready to be recorded, or what became of it; a refused one with all that is wrong with its values."""
        row, clues, digest = prepared.row, prepared.clues, prepared.clues.digest
        try:
            registered = registered_of(register, clues)
        except Refusal as refusal:
            if refusal.code not in DOUBTS or not row.refusals:
                return Judged(Became.REFUSED, digest, (refusal,))
            registered = NOBODY
        if not row.refusals and (earlier := self._taken.get(digest)) is not None:
            return Judged(Became.ALIKE, digest, earlier=earlier)
        if not row.refusals and digest in register.recorded:
            return Judged(Became.KNOWN, digest)
        if not row.is_complete:
            return Judged(Became.REFUSED, digest)
        if not row.refusals and self.says_nothing_new(register, clues):
            return Judged(Became.KNOWN, digest)
        if registered is NOBODY and prepared.input is not None:
            return replace(self.ready(row, registered, clues, prepared.input), checked=prepared.checked)
        try:
            input = self.input_of(row, registered)
            if not row.refusals:
                return self.ready(row, registered, clues, input)
            checked(input, register.sight.context)
        except Refusals as several:
            return Judged(Became.REFUSED, digest, placed(several.refusals, row.values, registered))
        return Judged(Became.REFUSED, digest)

    def input_of(self, row: VisitRow, registered: Registered) -> Input:
        """Return the input of the row's command. Raises Refusals (REQUIRED)."""
        return visit_of(row.values, registered)

    def ready(self, row: VisitRow, registered: Registered, clues: Clues, input: Input) -> Ready:
        """Return the row with its command."""
        command = RowRecord(clues.digest, clues.household, self.begun, row.sheet, row.line.number)
        return Ready(row, registered, clues.digest, command, input)

    def says_nothing_new(self, register: Register, clues: Clues) -> bool:
        """Whether all that a row says is registered; of a visit never."""
        return False


async def tried(attempt: Callable[[], Awaitable[T]], busy: T, again: Callable[[T], bool] = lambda _: False) -> T:
    """Return the result of a transaction, repeated up to `TRIES` times where others interfere, or `again` says so of its result.

    `busy`: the result where the locks are still held at the last time. Raises DBAPIError where repeating does not help.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            done = await attempt()
        except DBAPIError as error:
            if not tries_left and is_busy(error):
                return busy
            if not tries_left or not may_pass_again(error):
                raise
        else:
            if not tries_left or not again(done):
                return done
    raise AssertionError(TRIES)
