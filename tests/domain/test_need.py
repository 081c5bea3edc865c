"""The status of a need, from its items. Source: docs/lifecycle.md ("Need status")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.need import ItemOfNeed, NeedStatus, completed_items, need_status
from domain.outcome import Result

MET = ItemOfNeed(ItemState.CONFIRMED, Result.GRANTED, FollowUpResult.SOLVED)
PARTLY_MET = ItemOfNeed(ItemState.CONFIRMED, Result.PARTIALLY_GRANTED, FollowUpResult.SOLVED)
KEPT = ItemOfNeed(ItemState.ARCHIVED, Result.GRANTED, FollowUpResult.SOLVED)
REFUSED = ItemOfNeed(ItemState.CONFIRMED, Result.NOT_ELIGIBLE, FollowUpResult.REFUSAL_UNDERSTOOD)
HALF_SOLVED = ItemOfNeed(ItemState.CONFIRMED, Result.GRANTED, FollowUpResult.PARTLY)
UNREACHED = ItemOfNeed(ItemState.ARCHIVED, Result.GRANTED, FollowUpResult.NO_ANSWER)
CANCELLED = ItemOfNeed(ItemState.CANCELLED)

items = st.lists(
    st.builds(ItemOfNeed, st.sampled_from(ItemState), st.none() | st.sampled_from(Result), st.none() | st.sampled_from(FollowUpResult))
)


@pytest.mark.parametrize(
    ("of_need", "status"),
    [
        ([], NeedStatus.OPEN),
        ([CANCELLED], NeedStatus.OPEN),
        ([MET], NeedStatus.MET),
        ([PARTLY_MET], NeedStatus.MET),
        ([KEPT], NeedStatus.MET),
        ([REFUSED], NeedStatus.UNMET),
        ([HALF_SOLVED], NeedStatus.UNMET),
        ([UNREACHED], NeedStatus.UNMET),
        ([REFUSED, MET, CANCELLED], NeedStatus.MET),
        ([UNREACHED, CANCELLED], NeedStatus.UNMET),
        ([MET, ItemOfNeed(ItemState.DRAFT)], NeedStatus.IN_HAND),
    ],
)
def test_a_need_stands_in_the_first_status_that_holds(of_need: list[ItemOfNeed], status: NeedStatus) -> None:
    assert need_status(of_need) is status


@pytest.mark.parametrize("state", ItemState)
def test_an_item_that_still_moves_keeps_its_need_in_hand(state: ItemState) -> None:
    moves = state not in {ItemState.CANCELLED, ItemState.CONFIRMED, ItemState.ARCHIVED}
    assert (need_status([ItemOfNeed(state)]) is NeedStatus.IN_HAND) == moves


@given(items)
def test_a_closed_need_stays_closed_whatever_its_items(of_need: list[ItemOfNeed]) -> None:
    assert need_status(of_need, closed=True) is NeedStatus.CLOSED


@given(items)
def test_the_order_of_items_does_not_matter(of_need: list[ItemOfNeed]) -> None:
    assert need_status(of_need) is need_status(reversed(of_need))


def test_items_that_await_their_follow_up_are_counted() -> None:
    assert completed_items([ItemOfNeed(ItemState.COMPLETED), MET, ItemOfNeed(ItemState.COMPLETED), CANCELLED, KEPT]) == 2
