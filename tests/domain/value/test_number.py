"""Human numbers: drawn at random, and every single slip is found. Source: docs/design.md 7; ISO 7064 MOD 11-10."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.value.number import NumberKind, check_digit, draw, is_valid

numbers = st.builds(draw, st.sampled_from(NumberKind), st.integers(2000, 2099), st.randoms(use_true_random=False))


def test_a_number_is_its_kind_its_year_eight_digits_and_a_check_digit() -> None:
    assert draw(NumberKind.REFERRAL, 2026, Random(1)) == "R2026-18034063-0"


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("0794") == "5"  # the example of ISO 7064


@given(numbers)
def test_what_is_drawn_is_valid(number: str) -> None:
    assert is_valid(number)


@given(numbers, st.data())
def test_one_digit_mistaken_is_found(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, character in enumerate(number) if character.isdigit()]))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not is_valid(number[:place] + other + number[place + 1 :])


@given(st.text())
def test_other_texts_are_no_numbers(text: str) -> None:
    assert not is_valid(text)
    assert not is_valid("Ｒ2026-18034063-0")
    assert not is_valid("R2026-18034063-0\n")


def test_numbers_do_not_tell_how_many_there_are() -> None:
    random = Random(7)
    drawn = [draw(NumberKind.FAMILY, 2026, random) for _ in range(200)]
    assert drawn != sorted(drawn)
    assert len(set(drawn)) == 200
