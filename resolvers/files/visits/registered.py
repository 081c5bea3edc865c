"""What of a row the platform knows already: the very row, the person, the family; as far as the viewer sees it.

Source: docs/domain.md 2 (found by a keyed blind index); docs/decisions/009-import.md.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.cipher import Cipher, Secret
from db.tables.family import Family
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.citizen import CertificateNumber, IdNumber, id_number_of
from domain.message import Refusal
from domain.values import Context, PersonName
from domain.viewer import Kind, Viewer
from resolvers.files.visits.form.asked import Known, Values, head_of
from resolvers.files.visits.form.rows import Row

NAMES_IN_CLEAR = frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR})
"""Who may learn that a name is another one (docs/domain.md 7): above the county names are masked."""


@dataclass(frozen=True)
class Marks:
    """What a row and its household are known by: keyed hashes, of one office alone."""

    office: UUID
    digest: bytes
    household: bytes


def marks_of(row: Row, office: UUID, cipher: Cipher) -> Marks:
    """A household is its number; without one its village, head and address, since a village has more than one 王伟."""
    household = [row.values.get(key) for key in ("family",)] if "family" in row.values else _household(row.values)
    said = "\n".join("".join((each or "").split()) for each in household)
    return Marks(
        office=office,
        digest=cipher.index(Secret.IMPORT_ROW, f"{office}\nrow\n{row.digested()}"),
        household=cipher.index(Secret.IMPORT_ROW, f"{office}\nhousehold\n{said}"),
    )


async def is_recorded(session: AsyncSession, marks: Marks) -> bool:
    """Whether this very row was recorded before by this office."""
    return await session.get(ImportRow, (marks.office, marks.digest)) is not None


async def known(session: AsyncSession, values: Values, marks: Marks, cipher: Cipher, context: Context, viewer: Viewer) -> Known:
    """The person by his number, the family by its number, by that person, or by a row of the same household.

    Raises NOT_FOUND, PERSON_NAME_DIFFERS with the path of the input.
    """
    person = await _person(session, values, cipher, context)
    if person is not None and viewer.kind in NAMES_IN_CLEAR:
        _check_name(person, values, context)
    if "family" in values:
        family = await session.scalar(select(Family.id).where(Family.number == values["family"]))
        if family is None:
            raise Refusal("NOT_FOUND", path=("family", "id"))
        return Known(family, None if person is None else person.id)
    if person is not None:
        return Known(person.family_id, person.id)
    same = ImportRow.office_id == marks.office, ImportRow.household == marks.household
    earlier = await session.scalar(select(ImportRow.family_id).where(*same).order_by(ImportRow.at.desc()).limit(1))
    return Known(earlier)


async def _person(session: AsyncSession, values: Values, cipher: Cipher, context: Context) -> Person | None:
    number = _number(values, context)
    if number is None:
        return None
    return await session.scalar(select(Person).where(Person.id_number_index == cipher.index(Secret.ID_NUMBER, number)).limit(1))


def _check_name(person: Person, values: Values, context: Context) -> None:
    try:
        if "name" in values and PersonName().check(values["name"], context) != person.name:
            raise Refusal("PERSON_NAME_DIFFERS")
    except Refusal as refusal:
        raise refusal.below("person", "new", "name") from None


def _number(values: Values, context: Context) -> str | None:
    """The ID number of a row, or out of its certificate's; one that cannot be is told with the other values, not here."""
    try:
        if "id_number" in values:
            return IdNumber().check(values["id_number"], context)
        return id_number_of(CertificateNumber().check(values["certificate"], context)) if "certificate" in values else None
    except Refusal:
        return None


def _household(values: Values) -> list[str | None]:
    return [values.get("village"), head_of(values), values.get("address")]
