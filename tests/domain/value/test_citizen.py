"""Citizen ID numbers after GB 11643, certificate numbers, and what is derived from them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.family import Sex
from domain.message.refusal import Refusal
from domain.value.checksum import check_character
from domain.value.citizen import (
    CertificateNumber,
    DisabilityCategory,
    IdNumber,
    belongs_to,
    birth_date_of,
    category_of,
    id_number_of,
    level_of,
    sex_of,
)
from domain.value.values import Context
from tests.builders.limits import NUMBERS

HERE = Context(datetime(2026, 11, 24, tzinfo=UTC), {}, frozenset(), allow_synthetic=True, limits=NUMBERS)
THERE = Context(HERE.now, {}, frozenset(), limits=NUMBERS)
MAN = "990001196805200011"
GIRL = "990002201509010029"


def number(digits: str) -> str:
    return digits + check_character(digits)


def refused(value: str, context: Context = HERE, rule: IdNumber | CertificateNumber | None = None) -> str:
    with pytest.raises(Refusal) as refusal:
        (rule or IdNumber()).check(value, context)
    return refusal.value.code


@pytest.mark.parametrize(("digits", "character"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_the_check_character_is_that_of_the_standards_own_examples(digits: str, character: str) -> None:
    assert check_character(digits) == character


@pytest.mark.parametrize(
    "value", [MAN, " 990001 19680520 0011 ", "９９０００１１９６８０５２０００１１", "990001-19680520-0011", "\ufeff" + MAN]
)
def test_an_id_number_is_kept_in_plain_digits(value: str) -> None:
    assert IdNumber().check(value, HERE) == MAN


def test_a_small_x_is_put_right() -> None:
    with_x = next(each for each in (number(f"9900011968052{count:04}") for count in range(100)) if each.endswith("X"))
    assert IdNumber().check(with_x.lower(), HERE) == with_x
    assert IdNumber().check(with_x.replace("X", "ｘ"), HERE) == with_x


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("990001680520001", "ID_FIFTEEN_DIGITS"),
        ("99000119680520001", "ID_SHAPE"),
        ("99000119680520OO11", "ID_SHAPE"),
        ("", "ID_SHAPE"),
        ("9" * 100_000, "ID_SHAPE"),
        ("990001196805200012", "ID_CHECK_DIGIT"),
        (number("99000119680230001"), "ID_BIRTH_DATE"),
        (number("99000118800101001"), "ID_BIRTH_DATE"),
        (number("99000120261125001"), "ID_BIRTH_DATE"),
    ],
)
def test_what_is_no_id_number_is_refused_by_what_is_wrong_with_it(value: str, code: str) -> None:
    assert refused(value) == code


def test_numbers_made_for_tests_are_taken_only_where_they_are_allowed() -> None:
    assert refused(MAN, THERE) == "ID_SYNTHETIC"


def test_an_address_code_of_a_county_that_is_gone_is_taken() -> None:
    gone = number("00000019680520001")
    assert IdNumber().check(gone, THERE) == gone


@pytest.mark.parametrize("value", [f"{MAN}41", f"{MAN}41B1", f"{MAN}41b12", f" {MAN} 41"])
def test_a_certificate_number_is_id_number_category_level_and_reissue(value: str) -> None:
    assert CertificateNumber().check(value, HERE).startswith(f"{MAN}41")


@pytest.mark.parametrize("tail", ["", "4", "81", "45", "41B0", "41B", "41B123", "41C1"])
def test_what_is_no_certificate_number_is_refused(tail: str) -> None:
    assert refused(MAN + tail, rule=CertificateNumber()) == "CERTIFICATE_SHAPE"


def test_a_certificate_number_holds_a_valid_id_number() -> None:
    assert refused("99000119680520001241", rule=CertificateNumber()) == "ID_CHECK_DIGIT"
    assert refused(f"{MAN}41", THERE, CertificateNumber()) == "ID_SYNTHETIC"


def test_sex_birth_date_category_and_level_are_derived() -> None:
    assert (sex_of(MAN), birth_date_of(MAN)) == (Sex.MALE, date(1968, 5, 20))
    certificate = f"{GIRL}52"
    assert (sex_of(certificate), birth_date_of(certificate)) == (Sex.FEMALE, date(2015, 9, 1))
    assert (category_of(certificate), level_of(certificate)) == (DisabilityCategory.INTELLECTUAL, 2)


def test_a_certificate_belongs_to_the_person_whose_number_it_begins_with() -> None:
    assert belongs_to(f"{MAN}41B1", MAN)
    assert not belongs_to(f"{GIRL}52", MAN)
    assert id_number_of(f"{GIRL}52") == GIRL


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_slip_in_a_digit_is_found(place: int, by: int) -> None:
    wrong = MAN[:place] + str((int(MAN[place]) + by) % 10) + MAN[place + 1 :]
    assert refused(wrong) == "ID_CHECK_DIGIT"


@given(st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(place: int) -> None:
    swapped = MAN[:place] + MAN[place + 1] + MAN[place] + MAN[place + 2 :]
    if swapped != MAN:
        assert refused(swapped) == "ID_CHECK_DIGIT"
