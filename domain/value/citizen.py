"""Numbers of persons: ID numbers and disability certificate numbers, and the facts that they contain.

Source: docs/domain-facts.md 2.1 (GB/T 26341), 2.2 (the certificate's number), 2.3 (GB 11643).
The address code is that of the first registration, perhaps of a county that no longer exists, so it is not checked.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.family import Sex
from domain.message.refusal import Refusal
from domain.value.checksum import check_character
from domain.value.values import INVISIBLE, Context

ID = re.compile(r"[0-9]{17}[0-9X]")
OLD_ID = re.compile(r"[0-9]{15}")
CERTIFICATE = re.compile(r"([0-9]{17}[0-9X])[1-7][1-4](?:B[1-9][0-9]?)?")
GAPS = re.compile(r"[\s\-‐‑‒–—―−·]")
ID_LENGTH = 18
LEVELS = 4
WRITTEN_CHARACTERS = 60
"""Longest form of a number that is read, with gaps."""
SYNTHETIC = "99"
"""A province code that does not exist, with which numbers made for tests begin (docs/domain-facts.md 7)."""


class DisabilityCategory(StrEnum):
    """The categories of GB/T 26341, in the order of their digit in a certificate's number: 1 to 7."""

    VISUAL = "VISUAL"
    HEARING = "HEARING"
    SPEECH = "SPEECH"
    PHYSICAL = "PHYSICAL"
    INTELLECTUAL = "INTELLECTUAL"
    PSYCHOSOCIAL = "PSYCHOSOCIAL"
    MULTIPLE = "MULTIPLE"


@dataclass(frozen=True)
class IdNumber:
    """A citizen's ID number of 18 characters."""

    def check(self, value: str, context: Context) -> str:
        """Return the number as 18 plain characters. Raises ID_FIFTEEN_DIGITS, ID_SHAPE, and what `check_citizen` raises."""
        number = written_plainly(value)
        if OLD_ID.fullmatch(number):
            raise Refusal("ID_FIFTEEN_DIGITS")
        if not ID.fullmatch(number):
            raise Refusal("ID_SHAPE")
        check_citizen(number, context)
        return number


@dataclass(frozen=True)
class CertificateNumber:
    """A disability certificate's number: the ID number, category, level, and B with a count if it was reissued."""

    def check(self, value: str, context: Context) -> str:
        """Return the number in plain digits and capitals. Raises CERTIFICATE_SHAPE, and what `check_citizen` raises."""
        number = written_plainly(value)
        match = CERTIFICATE.fullmatch(number)
        if match is None:
            raise Refusal("CERTIFICATE_SHAPE")
        check_citizen(match[1], context)
        return number


@dataclass(frozen=True)
class DisabilityLevel:
    """A level of disability: 1, the most severe, to 4."""

    def check(self, value: int, context: Context) -> int:
        """Return the level. Raises NUMBER_RANGE."""
        if not 1 <= value <= LEVELS:
            raise Refusal("NUMBER_RANGE", least=1, most=LEVELS)
        return value


def written_plainly(value: str) -> str:
    """Return a number in capitals and plain digits, without gaps; a text over WRITTEN_CHARACTERS unchanged."""
    if len(value) > WRITTEN_CHARACTERS:
        return value
    return GAPS.sub("", unicodedata.normalize("NFKC", value.translate(INVISIBLE))).upper()


def check_citizen(number: str, context: Context) -> None:
    """Check an ID number of 18 characters. Raises ID_CHECK_DIGIT, ID_BIRTH_DATE, and ID_SYNTHETIC where test numbers are not accepted."""
    if check_character(number[:17]) != number[17]:
        raise Refusal("ID_CHECK_DIGIT")
    try:
        born = birth_date_of(number)
    except ValueError:
        raise Refusal("ID_BIRTH_DATE") from None
    if born > context.today or born.year < context.today.year - context.limits["longest_life_years"]:
        raise Refusal("ID_BIRTH_DATE")
    if number.startswith(SYNTHETIC) and not context.allow_synthetic:
        raise Refusal("ID_SYNTHETIC")


def belongs_to(certificate: str, id_number: str) -> bool:
    """Return whether a valid certificate number belongs to the person with an ID number."""
    return certificate[:ID_LENGTH] == id_number


def id_number_of(certificate: str) -> str:
    """Return the ID number in a valid certificate number."""
    return certificate[:ID_LENGTH]


def birth_date_of(number: str) -> date:
    """Return the birth date in an ID or certificate number. Raises ValueError if it is no date."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def is_before_birth(day: date, born: date | int) -> bool:
    """Return whether a day lies before a birth. `born`: the date, or the year if only that is known."""
    return day < born if isinstance(born, date) else day.year < born


def sex_of(number: str) -> Sex:
    """Return the sex in a valid ID or certificate number: the 17th digit is odd for men."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def category_of(certificate: str) -> DisabilityCategory:
    """Return the category of disability in a valid certificate number."""
    return list(DisabilityCategory)[int(certificate[ID_LENGTH]) - 1]


def level_of(certificate: str) -> int:
    """Return the level of disability in a valid certificate number: 1, the most severe, to 4."""
    return int(certificate[ID_LENGTH + 1])


def renumbered(certificate: str, category: DisabilityCategory, level: int) -> str:
    """Return a valid certificate number with the digits of another category and level."""
    return f"{certificate[:ID_LENGTH]}{list(DisabilityCategory).index(category) + 1}{level}{certificate[ID_LENGTH + 2 :]}"
