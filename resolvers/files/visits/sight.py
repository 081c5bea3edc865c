"""What a row is compared with: a transaction as the viewer, and the row's values as the rules of values read them.

Source: docs/decisions/009-import.md; docs/domain.md 7 (who sees names and numbers).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.protect.cipher import Cipher, Secret
from domain.message.refusal import Refusal
from domain.text.folding import folded
from domain.value.citizen import CertificateNumber, IdNumber, birth_date_of, id_number_of
from domain.value.values import Context, PersonName, Phone, RegionAt, Rule
from domain.viewer import Kind, RegionLevel, Viewer
from resolvers.files.visits.form.visit_input import Values, head_of

NAMES_IN_CLEAR = frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR})
"""Who may learn that a name is another one (docs/domain.md 7): above the county names are masked."""


@dataclass(frozen=True)
class Sight:
    """Where rows are looked for, by whom."""

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
    """Whom a row is about, as far as it says so in a form that can be."""

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


def somebody(values: Values, sight: Sight) -> Somebody:
    """Whom a row is about."""
    number = _number(values, sight)
    return Somebody(
        name=sight.sound(PersonName(), values.get("name")),
        head=sight.sound(PersonName(), head_of(values)),
        village=sight.sound(RegionAt(RegionLevel.VILLAGE), values.get("village")),
        address=folded(values.get("address")),
        phone=sight.sound(Phone(), values.get("phone")),
        number=number,
        birth_year=values.get("birth_year") if number is None else birth_date_of(number).year,
    )


def _number(values: Values, sight: Sight) -> str | None:
    """Return the ID number of a row, or the one in its certificate's."""
    if "id_number" in values:
        number: str | None = sight.sound(IdNumber(), values["id_number"])
        return number
    certificate = sight.sound(CertificateNumber(), values.get("certificate"))
    return None if certificate is None else id_number_of(certificate)
