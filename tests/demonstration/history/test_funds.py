"""Offices of the county ask finance for what they owe. Source: docs/decisions/007-demonstration.md."""

import pytest

from db.reference.read import Reference
from db.tables.declare import Row
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.referral import Referral
from demonstration.county.county import SEED
from demonstration.history.histories import histories
from domain.fund import LineState
from domain.referral import State
from tests.builders.county import CIPHER, small_county


@pytest.fixture(scope="module")
def rows(reference: Reference) -> list[Row]:
    """A county in which each course of a request was played."""
    return histories(small_county(60), reference, CIPHER, SEED)


def test_a_newcomer_finds_requests_in_every_state_of_note(rows: list[Row]) -> None:
    requests = {row.state for row in rows if isinstance(row, Referral) and row.family_id is None}
    assert requests >= {State.CONFIRMED, State.DISPATCHED, State.COMPLETED, State.RETURNED}
    assert {row.state for row in rows if isinstance(row, ItemLine)} >= {LineState.PAID, LineState.FAILED, LineState.OPEN}


def test_no_office_of_finance_is_led_to_a_family(rows: list[Row]) -> None:
    finance = [row for row in rows if isinstance(row, FamilyAccess) and row.department_code == "FINANCE"]
    assert finance
    assert {row.family_id for row in finance} == {None}


def test_sums_agree_with_lines(rows: list[Row]) -> None:
    requests = [row for row in rows if isinstance(row, AssistanceItem) and row.family_id is None]
    assert requests
    for item in requests:
        lines = [row for row in rows if isinstance(row, ItemLine) and row.item_id == item.id and row.state != LineState.VOID]
        assert (item.line_persons, item.line_sum) == (sum(line.persons for line in lines), sum(line.sum for line in lines))
        assert item.line_sum == (item.line_paid or 0) + (item.line_outstanding or 0) + (item.line_failed or 0)
