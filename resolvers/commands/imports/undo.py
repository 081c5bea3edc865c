"""A spreadsheet that was taken in is taken back as a whole: what its rows registered goes, what they replaced comes back.

Source: docs/decisions/009-import.md; docs/lifecycle.md (`importUndo`: only while nothing was done with its rows).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, SQLColumnExpression, Uuid, any_, inspect, literal, or_, select
from typing_extensions import override

from db.protect.cipher import Secret
from db.session.lock import lock
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.import_file import Import
from db.tables.import_row import ImportRow
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.person_match import PersonMatch
from db.tables.visit import Visit
from domain.message.refusal import Refusal, Refusals
from domain.need import NeedStatus
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.campaign.listing import Listed, lists_of
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.family.before import values_of
from resolvers.commands.family.change import change
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.person.certificate import give_back
from resolvers.commands.target import RowCommand

Place = tuple[int, int]
"""The sheet and the line of a row of the file."""
PLACES_TOLD = 100
"""Rows of which one answer tells that something was done with them."""


class ImportUndoInput(Input):
    """Which import is taken back. 撤回一次导入。"""

    id: Annotated[UUID, IdOf("Import"), Says("The import. 导入。")]


@dataclass(kw_only=True)
class TakenBack(Aggregate[Import]):
    """An import; what its rows registered (`gone`); the families that the rows name."""

    rows: Sequence[ImportRow] = ()
    lists: Listed = field(default_factory=Listed)
    """The families' places on the lists of campaigns, with the visits that stay."""
    families: Mapping[UUID, Family] = field(default_factory=dict)
    holders: Mapping[UUID, Person] = field(default_factory=dict)
    """Who was registered before a row wrote a step in the history of their certificate, by that step."""
    earlier: Sequence[ImportRow] = ()
    """The rows by which other imports named the families."""
    used: frozenset[Place] = frozenset()
    """Where rows stand in the file with whose visit, family, persons or needs something was done since."""

    @property
    @override
    def touched(self) -> list[UUID]:
        """Every family that the rows name."""
        return list(self.families)


class ImportUndo(RowCommand[TakenBack, ImportUndoInput, Import]):
    """Take back an import as a whole, while nothing was done with its rows. 整体撤回一次导入，仅在其各行之后均未办理时。"""

    answers = "Import"

    @override
    async def load(self, locks: Locks, found: Import) -> TakenBack:
        """Return the import and what its rows registered, locked: whoever adds to one of its families waits."""
        session = locks.session
        taken = await locks.locked(found)
        rows = sorted(
            await session.scalars(select(ImportRow).where(ImportRow.import_id == taken.id)), key=lambda row: (row.at, _place(row))
        )
        visits = [row.visit_id for row in rows if row.visit_id is not None]
        written = [row.record_id for row in rows if row.record_id is not None]
        listed = await lock(session, Entitlement, Entitlement.import_id == taken.id)
        persons = [person for row in rows for person in row.person_ids]
        named = [*(row.family_id for row in rows), *(each.family_id for each in listed)]
        families = {each.id: each for each in await lock(session, Family, among(Family.id, named))}
        gone: list[Row] = [
            *(families[row.family_id] for row in rows if row.registered),
            *await lock(session, Person, among(Person.id, persons)),
            *await session.scalars(
                select(CertificateRecord).where(or_(among(CertificateRecord.person_id, persons), among(CertificateRecord.id, written)))
            ),
            *await session.scalars(select(Visit).where(among(Visit.id, visits))),
            *await lock(session, Need, among(Need.visit_id, visits)),
            *await session.scalars(
                select(PersonMatch).where(or_(among(PersonMatch.registered_id, persons), among(PersonMatch.known_id, persons)))
            ),
            *await lock(session, FamilyAccess, among(FamilyAccess.visit_id, visits)),
            *listed,
            *rows,
        ]
        certified = {each.id: each.person_id for each in gone if isinstance(each, CertificateRecord) and each.id in written}
        known = {each.id: each for each in await lock(session, Person, among(Person.id, [*certified.values()]))}
        holders = {record: known[person] for record, person in certified.items()}
        elsewhere = (among(ImportRow.family_id, list(families)), ImportRow.import_id != taken.id)
        used = {*_changed(rows, families, gone), *await _referred_to(locks, rows, gone)}
        lists = await lists_of(session, list(families), without=visits)
        return TakenBack(
            answer=taken,
            rows=rows,
            lists=lists,
            families=families,
            holders=holders,
            gone=gone,
            earlier=await lock(session, ImportRow, *elsewhere),
            used=frozenset(used),
        )

    @override
    def apply(self, taken: TakenBack, input: ImportUndoInput, at: Moment) -> Change:
        """Give back what the rows replaced, the newest first, and note that the import was taken back.

        Raises ALREADY_UNDONE, IMPORT_TOO_OLD, IMPORT_ROW_USED with the line of each row with which something was done.
        """
        if taken.answer.undone_at is not None:
            raise Refusal("ALREADY_UNDONE", path=("id",))
        if at.now >= taken.answer.at + timedelta(days=at.reference.limits["import_undo_days"]):
            raise Refusal("IMPORT_TOO_OLD", path=("id",))
        if taken.used:
            places = sorted(taken.used)[:PLACES_TOLD]
            raise Refusals(*(Refusal("IMPORT_ROW_USED", path=("id",), sheet=sheet, line=line) for sheet, line in places))
        changes = _changes_since(taken)
        for row in reversed(taken.rows):
            if row.before_cipher is not None and not row.registered:
                before = at.cipher.open(Secret.IMPORT_ROW, row.sealed_for, row.before_cipher)
                if row.record_id is None:
                    change(taken.families[row.family_id], at.now, **values_of(before))
                else:
                    give_back(taken.holders[row.record_id], before)
                    taken.families[row.family_id].changed(at.now)
        for key in {each.family_id for each in taken.gone if isinstance(each, Entitlement)}:
            taken.families[key].changed(at.now)
        for row, count in changes.items():
            row.family_version = taken.families[row.family_id].version - count
        taken.lists.write(at.now)
        taken.answer.undone_at, taken.answer.undone_by = at.now, at.viewer.account
        taken.answer.changed(at.now)
        return Change()


