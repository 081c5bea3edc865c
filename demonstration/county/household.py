"""A household of the demonstration county before it becomes rows: its members, their certificates, its wishes for contact.

Source: docs/domain.md 2 (family, person); docs/domain-facts.md 2.2, 7 (numbers of nobody).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from domain.family import CertificateStatus, ContactBy, ContactThrough, Relation, Sex
from domain.value.checksum import check_character
from domain.value.citizen import SYNTHETIC, DisabilityCategory

AREAS = 10_000
SEQUENCES = 1_000
OF_HEALTH = frozenset({"QUARANTINED", "INFECTED", "BEREAVED", "MEDICAL_ACCESS_HARDSHIP", "ILL_AND_DISABLED"})
"""The target categories marked `health` in db/reference/codes.toml."""

DIGITS = {category: digit for digit, category in enumerate(DisabilityCategory, 1)}
"""Category -> its digit in a certificate's number (docs/domain-facts.md 2.1)."""
SPEAKS_THROUGH_A_GUARDIAN = frozenset({DisabilityCategory.INTELLECTUAL, DisabilityCategory.PSYCHOSOCIAL})


@dataclass(frozen=True)
class Certificate:
    """A certificate, or without one the stated category and level. `issues`: how often it was reissued after a loss."""

    status: CertificateStatus
    category: DisabilityCategory
    level: int
    issues: int = 0
    issued_on: date | None = None


@dataclass(frozen=True)
class Person:
    """A member of a household. Without an ID number only the year of `born_on` is registered."""

    relation: Relation
    name: str
    sex: Sex
    born_on: date
    id_number: str | None
    no_id_reason: str | None = None
    certificate: Certificate | None = None
    guardian: tuple[str, str] | None = None
    """The guardian's name and telephone number."""


@dataclass(frozen=True)
class Wish:
    """How, when and through whom a household wants to be contacted."""

    by: ContactBy
    when: str | None = None
    through: ContactThrough = ContactThrough.PERSON


@dataclass(frozen=True)
class Household:
    """Members, the head first, and facts of a household.

    `registered_in`: 12 digits, None for the village it lives in. `case`: of a special household (special.py). `income_per_head`: in fen.
    """

    members: tuple[Person, ...]
    categories: tuple[str, ...]
    address: str
    phone: str | None
    income_per_head: int | None
    registered_in: str | None = None
    wish: Wish | None = None
    case: str | None = None


class IdNumbers:
    """Draws ID numbers of the unassigned areas `99dddd`, with a correct check character, none twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._drawn: set[str] = set()

    def draw(self, born_on: date, sex: Sex, ending: str | None = None) -> str:
        """Return a number for a day of birth and a sex, with the last character `ending` if that is given."""
        while True:
            area, sequence = self._random.randrange(AREAS), self._random.randrange(0, SEQUENCES, 2) + (sex is Sex.MALE)
            digits = f"{SYNTHETIC}{area:04d}{born_on:%Y%m%d}{sequence:03d}"
            number = digits + check_character(digits)
            if number not in self._drawn and (ending is None or number.endswith(ending)):
                self._drawn.add(number)
                return number


def certificate_number(id_number: str, certificate: Certificate, issues: int | None = None) -> str:
    """Return a certificate's number: ID number, category, level, and how often it was reissued (`issues`, or by now)."""
    times = certificate.issues if issues is None else issues
    return f"{id_number}{DIGITS[certificate.category]}{certificate.level}{f'B{times}' if times else ''}"


def born(random: Random, today: date, ages: tuple[int, int]) -> date:
    """Draw a birthday for an age between the two, both included."""
    days = random.randrange(ages[0] * 365 + ages[0] // 4 + 1, (ages[1] + 1) * 365 + ages[1] // 4)
    return today - timedelta(days=days)


def age(born_on: date, today: date) -> int:
    """Return an age in full years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
