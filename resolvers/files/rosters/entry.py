"""`rosterImport` of one row: the holder of a certificate is registered without a visit, or the certificate of a registered one is written.

Source: docs/domain.md 2 (Person); docs/lifecycle.md (`rosterImport`); docs/decisions/009-import.md. On the command line alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from typing_extensions import override

from db.protect.cipher import Secret
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.person import CertificateRecord, Person
from domain.family import CertificateStatus, Relation
from domain.message.refusal import Refusal, Refusals
from domain.value.values import NotInFuture
from resolvers.commands.aggregate.aggregate import Aggregate, Numbered
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.before import before_of
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.person.certificate import certificate_before, certify, recorded
from resolvers.commands.view import View
from resolvers.commands.visit import person as persons
from resolvers.commands.visit.input import NewPersonInput, VisitedFamilyInput, VisitedPersonInput
from resolvers.commands.visit.record import family_named
from resolvers.commands.visit.write import register

ACTION = "rosterImport"
DESCRIPTION = (
    "Take in the roster of certificate holders: who is not registered is, without a visit; on the command line alone. "
    "导入持证残疾人花名册：未登记的予以登记（不作走访），仅在命令行办理。"
)
ASKED_AT_A_VISIT = ("guardian",)
"""What a roster need not tell: it is asked for when somebody goes there."""


class RosterEntryInput(Input):
    """A row of a roster. 花名册的一行。"""

    family: Annotated[VisitedFamilyInput, Says("The household. 家庭。")]
    person: Annotated[VisitedPersonInput, Says("What it tells of the holder. 持证人情况。")]
    cancelled_on: Annotated[date | None, NotInFuture("longest_life_years"), Says("When the certificate was cancelled. 注销日期。")] = None
    holder: Annotated[UUID | None, IdOf("Person"), Says("The holder, if registered. 已登记的持证人。")] = None


@dataclass(frozen=True)
class NamedByEntry:
    """The rows that an entry means, as the viewer sees them. A new family is not yet filled in."""

    family: Family
    is_new: bool
    holder: Person | None


@dataclass(kw_only=True)
class Entered(Aggregate[Family]):
    """A household, and the holder if registered before."""

    family: Family
    holder: Person | None


@dataclass(frozen=True)
class RosterEntry(Command[Entered, RosterEntryInput, NamedByEntry]):
    """One row; the same transaction records that it was imported, and what it changed."""

    digest: bytes
    household: bytes
    begun: Import
    sheet: int
    line: int
    action: ClassVar[str] = ACTION
    answers: ClassVar[str] = "Family"
    registers: ClassVar[bool] = True
    counted: ClassVar[bool] = False

    @override
    def named(self, input: RosterEntryInput) -> Iterator[tuple[type[Row], UUID]]:
        """Yield the household and the holder, if they are registered."""
        if input.family.id is not None:
            yield Family, input.family.id
        if input.holder is not None:
            yield Person, input.holder

    @override
    async def find(self, view: View, input: RosterEntryInput) -> NamedByEntry:
        """Return what the row means. Raises NOT_FOUND, OUT_OF_SCOPE."""
        holder = None if input.holder is None else await view.row(Person, input.holder, ("person", "id"))
        return NamedByEntry(await family_named(view, input.family), input.family.new is not None, holder)

    @override
    async def load(self, locks: Locks, found: NamedByEntry) -> Entered:
        """Return the household and the holder, locked."""
        family = found.family if found.is_new else await locks.locked(found.family)
        return Entered(answer=family, family=family, holder=None if found.holder is None else await locks.locked(found.holder))

    @override
    def apply(self, entered: Entered, input: RosterEntryInput, at: Moment) -> Change:
        """Register the holder, or write the certificate and a step of its history. Raises Refusals."""
        family, told, is_new = entered.family, input.person.new, input.family.new is not None
        assert told is not None
        if input.family.new is not None:
            register(family, input.family.new, at)
        if wrong := [*_refusals(entered, input, told, at)]:
            raise Refusals(*wrong)
        row = ImportRow(
            office_id=at.viewer.office,
            digest=self.digest,
            household=self.household,
            family_id=family.id,
            at=at.now,
            import_id=self.begun.id,
            sheet=self.sheet,
            line=self.line,
            registered=is_new,
            person_ids=[],
        )
        if entered.holder is None:
            holder, record = persons.register(told, family, _relation(told, family), at)
            if holder.relation == Relation.HEAD:
                family.head_id = holder.id
            number = persons.number_of(told)
            assert number is not None
            entered.numbered.append(Numbered(("person", "new", persons.numbered_by(told)), number, holder.id))
            row.person_ids, before, made = [holder.id], None if is_new else before_of(family), [holder]
        else:
            before, made, record = certificate_before(entered.holder, at), [], _renewed(entered.holder, told, at)
            row.record_id = record.id
        assert record is not None
        if not is_new:
            family.changed(at.now)
        row.family_version = family.version
        row.before_cipher = None if before is None else at.cipher.seal(Secret.IMPORT_ROW, row.sealed_for, before)
        return Change(rows=(*([family] if is_new else []), *made, record, row))


def _renewed(holder: Person, told: NewPersonInput, at: Moment) -> CertificateRecord:
    """Write the certificate on somebody who is registered, or that it is in force no more; return the step of its history."""
    assert told.certificate_number is not None
    if told.certificate_status is CertificateStatus.EXPIRED:
        holder.certificate_status = CertificateStatus.EXPIRED
        return recorded(holder, at)
    same = holder.certificate_issued_on if holder.certificate_number_index in _indexes(told, at) else None
    holder.certificate_status = CertificateStatus.CERTIFIED
    certify(holder, told.certificate_number, told.certificate_issued_on or same, at)
    return recorded(holder, at)


def _indexes(told: NewPersonInput, at: Moment) -> Collection[bytes]:
    return at.cipher.indexes(Secret.CERTIFICATE_NUMBER, told.certificate_number or "")


def _relation(told: NewPersonInput, family: Family) -> Relation:
    return persons.relation_of(told, family.display_name if family.head_id is None else None)


def _refusals(entered: Entered, input: RosterEntryInput, told: NewPersonInput, at: Moment) -> Iterator[Refusal]:
    """Yield what is wrong with a row, beside its single values."""
    holder, family = entered.holder, entered.family
    yield from (each.below("person", "new") for each in persons.refusals(told, at.today) if each.path != ASKED_AT_A_VISIT)
    ends = told.certificate_status is CertificateStatus.EXPIRED
    if input.cancelled_on is not None and not ends:
        yield Refusal("NOT_EXPECTED", path=("cancelledOn",))
    if ends and (holder is None or holder.certificate_number_index not in _indexes(told, at)):
        raise Refusal("BUSY")  # the certificate was written anew since the look-up
    if holder is not None and holder.deceased_on is not None and not ends:
        yield Refusal("PERSON_DECEASED", path=("person", "id"), row=("Person", holder.id))
    if holder is not None and holder.family_id != family.id:
        yield Refusal("PERSON_NOT_OF_FAMILY", path=("person", "id"), row=("Person", holder.id))
    heads = holder is None and _relation(told, family) is Relation.HEAD
    if heads and (family.head_id is not None or told.name != family.display_name):
        head = family.head_id
        yield Refusal("HEAD_ALREADY", path=("person", "new", "relation"), row=None if head is None else ("Person", head))
