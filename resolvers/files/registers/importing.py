"""Takes in a department's list: what registered persons receive already becomes an entitlement; of whom nobody knows nothing is kept.

Source: docs/domain.md 2 (Entitlement) and 7 (numbers are not tested for free); docs/decisions/009-import.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from db.protect.cipher import Secret
from db.reference.read import Divisions
from db.session.lock import lock
from db.session.transaction import Transaction, transaction
from db.session.turns.giving_way import GivingWay
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.import_file import Import
from db.tables.person import Person
from domain.audit import AuditKind
from domain.entitlement import EntitlementSource
from domain.message.refusal import Refusal
from domain.rules.permit import may
from domain.viewer import Viewer
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.imports.undo import among
from resolvers.commands.runner import Commands
from resolvers.commands.settle.audit import audited
from resolvers.commands.settle.history import steps
from resolvers.files.registers.form import Entry, compared, entries
from resolvers.files.registers.kind import ACTION, Register
from resolvers.files.visits.form.column import Book
from resolvers.files.visits.form.places import DivisionsByName
from resolvers.files.visits.form.visit_file import VisitFile
from resolvers.files.visits.import_record import begin
from resolvers.files.visits.numbers import count_numbers
from resolvers.files.visits.recording import tried

Holder = tuple[str, UUID, UUID | None]
"""The kind of help, the family, and the person; None for the household."""
Line = tuple[Holder, date | None, date | None, str | None, str | None]
"""What a list says of a holder: from when, until when; of a monitored household its kind and what its risk comes from."""

NOWHERE = DivisionsByName(Divisions(date.min, 0, {}, {}, ()), ())
"""A list names no division."""


@dataclass(frozen=True)
class Counted:
    """How many rows of a list became what, and nothing else of them. `number`: of the import; None after a dry run.

    `known`: it was known already; `differ`: the number is registered under another name; `unmatched`: under no name.
    """

    rows: int
    recorded: int
    known: int
    differ: int
    unmatched: int
    unfit: int
    number: str | None = None


class RegisterImport:
    """Takes in lists of one kind as one viewer. `document`: the number of the paper that a list came with. A dry run rolls it back."""

    def __init__(self, commands: Commands, viewer: Viewer, register: Register, document: str | None, *, dry_run: bool) -> None:
        self._commands = commands
        self._viewer = viewer
        self._register = register
        self._document = document
        self._dry_run = dry_run
        self._trace = uuid4().hex

    async def run(self, file: VisitFile) -> Counted:
        """Take in a list. Return the counts. Raises FORBIDDEN, QUOTA_EXCEEDED, BUSY, MembershipEnded."""
        may(ACTION, self._viewer)
        reference = self._commands.references()
        book = Book(reference, NOWHERE)
        context = reference.context(self._commands.database.clock(), allow_synthetic=self._commands.allow_synthetic)
        read = list(entries(file, self._register, book, context))
        told = [each for each in read if each is not None]
        await count_numbers(self._commands, self._viewer, ACTION, [each.number for each in told], self._trace)

        async def attempt() -> Counted | None:
            async with way.turn(), transaction(self._commands.database, self._viewer) as tx:
                counted = await self._take_in(tx, file, told, unfit=len(read) - len(told))
                if self._dry_run:
                    await tx.session.take_back()
                return counted

        async with GivingWay(self._commands.database) as way:
            counted = await tried(attempt, None)
        if counted is None:
            raise Refusal("BUSY")
        return counted

    async def _take_in(self, tx: Transaction, file: VisitFile, told: Sequence[Entry], unfit: int) -> Counted:
        """Write what is new, the record of the import, and its audit record. Return the counts."""
        persons = await self._persons(tx, told)
        begun = await begin(tx, self._commands, file)
        families = {each.id: each for each in await lock(tx.session, Family, among(Family.id, _families(persons)))}
        stored = await tx.session.scalars(select(Entitlement).where(among(Entitlement.family_id, [*families])))
        known = Known(stored, self._moment(tx).today)
        new: list[Entitlement] = []
        recorded = differ = unmatched = 0
        for entry in told:
            registered = persons.get(entry.number, ())
            same = [each for each in registered if compared(each.name) == entry.name]
            made = [self._entitlement(tx, entry, each, begun) for each in same]
            added = [each for each in made if known.add(each)]
            new += added
            recorded += bool(added)
            unmatched += not registered
            differ += bool(registered) and not same
        self._write(tx, begun, new, families)
        begun.recorded, begun.known, begun.refused = recorded, len(told) - recorded - differ - unmatched, unfit + differ
        return Counted(file.rows, recorded, begun.known, differ, unmatched, unfit, None if self._dry_run else begun.number)

    async def _persons(self, tx: Transaction, told: Iterable[Entry]) -> Mapping[str, Sequence[Person]]:
        """Return whom the viewer sees of the persons registered under the numbers, by number."""
        by_index = {index: each.number for each in told for index in self._commands.cipher.indexes(Secret.ID_NUMBER, each.number)}
        named = Person.id_number_index == any_(literal([*by_index], ARRAY(LargeBinary)))
        found = defaultdict[str, list[Person]](list)
        for person in await tx.session.scalars(select(Person).where(named).order_by(Person.id)):
            if person.id_number_index is not None:
                found[by_index[person.id_number_index]].append(person)
        return found

    def _entitlement(self, tx: Transaction, entry: Entry, person: Person, begun: Import) -> Entitlement:
        return Entitlement(
            id=self._commands.fresh.id(),
            family_id=person.family_id,
            person_id=None if self._register.household else person.id,
            region_code=person.region_code,
            type_code=entry.type_code,
            type_version=self._commands.references().types[entry.type_code].version,
            source=EntitlementSource.REGISTER,
            since=entry.since,
            until=entry.until,
            kind=entry.kind,
            risk_cause=entry.risk_cause,
            document=self._document,
            import_id=begun.id,
            created_at=tx.now,
        )

    def _write(self, tx: Transaction, begun: Import, new: Sequence[Entitlement], families: Mapping[UUID, Family]) -> None:
        touched = sorted({each.family_id for each in new})
        at = self._moment(tx)
        for key in touched:
            families[key].changed(tx.now)
        tx.session.add_all(new)
        for changed in (begun, *(families[key] for key in touched)):
            tx.session.add_all(steps(ACTION, changed, None, None, Change(), at))
        record = audited(
            AuditKind.COMMAND,
            ACTION,
            at,
            self._trace,
            target_type=Import.__name__,
            target_id=begun.id,
            family_ids=touched or None,
            version=begun.version,
        )
        tx.session.add(record)

    def _moment(self, tx: Transaction) -> Moment:
        return Moment(tx.now, tx.viewer, self._commands.references(), self._commands.fresh, self._commands.cipher)


class Known:
    """What some families are known to receive."""

    def __init__(self, stored: Iterable[Entitlement], today: date) -> None:
        self._running = set[Holder]()
        self._listed = set[Line]()
        for each in stored:
            if each.source == EntitlementSource.REGISTER:
                self._listed.add(_line(each))
            elif each.until is None or each.until >= today:
                self._running.add(_holder(each))

    def add(self, told: Entitlement) -> bool:
        """Return whether a line of a list is new, and know it from now on: no list said so before, no outcome and no visit tells of it."""
        line = _line(told)
        if line[0] in self._running or line in self._listed:
            return False
        self._listed.add(line)
        return True


def _line(each: Entitlement) -> Line:
    return _holder(each), each.since, each.until, each.kind, each.risk_cause


def _holder(each: Entitlement) -> Holder:
    return each.type_code, each.family_id, each.person_id


def _families(persons: Mapping[str, Sequence[Person]]) -> list[UUID]:
    return sorted({each.family_id for found in persons.values() for each in found})
