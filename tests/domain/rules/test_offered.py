"""Which actions a role is offered, and to which states one may lead. Source: docs/lifecycle.md (Actions)."""

import pytest

from domain.referral import GIVEN_UP
from domain.rules.action import Action, Back, ByInput, Subject, To, may_lead_to
from domain.rules.actions import ACTIONS, actions_over
from domain.viewer import Kind, Role


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("role", Role)
def test_a_role_is_offered_its_own_actions_in_the_order_of_the_table(subject: Subject, role: Role) -> None:
    for kind in Kind:
        offered = tuple(each for each in ACTIONS if each.over is subject and any(party.includes(role, kind) for party in each.by))
        assert actions_over(subject, role, kind) == offered


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("RETURNED", True),
        ("SIGNED", False),
        (None, False),
        (Back("state_before", may_stay=True), False),
        (ByInput(frozenset({"COMPLETED", "CANCELLED"})), True),
        (ByInput(frozenset({"COMPLETED"})), False),
    ],
)
def test_an_action_may_lead_to_the_states_that_its_row_names(to: To, leads: bool) -> None:
    assert may_lead_to(Action("toy", by=(), to=to), GIVEN_UP) is leads
