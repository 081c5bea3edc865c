"""Beside all that a class of viewers sees together, a masked number fits at least 10,000 ID numbers. Source: docs/domain.md 7, GB 11643."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from math import prod

import pytest

from db.cipher import masked_certificate_number, masked_id_number
from db.reference.divisions import known
from db.reference.read import Reference
from domain.access import LEVELS, SUPERIOR_LEVELS, Group, Level, Shared, cell
from domain.citizen import CHECK_CHARACTERS, WEIGHTS, check_character
from domain.family import Sex
from domain.viewer import Kind
from resolvers.reads.family import BANDS

LEAST = 10_000
COUNTY = 3
AREAS = tuple(sorted({division.code[:6] for division in known() if division.level == COUNTY}))
"""Where an ID number may come from, as far as it is known; counties that are gone only add to them."""
BIRTHS = (date(1948, 2, 29), date(1968, 5, 20), date(2021, 12, 31))
NARROWEST = min(high - low + 1 for low, high in BANDS)
"""Years: the band of ages that tells most."""
MODULUS = len(CHECK_CHARACTERS)


Remainders = Counter[int]
"""How many texts weigh how much in the sum that the check character is drawn from."""


def weigh(at: int, texts: Iterable[str]) -> Remainders:
    """The digits from this place on, weighed as GB 11643 does."""
    return Counter(sum(int(digit) * WEIGHTS[at + place] for place, digit in enumerate(text)) % MODULUS for text in texts)


@cache
def areas(codes: tuple[str, ...], start: str) -> Remainders:
    """Address codes that begin so."""
    return weigh(0, (code for code in codes if code.startswith(start[:6])))


@cache
def births(first: date, days: int) -> Remainders:
    """Dates of birth from a day on."""
    return weigh(6, (f"{first + timedelta(days=day):%Y%m%d}" for day in range(days)))


@cache
def orders(sex: Sex | None, end: str) -> Remainders:
    """Orders of birth in a place on a day: odd for a man, even for a woman."""
    fit = (f"{order:03}" for order in range(1000) if sex in (None, Sex.MALE if order % 2 else Sex.FEMALE))
    return weigh(14, (order for order in fit if order.endswith(end)))


@dataclass(frozen=True)
class Seen:
    """What a viewer sees of one person: the masked number, from which day on so many may be that of the birth, and the sex."""

    number: str
    birth: date
    days: int
    sex: Sex | None

    def candidates(self, codes: tuple[str, ...]) -> int:
        """How many ID numbers fit, with an address code among these."""
        start, end = self.number.partition("*")[0], self.number.rpartition("*")[2]
        parts = (areas(codes, start), births(self.birth, self.days), orders(self.sex, end[:-1]))
        found = 0
        for weighed in product(*(part.items() for part in parts)):
            check = CHECK_CHARACTERS[sum(remainder for remainder, _ in weighed) % MODULUS]
            found += prod(times for _, times in weighed) if check in (end[-1:] or check) else 0
        return found


def numbers() -> Iterator[tuple[str, date, Sex]]:
    """Numbers of each first digit and check character, of both sexes and several ages."""
    firsts = {area[0]: area for area in AREAS}
    for area, birth, order in product(firsts.values(), BIRTHS, range(20, 42)):
        digits = f"{area}{birth:%Y%m%d}{order:03}"
        yield digits + check_character(digits), birth, Sex.MALE if order % 2 else Sex.FEMALE


def shows(levels: Mapping[Group, int], field: str) -> bool:
    """Whether a field of a person is shown at these levels."""
    found = cell(f"Person.{field}")
    assert found is not None
    return levels.get(found.group, Level.HIDDEN) >= found.at


def seen(number: str, birth: date, sex: Sex, levels: Mapping[Group, int]) -> Seen:
    """What a viewer of these levels sees together; of an age band and a year of birth as many days as the narrowest has."""
    assert levels.get(Group.ID_NUMBER, Level.HIDDEN) < Level.FULL
    shown = masked_id_number(number) if shows(levels, "idNumber") else "*"
    if shows(levels, "birthDate"):
        days = 1
    elif shows(levels, "birthYear"):
        days = 365
    else:
        days = 365 * NARROWEST
    return Seen(shown, birth, days, sex if shows(levels, "sex") else None)


def levels_of(kind: Kind, reference: Reference) -> dict[Group, int]:
    """The highest levels that a viewer of this kind can have: an office with referrals of every type, before and after it signs."""
    halves = [half for contract in reference.every_contract.values() for half in contract.values()]
    found: dict[Group, int] = {}
    for group, level in LEVELS[kind].items():
        given = max(half.get(group.value, 0) for half in halves) if isinstance(level, Shared) else int(level)
        found[group] = max(given, SUPERIOR_LEVELS.get(group, 0)) if level is Shared.SUPERIOR else given
    return found


@pytest.mark.parametrize("kind", Kind)
def test_whatever_a_class_sees_together_fits_ten_thousand_numbers(kind: Kind, reference: Reference) -> None:
    levels = levels_of(kind, reference)
    assert min(seen(*person, levels).candidates(AREAS) for person in numbers()) >= LEAST


@pytest.mark.parametrize("kind", [Kind.OFFICE, Kind.SUPERIOR_OFFICE])
def test_to_an_office_ten_thousand_fit_even_where_it_guesses_the_address_code_by_the_registration(kind: Kind, reference: Reference) -> None:
    levels = levels_of(kind, reference)
    assert min(seen(*person, levels).candidates((person[0][:6],)) for person in numbers()) >= LEAST


def test_the_first_six_and_last_four_beside_the_birth_date_are_the_number() -> None:
    for number, birth, sex in numbers():
        assert Seen(f"{number[:6]}********{number[-4:]}", birth, 1, sex).candidates(AREAS) == 1


def test_a_certificates_mask_tells_no_more_than_the_numbers() -> None:
    for number, _, _ in numbers():
        assert masked_certificate_number(number + "41B1").rstrip("*") == number[0]
