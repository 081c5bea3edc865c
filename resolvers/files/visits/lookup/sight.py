"""What a row is compared with: a transaction as the viewer, and the row's values as the rules of values read them.

Source: docs/decisions/009-import.md; docs/domain.md 7 (who sees names and numbers).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.protect.cipher import Cipher, Secret
from domain.message.refusal import Refusal
from domain.text.folding import folded
from domain.value.citizen import CertificateNumber, IdNumber, birth_date_of, id_number_of
from domain.value.values import Context, PersonName, Phone, RegionAt, Rule
from domain.viewer import Kind, RegionLevel, Viewer
from resolvers.files.visits.form.rows import Row
from resolvers.files.visits.form.visit_input import NOBODY, Values, family_number, head_of, new_members, values_of_member

NAMES_IN_CLEAR = frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR})
"""Who may learn that a name is another one (docs/domain.md 7): above the county names are masked."""


@dataclass(frozen=True)
class Sight:
    """Where rows are looked for, and as which viewer."""

    session: AsyncSession
    cipher: Cipher
    context: Context
    viewer: Viewer

    @property
    def names_in_clear(self) -> bool:
        """Whether the viewer may compare names."""
        return self.viewer.kind in NAMES_IN_CLEAR

    def index(self, number: str) -> bytes:
        """Return the blind index of an ID number."""
        return self.cipher.index(Secret.ID_NUMBER, number)

    def sound(self, rule: Rule, value: Any) -> Any:
        """Return a value as its rule keeps it; None for an invalid one, which is refused with the other values."""
        try:
            return None if value is None else rule.check(value, self.context)
        except Refusal:
            return None


@dataclass(frozen=True)
class Somebody:
    """Whom a row is about; None for what it leaves out or says in no valid form."""

    name: str | None
    head: str | None
    village: str | None
    address: str
    phone: str | None
    number: str | None
    birth_year: int | None

    @property
    def is_head(self) -> bool:
        """Whether the person is the head of the household."""
        return self.name is not None and self.name == self.head


@dataclass(frozen=True)
class Marks:
    """Keyed hashes of what a row says and of its household, for one office; `turn`: the lock of the household, for all offices."""

    digest: bytes
    household: bytes
    turn: str


@dataclass(frozen=True)
class Clues:
    """What a row tells by which somebody registered may be found. `members`: its further members, by their places."""

    values: Values
    marks: Marks
    who: Somebody
    members: Mapping[int, Somebody]


def clues_of(sight: Sight, row: Row) -> Clues:
    """Return by what the family, the person and the members of a row may be found."""
    members = {place: somebody(sight, values_of_member(row.values, place)) for place in new_members(row.values, NOBODY)}
    return Clues(row.values, _marks(sight, row), somebody(sight, row.values), members)


def somebody(sight: Sight, values: Values) -> Somebody:
    """Return whom a row, or its part about a member, is about."""
    number = _number(sight, values)
    return Somebody(
        name=sight.sound(PersonName(), values.get("name")),
        head=sight.sound(PersonName(), head_of(values)),
        village=sight.sound(RegionAt(RegionLevel.VILLAGE), values.get("village")),
        address=folded(values.get("address")),
        phone=sight.sound(Phone(), values.get("phone")),
        number=number,
        birth_year=values.get("birth_year") if number is None else birth_date_of(number).year,
    )


def _number(sight: Sight, values: Values) -> str | None:
    """Return the ID number of a row, or the one in its certificate's."""
    if "id_number" in values:
        number: str | None = sight.sound(IdNumber(), values["id_number"])
        return number
    certificate = sight.sound(CertificateNumber(), values.get("certificate"))
    return None if certificate is None else id_number_of(certificate)


def _marks(sight: Sight, row: Row) -> Marks:
    """Return the marks of a row: a household is its number, or village, head and address, since a village has more than one 王伟."""
    number, office = family_number(row.values), sight.viewer.office
    home = (row.values.get("village"), head_of(row.values)) if number is None else (number,)
    household = (*home, row.values.get("address")) if number is None else home

    def index(text: str) -> bytes:
        return sight.cipher.index(Secret.IMPORT_ROW, text)

    return Marks(
        digest=index(f"{office}\nrow\n{row.digested()}"),
        household=index(f"{office}\nhousehold\n{_joined(household)}"),
        turn=index(f"turn\n{_joined(home)}").hex(),
    )


def _joined(parts: Iterable[str | None]) -> str:
    return "\n".join("".join((each or "").split()) for each in parts)
