"""An item's state follows its lead referral. Source: docs/lifecycle.md (Item states)."""

import pytest

from domain.item import ItemState, item_state
from domain.referral import State


@pytest.mark.parametrize("state", State)
def test_an_item_stands_where_its_lead_stands(state: State) -> None:
    expected = ItemState.TO_DISPATCH if state is State.RETURNED else ItemState(state.value)
    assert item_state(state) is expected


def test_a_recalled_lead_leaves_the_item_to_be_dispatched_again() -> None:
    assert item_state(State.CANCELLED, recalled=True) is ItemState.TO_DISPATCH
    assert item_state(State.CANCELLED) is ItemState.CANCELLED


def test_an_item_has_its_own_three_states_and_those_of_a_lead_that_was_not_returned() -> None:
    own = {ItemState.DRAFT, ItemState.TO_DISPATCH, ItemState.CANCELLED}
    assert set(ItemState) == own | {ItemState(state.value) for state in State if state is not State.RETURNED}