def among(column: SQLColumnExpression[Any], keys: Sequence[object]) -> ColumnElement[bool]:
    """Whether a column holds one of these keys, however many there are: one argument."""
    return column == any_(literal(keys, ARRAY(Uuid(as_uuid=True))))


def _changed(rows: Sequence[ImportRow], families: Mapping[UUID, Family], gone: Sequence[Row]) -> Iterator[Place]:
    """Return the places of the rows whose family, visit or needs were changed since the import."""
    left = {row.family_id: row.family_version for row in rows}
    moved = {each.visit_id for each in gone if isinstance(each, Need) and (each.version > 1 or each.status != NeedStatus.OPEN)}
    moved |= {each.id for each in gone if isinstance(each, Visit) and each.version > 1}
    for row in rows:
        if row.visit_id in moved or families[row.family_id].version != left[row.family_id]:
            yield _place(row)


def _changes_since(taken: TakenBack) -> dict[ImportRow, int]:
    """Return how often each family was changed since the rows of other imports, but for the changes of this one.

    That stays true of the versions to come: what nothing else has changed since may be taken back after this import.
    """
    counted = Counter(row.family_id for row in taken.rows if not row.registered and (row.visit_id is None or row.before_cipher is not None))
    counted.update({each.family_id for each in taken.gone if isinstance(each, Entitlement)})
    changes = dict[ImportRow, int]()
    for row in taken.earlier:
        stands = taken.families[row.family_id].version
        before = stands - counted[row.family_id]
        if row.family_version is not None and (row.family_version <= before or row.family_version == stands):
            changes[row] = max(before - row.family_version, 0)
    return changes


async def _referred_to(locks: Locks, rows: Sequence[ImportRow], gone: Sequence[Row]) -> set[Place]:
    """Return the places of the rows that a row of any table refers to. The tables are found by their foreign keys."""
    going = defaultdict[str, dict[tuple[object, ...], Row]](dict)
    for each in gone:
        going[each.__tablename__][inspect(each).identity or ()] = each
    places = _places(rows, gone)
    found = set[Place]()
    for table in Row.metadata.sorted_tables:
        for key in table.foreign_keys:
            to = key.column.table.name
            if to not in going or key.column.name != "id":
                continue
            keys = [identity[0] for identity in going[to]]
            statement = select(key.parent, *table.primary_key).where(among(key.parent, keys))
            for referred, *identity in await locks.session.execute(statement):
                if tuple(identity) not in going[table.name]:
                    found.add(places[referred])
    return found


def _place(row: ImportRow) -> Place:
    return row.sheet or 0, row.line or 0


def _places(rows: Sequence[ImportRow], gone: Sequence[Row]) -> Mapping[object, Place]:
    """Return the place in the file by the key of what its row registered."""
    places: dict[object, Place] = {}
    for row in rows:
        registered = [row.family_id] if row.registered else []
        places.update(dict.fromkeys((row.visit_id or row.family_id, row.record_id, *row.person_ids, *registered), _place(row)))
    places.update({each.id: places[each.visit_id] for each in gone if isinstance(each, Need | FamilyAccess)})
    places.update({each.id: places[each.person_id] for each in gone if isinstance(each, CertificateRecord) and each.id not in places})
    return places
