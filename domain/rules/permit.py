"""The evaluator of `domain/rules/actions.py` over one row: the refusals in their order.

Source: docs/lifecycle.md (Guards and answers): FORBIDDEN, CONFLICT, INVALID_TRANSITION, then the guard's own code. NOT_FOUND stands
between, where the row is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.disclosure import Contract, Half, level
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.message.text import Text, listed
from domain.need import NeedStatus
from domain.referral import State
from domain.rules.access import Group, Level, level_of
from domain.rules.actions import (
    ACTION,
    Action,
    Column,
    Differs,
    Equals,
    Fact,
    Flag,
    Gives,
    Guard,
    Less,
    LimitOf,
    Operand,
    Party,
    Subject,
    Unset,
    Zero,
)
from domain.viewer import Viewer

STATE_COLUMN = {"referral": "state", "assistance_item": "state", "need": "status"}
STATES = {Subject.REFERRAL: State, Subject.ITEM: ItemState, Subject.NEED: NeedStatus}
STATE_NAMES = {Subject.REFERRAL: "STATE", Subject.ITEM: "STATE", Subject.NEED: "NEED_STATUS"}
"""The list of the reference data in which the states of a kind of row have their names."""


@dataclass(frozen=True)
class Circumstances:
    """What is true of the call: who, when, the limits in force (key -> number), what codes are called (list -> code -> name).

    `contracts`: every share contract, by type and version.
    """

    viewer: Viewer
    now: datetime
    limits: Mapping[str, int]
    names: Mapping[str, Mapping[str, Text]]
    contracts: Mapping[tuple[str, int], Contract]


def may(name: str, viewer: Viewer) -> Action:
    """The action, if viewers of that role and kind have it at all; else FORBIDDEN."""
    if not has(name, viewer):
        raise Refusal("FORBIDDEN")
    return ACTION[name]


def has(name: str, viewer: Viewer) -> bool:
    """Whether viewers of that role and kind have the action at all."""
    return any(party.includes(viewer.role, viewer.kind) for party in ACTION[name].by)


def permit(action: Action, row: Any, call: Circumstances, expected_version: int | None = None) -> None:
    """Refuse in the order of the rules: not this row's actor, a stale version, a state that does not allow it, a guard.

    `row` has the columns that the action's table names; `expected_version` is of the aggregate, None where the caller sent none.
    """
    state = str(getattr(row, STATE_COLUMN[action.over]))
    if not any(acts(party, row, state, call.viewer) for party in action.by):
        raise Refusal("FORBIDDEN")
    if expected_version is not None and expected_version != row.version:
        raise Refusal("CONFLICT", path=("expectedVersion",))
    if state not in action.frm:
        called = call.names[STATE_NAMES[action.over]]
        raise Refusal("INVALID_TRANSITION", state=called[state], allowed=listed(called[each] for each in allowed(action)))
    for guard in action.guards:
        if not holds(guard, row, call):
            raise Refusal(guard.otherwise)


def allowed(action: Action) -> list[str]:
    """The states in which an action may be done, in the order in which they are passed through."""
    return [state.value for state in STATES[action.over] if state in action.frm]


def acts(party: Party, row: object, state: str, viewer: Viewer) -> bool:
    """Whether the viewer is this party towards the row. `only` narrows the states in which the party may act at all."""
    return (
        party.includes(viewer.role, viewer.kind)
        and (party.office is None or getattr(row, party.office) == viewer.office)
        and (party.only is None or state in party.only)
    )


def holds(guard: Guard, row: object, call: Circumstances) -> bool:
    """Whether a guard holds over a row; a comparison with NULL does not."""
    match guard:
        case Flag(column):
            return getattr(row, column) is True
        case Unset(column):
            return getattr(row, column) is None
        case Zero(column):
            return bool(getattr(row, column) == 0)
        case Gives(group):
            return gives(group, row, call) > Level.HIDDEN
        case Differs(left, right):
            a, b = value(left, row, call), value(right, row, call)
            return a != b
        case Equals(left, right):
            a, b = value(left, row, call), value(right, row, call)
            return a is not None and a == b
        case Less(left, right):
            a, b = value(left, row, call), value(right, row, call)
            return a is not None and b is not None and bool(a < b)  # type: ignore[operator]


def gives(group: Group, row: Any, call: Circumstances) -> Level:
    """How much of a group the viewer is given at all, by kind or as the office that has signed."""
    by_kind = level_of(call.viewer.kind, group)
    if isinstance(by_kind, Level):
        return by_kind
    return level(call.contracts.get((row.type_code, row.contract_version), {}), Half.AFTER, group)


def value(operand: Operand, row: object, call: Circumstances) -> object:
    """What an operand stands for in this call."""
    match operand:
        case Column(name):
            result: object = getattr(row, name)
            return result
        case LimitOf(key):
            return call.limits[key]
        case Fact.NOW:
            return call.now
        case Fact.ACCOUNT:
            return call.viewer.account
    raise AssertionError(operand)
