"""What the scalars take, give and refuse: by their specifications, and never repeating what they refuse."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType, IntValueNode, StringValueNode
from hypothesis import given
from hypothesis import strategies as st

from schema.build.scalars import DATE, DATE_TIME, FEN, REGION_CODE

NOT_MOMENTS = [
    "2026-11-24T09:00:00",
    "2026-11-24 09:00:00Z",
    "2026-11-24T09:00:00.1234567Z",
    "2026-11-24T25:00:00Z",
    "2026-02-30T09:00:00Z",
    "0001-01-01T00:00:00+08:00",
    "２026-11-24T09:00:00Z",
    "2026-11-24T09:00:00Z\n",
    "",
]


def refused(scalar: GraphQLScalarType, value: Any) -> str:
    with pytest.raises(GraphQLError) as refusal:
        scalar.coerce_input_value(value)
    return refusal.value.message


def test_a_moment_is_taken_with_any_offset_and_kept_in_utc() -> None:
    assert DATE_TIME.coerce_input_value("2026-11-24T09:00:00.5+08:00") == datetime(2026, 11, 24, 1, 0, 0, 500000, UTC)


def test_a_moment_is_given_in_utc_to_the_millisecond() -> None:
    at = datetime(2026, 11, 24, 9, 2, 3, tzinfo=timezone(timedelta(hours=8)))
    assert DATE_TIME.coerce_output_value(at) == "2026-11-24T01:02:03.000Z"


def test_a_moment_that_the_database_has_written_stays_as_it_is() -> None:
    assert DATE_TIME.coerce_output_value("2026-11-24T01:02:03.000Z") == "2026-11-24T01:02:03.000Z"


@pytest.mark.parametrize("text", NOT_MOMENTS)
def test_what_is_no_moment_of_rfc_3339_is_refused_without_repeating_it(text: str) -> None:
    assert refused(DATE_TIME, text) == "DateTime takes a moment of RFC 3339 with its offset, such as 2026-11-24T09:00:00+08:00."


@pytest.mark.parametrize("text", ["2026-02-30", "20261124", "2026-11-24T00:00:00Z", "2026-W48-2", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refused(DATE, text) == "Date takes a day of the calendar, such as 2026-11-24."


def test_a_day_is_taken_and_given() -> None:
    assert DATE.coerce_input_value("2026-11-24") == date(2026, 11, 24)
    assert DATE.coerce_output_value(date(2026, 11, 24)) == "2026-11-24"


@pytest.mark.parametrize("value", [2**53 - 1, 0, -(2**53) + 1])
def test_fen_are_whole_numbers_within_what_json_keeps_exact(value: int) -> None:
    assert FEN.coerce_input_value(value) == value


@pytest.mark.parametrize("value", [2**53, -(2**53), 1.0, True, "1", None])
def test_what_is_no_sum_in_fen_is_refused(value: object) -> None:
    assert refused(FEN, value) == "Fen takes a whole number within 2^53."


def test_a_number_of_five_thousand_digits_in_a_document_is_refused_like_any_other() -> None:
    assert FEN.coerce_input_literal is not None
    assert DATE_TIME.coerce_input_literal is not None
    with pytest.raises(GraphQLError, match=r"^Fen takes"):
        FEN.coerce_input_literal(IntValueNode(value="9" * 5000))
    with pytest.raises(GraphQLError, match=r"^DateTime takes"):
        DATE_TIME.coerce_input_literal(IntValueNode(value="9" * 5000))


@pytest.mark.parametrize(("given_code", "code"), [("33", "330000000000"), ("3301", "330100000000"), ("330110001", "330110001000")])
def test_a_division_is_taken_in_few_digits_and_kept_in_twelve(given_code: str, code: str) -> None:
    assert REGION_CODE.coerce_input_value(given_code) == code


@pytest.mark.parametrize("value", ["3", "330", "33O110", "３３", "330110001000 ", 33, ["33"]])
def test_what_is_no_division_is_refused(value: object) -> None:
    assert refused(REGION_CODE, value) == "RegionCode takes the 2, 4, 6, 9 or 12 digits of a division."


def test_literals_are_taken_as_values_are() -> None:
    assert REGION_CODE.coerce_input_literal is not None
    assert REGION_CODE.coerce_input_literal(StringValueNode(value="33")) == "330000000000"


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.none(), st.lists(st.text())))
def test_no_input_whatever_makes_a_scalar_fail_otherwise_than_by_refusing(value: Any) -> None:
    for scalar in (DATE_TIME, DATE, FEN, REGION_CODE):
        try:
            scalar.coerce_input_value(value)
        except GraphQLError as refusal:
            assert len(refusal.message) < 100  # noqa: PT017
