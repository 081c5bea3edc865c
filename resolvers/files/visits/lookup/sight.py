"""Prepares a row for being compared with what is registered: its values in valid form, and keyed hashes of what it says.

Source: docs/decisions/009-import.md; docs/domain.md 7 (who sees names and numbers).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.protect.cipher import Cipher, Secret
from db.reference.read import Reference
from db.session.session import Session
from db.session.transaction import Transaction
from domain.message.refusal import Refusal
from domain.text.folding import folded
from domain.value.citizen import CertificateNumber, IdNumber, birth_date_of, id_number_of
from domain.value.values import Context, PersonName, Phone, RegionAt, Rule
from domain.viewer import Kind, RegionLevel, Viewer
from resolvers.commands.runner import Commands
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_input import NOBODY, Values, family_number, head_of, new_members, values_of_member

PERSON_NAME, PHONE, VILLAGE = PersonName(), Phone(), RegionAt(RegionLevel.VILLAGE)
ID_NUMBER, CERTIFICATE_NUMBER = IdNumber(), CertificateNumber()

NAMES_IN_CLEAR = frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR})
"""Viewers who may learn that a registered name differs (docs/domain.md 7): above the county names are masked."""


@dataclass(frozen=True)
class Lens:
    """By what the values of rows are put right and hashed, and for which viewer."""

    cipher: Cipher
    reference: Reference
    context: Context
    viewer: Viewer

    @property
    def names_in_clear(self) -> bool:
        """Whether the viewer may compare names."""
        return self.viewer.kind in NAMES_IN_CLEAR

    def indexes(self, number: str) -> Sequence[bytes]:
        """Return the blind indexes by which an ID number is found."""
        return self.cipher.indexes(Secret.ID_NUMBER, number)

    def valid(self, rule: Rule, value: Any) -> Any:
        """Return a value as its rule normalises it; None for an invalid one, which is refused with the other values."""
        try:
            return None if value is None else rule.check(value, self.context)
        except Refusal:
            return None

    def shows_what(self, other: "Lens") -> bool:
        """Whether a value that was put right by another lens is so by this one: of the same reference data, on the same day."""
        return self.reference is other.reference and self.context.today == other.context.today


@dataclass(frozen=True)
class Sight(Lens):
    """Where registered families and persons are looked for, and as which viewer."""

    session: Session


@dataclass(frozen=True)
class DescribedPerson:
    """A person as a row describes them; None for a value that is left out or invalid."""

    name: str | None
    head: str | None
    village: str | None
    address: str
    phone: str | None
    number: str | None
    birth_year: int | None


@dataclass(frozen=True)
class Clues:
    """By what a row, its family and its persons may be found. `who`: the person met; `members`: further members by their places."""

    values: Values
    who: DescribedPerson
    members: Mapping[int, DescribedPerson]
    digest: bytes
    """The keyed hash of all that the row says, for the viewer's office."""
    household: bytes
    """The keyed hash of its household, for the viewer's office."""
    turn: str
    """The keyed hash of its family number, or village and head, for all offices: rows that share it wait for each other."""


def lens_of(commands: Commands, viewer: Viewer, now: datetime) -> Lens:
    """Return the lens of a viewer at a moment."""
    reference = commands.references()
    return Lens(commands.cipher, reference, reference.context(now, allow_synthetic=commands.allow_synthetic), viewer)


def sight_of(tx: Transaction, commands: Commands) -> Sight:
    """Return the sight of a transaction's viewer."""
    lens = lens_of(commands, tx.viewer, tx.now)
    return Sight(lens.cipher, lens.reference, lens.context, lens.viewer, tx.session)


def clues_of(lens: Lens, row: VisitRow) -> Clues:
    """Return the clues of a row: its household is its number, or village, head and address, since a village has more than one 王伟."""
    values, office, number = row.values, lens.viewer.office, family_number(row.values)
    home = (values.get("village"), head_of(values)) if number is None else (number,)
    household = (*home, values.get("address")) if number is None else home

    def index(text: str) -> bytes:
        return lens.cipher.index(Secret.IMPORT_ROW, text)

    return Clues(
        values=values,
        who=described(lens, values),
        members={place: described(lens, values_of_member(values, place)) for place in new_members(values, NOBODY)},
        digest=index(f"{office}\nrow\n{row.digest_text()}"),
        household=index(f"{office}\nhousehold\n{_joined(household)}"),
        turn=index(f"turn\n{_joined(home)}").hex(),
    )


def described(lens: Lens, values: Values) -> DescribedPerson:
    """Return the person of a row, or of its part about a further member."""
    number, said, head = _number(lens, values), values.get("name"), head_of(values)
    name = lens.valid(PERSON_NAME, said)
    return DescribedPerson(
        name=name,
        head=name if head == said else lens.valid(PERSON_NAME, head),
        village=lens.valid(VILLAGE, values.get("village")),
        address=folded(values.get("address")),
        phone=lens.valid(PHONE, values.get("phone")),
        number=number,
        birth_year=values.get("birth_year") if number is None else birth_date_of(number).year,
    )


def _number(lens: Lens, values: Values) -> str | None:
    """Return the ID number of a person, given by itself or within the certificate's number."""
    key = "id_number" if "id_number" in values else "certificate"
    return number_in(lens, key, values.get(key))


def number_in(lens: Lens, key: str, value: Any) -> str | None:
    """Return the valid ID number that a column's value holds, in a certificate's number too; None for none, and for other columns."""
    if "certificate" in key:
        certificate = lens.valid(CERTIFICATE_NUMBER, value)
        return None if certificate is None else id_number_of(certificate)
    number: str | None = lens.valid(ID_NUMBER, value) if "id_number" in key else None
    return number


def _joined(parts: Iterable[str | None]) -> str:
    """Return some texts without their gaps, a line each."""
    return "\n".join("".join((each or "").split()) for each in parts)
