"""What an office asks is judged as it stands now, and NULL holds nothing. Source: docs/lifecycle.md (Guards and answers)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.ask import RETURN_ASK
from domain.referral import State
from domain.rules.action import (
    Ahead,
    Asked,
    Column,
    Differs,
    Equals,
    Fact,
    Flag,
    Gives,
    Guard,
    InWorkingDays,
    Less,
    LimitOf,
    NotAsked,
    Set,
    Unset,
    Zero,
)
from domain.rules.group import Group
from domain.rules.permit import Circumstances, holds
from domain.viewer import Role
from tests.builders.limits import WEEKDAYS
from tests.domain.rules.test_permit import (
    CADRE,
    CONTRACTS,
    DISPATCHER,
    FEDERATION,
    HANDLER,
    LIMITS,
    NAMES,
    NOW,
    Row,
    code,
    viewer,
)


def test_an_ask_to_return_is_decided_until_it_lapses_and_has_then_been_refused() -> None:
    asked = Row(state=State.IN_PROGRESS, return_ask_state="OPEN", return_ask_until=NOW + timedelta(milliseconds=1))
    lapsed = replace(asked, return_ask_until=NOW)
    assert [code("referralReturnDecide", row, CADRE) for row in (asked, lapsed)] == [None, "NO_ASK"]
    assert [code("referralReturnAsk", row, DISPATCHER) for row in (asked, lapsed)] == ["ASK_OPEN", "NOT_RETURNABLE"]
    signed = replace(lapsed, state=State.SIGNED)
    assert [code("referralReturn", row, DISPATCHER) for row in (replace(asked, state=State.SIGNED), signed)] == [None, "NOT_RETURNABLE"]


def test_more_time_is_asked_a_working_day_before_the_last_once_and_never_after_a_reopening() -> None:
    pressed = Row(state=State.IN_PROGRESS, finish_due_at=NOW + timedelta(days=1, milliseconds=1))
    asked = replace(pressed, extension_state="OPEN", extension_until=pressed.finish_due_at)
    assert [code("referralExtensionAsk", row, HANDLER) for row in (pressed, asked)] == [None, "ASK_OPEN"]
    assert code("referralExtensionAsk", replace(pressed, finish_due_at=NOW + timedelta(days=1)), HANDLER) == "EXTENSION_TOO_LATE"
    assert code("referralExtensionAsk", replace(pressed, extension_count=1), HANDLER) == "EXTENSION_LIMIT"
    assert code("referralExtensionAsk", replace(pressed, reopen_count=1), HANDLER) == "EXTENSION_REOPENED"
    assert [code("referralExtensionDecide", row, CADRE) for row in (pressed, asked)] == ["NO_ASK", None]


def test_nobody_decides_about_the_clock_of_their_own_office() -> None:
    above = uuid4()
    asked = Row(state=State.IN_PROGRESS, monitor_office_id=above, extension_state="OPEN", extension_until=NOW + timedelta(days=9))
    own = replace(asked, office_id=FEDERATION)
    monitor = viewer(Role.FEDERATION_MONITOR, above)
    assert [code("referralExtensionDecide", row, CADRE) for row in (asked, own)] == [None, "FORBIDDEN"]
    assert [code("referralExtensionDecide", row, monitor) for row in (asked, own)] == ["FORBIDDEN", None]
    assert code("referralExtensionDecide", asked, DISPATCHER) == "FORBIDDEN"


NULLS: list[tuple[Guard, bool]] = [
    (Flag("returnable", "X"), False),
    (Unset("returnable", "X"), True),
    (Set("returnable", "X"), False),
    (Zero("reopen_count", "X"), False),
    (Ahead("return_ask_until", "X"), True),
    (Asked(RETURN_ASK, "X"), False),
    (NotAsked(RETURN_ASK, "X"), True),
    (Less(InWorkingDays("extension_ask_before"), Column("return_due_at"), "X"), False),
    (Equals(Column("handler_id"), Fact.ACCOUNT, "X"), False),
    (Equals(Column("handler_id"), Column("completed_by"), "X"), False),
    (Less(Fact.NOW, Column("return_due_at"), "X"), False),
    (Less(Column("return_due_at"), Fact.NOW, "X"), False),
    (Less(Column("reopen_count"), LimitOf("reopen_times"), "X"), False),
    (Gives(Group.ID_NUMBER, "X"), False),
    (Differs(Column("urged_for"), Column("work_due_at"), "X"), True),
    (Differs(Column("completed_by"), Fact.ACCOUNT, "X"), True),
]


@pytest.mark.parametrize(("guard", "held"), NULLS)
def test_a_comparison_with_null_does_not_hold_but_null_differs_from_every_value(guard: Guard, held: bool) -> None:
    empty = Row(returnable=None, return_due_at=None, reopen_count=None, reopen_until=None, type_code=None, contract_version=None)
    assert holds(guard, empty, Circumstances(HANDLER, NOW, WEEKDAYS, LIMITS, NAMES, CONTRACTS)) is held
