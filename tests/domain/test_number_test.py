"""How many ID numbers an account may have tested: a village's day passes, what fits one person does not. Source: docs/domain.md 7."""

from datetime import date, timedelta

import pytest

from db.reference.read import Reference
from domain.number_test import Past, Tried, alike, exceeds, file_exceeds, may_be_told
from domain.value.checksum import check_character
from domain.viewer import Kind

NOTHING = Past(0, 0, 0, {})


def a_number(area: int = 1, born: date = date(1968, 5, 20), order: int = 1) -> str:
    digits = f"99{area:04d}{born:%Y%m%d}{order:03d}"
    return digits + check_character(digits)


def tried(number: str) -> Tried:
    return Tried(number.encode(), alike(number).encode())


def after(*numbers: str, weight: int = 1) -> Past:
    """What an account has behind it that had these tested within the hour."""
    groups: dict[bytes, frozenset[bytes]] = {}
    for each in map(tried, numbers):
        groups[each.alike] = groups.get(each.alike, frozenset()) | {each.number}
    return Past(len(numbers) * weight, len(numbers) * weight, 0, groups)


def passed(numbers: list[str], reference: Reference) -> int:
    """How many of these an account may have tested one after the other, within an hour."""
    for place, number in enumerate(numbers):
        if exceeds(after(*numbers[:place]), [tried(number)], reference.limits):
            return place
    return len(numbers)


def test_sixty_new_people_of_a_village_are_registered_within_an_hour(reference: Reference) -> None:
    people = [a_number(born=date(1940, 1, 1) + timedelta(days=300 * each), order=each) for each in range(60)]
    assert passed(people, reference) == 60


def test_of_the_numbers_that_fit_one_person_a_few_are_tested(reference: Reference) -> None:
    candidates = [a_number(order=order) for order in range(0, 1000, 2)]
    assert passed(candidates, reference) == reference.limits["number_tests_alike"]
    assert reference.limits["number_tests_alike"] <= len(candidates) * 0.06


def test_the_same_number_again_is_not_another_one(reference: Reference) -> None:
    candidates = [a_number(order=order) for order in range(0, 60, 2)]
    assert not exceeds(after(*candidates), [tried(candidates[0])], reference.limits)
    assert exceeds(after(*candidates), [tried(a_number(order=60))], reference.limits)
    assert not exceeds(after(*candidates), [tried(a_number(order=61)), tried(a_number(area=2))], reference.limits)


@pytest.mark.parametrize(("past", "numbers", "over"), [(99, 1, False), (99, 2, True), (100, 1, True)])
def test_the_limit_of_an_hour(reference: Reference, past: int, numbers: int, over: bool) -> None:
    asked = [tried(a_number(area=each)) for each in range(numbers)]
    assert exceeds(Past(past, past, 0, {}), asked, reference.limits) is over


@pytest.mark.parametrize(("past", "over"), [(299, False), (300, True)])
def test_the_limit_of_a_day(reference: Reference, past: int, over: bool) -> None:
    assert exceeds(Past(0, past, 0, {}), [tried(a_number())], reference.limits) is over


def test_a_file_counts_once_and_its_rows_have_a_limit_of_a_day(reference: Reference) -> None:
    most = reference.limits["import_rows_a_day"]
    people = [tried(a_number(area=each)) for each in range(500)]
    assert not file_exceeds(Past(99, 299, most - 500, {}), 500, people, reference.limits)
    assert file_exceeds(Past(99, 299, most - 499, {}), 500, people, reference.limits)
    assert file_exceeds(Past(100, 100, 0, {}), 1, people[:1], reference.limits)
    assert file_exceeds(Past(0, 300, 0, {}), 1, people[:1], reference.limits)


def test_a_file_does_not_try_what_fits_one_person(reference: Reference) -> None:
    assert file_exceeds(NOTHING, 500, [tried(a_number(order=order)) for order in range(0, 1000, 2)], reference.limits)


def test_who_is_shown_numbers_be_it_masked_is_told_that_one_is_registered() -> None:
    assert {kind for kind in Kind if may_be_told(kind)} == {Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR}
