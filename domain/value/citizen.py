"""Numbers of persons: the citizen's ID number, the disability certificate's number, and what is derived from them.

Source: docs/domain-facts.md 2.1 (GB/T 26341), 2.2 (the certificate's number), 2.3 (GB 11643).
The address code is that of the first registration, perhaps of a county that is gone: it is not compared with today's divisions.
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
LONGEST_WRITTEN = 60
SYNTHETIC = "99"
"""The province that there is not: numbers made for tests begin with it (docs/domain-facts.md 7)."""


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
        """The number in plain digits, its check character a capital X."""
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
        """The number in plain digits and capitals. That it is this person's is for `belongs_to`."""
        number = written_plainly(value)
        match = CERTIFICATE.fullmatch(number)
        if match is None:
            raise Refusal("CERTIFICATE_SHAPE")
        check_citizen(match[1], context)
        return number


def written_plainly(value: str) -> str:
    """Capitals and plain digits without the gaps that people write; text that is far too long stays as it is, to be refused."""
    if len(value) > LONGEST_WRITTEN:
        return value
    return GAPS.sub("", unicodedata.normalize("NFKC", value.translate(INVISIBLE))).upper()


def check_citizen(number: str, context: Context) -> None:
    """Refuse an 18-character number whose check character or birth date cannot be, or that was made for tests where those are not taken."""
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
    """Whether a valid certificate number is the one of the person with this ID number."""
    return certificate[:ID_LENGTH] == id_number


def id_number_of(certificate: str) -> str:
    """The ID number that a valid certificate number begins with."""
    return certificate[:ID_LENGTH]


def birth_date_of(number: str) -> date:
    """The birth date in a valid ID or certificate number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def is_before_birth(day: date, born: date | int) -> bool:
    """Whether a day lies before a birth, of which the date is known, or the year alone."""
    return day < born if isinstance(born, date) else day.year < born


def sex_of(number: str) -> Sex:
    """The sex that a valid ID or certificate number tells: the 17th digit is odd for men."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def category_of(certificate: str) -> DisabilityCategory:
    """The category of disability in a valid certificate number."""
    return list(DisabilityCategory)[int(certificate[ID_LENGTH]) - 1]


def level_of(certificate: str) -> int:
    """The level of disability in a valid certificate number: 1, the most severe, to 4."""
    return int(certificate[ID_LENGTH + 1])
