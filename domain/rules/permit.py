"""Judges an action over one row by the table in `domain/rules/actions.py`.

Source: docs/lifecycle.md (Guards and answers). Order of refusals: FORBIDDEN, CONFLICT, INVALID_TRANSITION, then the code of the first guard
that does not hold. NOT_FOUND is raised before that, where the row is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.ask import Ask, open_ask
from domain.disclosure import Contract, Half, level
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.message.text import Text, listed
from domain.need import NeedStatus
from domain.referral import State
from domain.rules.access import level_of
from domain.rules.action import (
    Action,
    Ahead,
    Asked,
    AtCounty,
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
    Operand,
    Party,
    Set,
    Subject,
    Unset,
    Zero,
)
from domain.rules.actions import ACTION
from domain.rules.group import Group, Level
from domain.time.calendar import Calendar
from domain.viewer import Viewer, is_county, is_of_line
from domain.visit import VisitState

STATE_COLUMN = {"referral": "state", "assistance_item": "state", "need": "status", "visit": "state"}
STATES = {Subject.REFERRAL: State, Subject.ITEM: ItemState, Subject.NEED: NeedStatus, Subject.VISIT: VisitState}
STATE_NAMES = {Subject.REFERRAL: "STATE", Subject.ITEM: "STATE", Subject.NEED: "NEED_STATUS", Subject.VISIT: "VISIT_STATE"}
"""Kind of row -> the list of the reference data that names its states."""


@dataclass(frozen=True)
class Circumstances:
    """The facts of a call: viewer, present moment, calendar, limits in force (key -> number), names of codes (list -> code -> name), and
    every share contract by type and version.
    """

    viewer: Viewer
    now: datetime
    calendar: Calendar
    limits: Mapping[str, int]
    names: Mapping[str, Mapping[str, Text]]
    contracts: Mapping[tuple[str, int], Contract]


def may(name: str, viewer: Viewer) -> Action:
    """Return the action. Raises Refusal (FORBIDDEN) if no party of it has the viewer's role and kind."""
    if not has(name, viewer):
        raise Refusal("FORBIDDEN")
    return ACTION[name]


def has(name: str, viewer: Viewer) -> bool:
    """Return whether a party of the action has the viewer's role and kind, whatever the row."""
    return any(party.includes(viewer.role, viewer.kind) for party in ACTION[name].by)


def permit(action: Action, row: Any, call: Circumstances, expected_version: int | None = None) -> None:
    """Check that the viewer may do the action on the row now. Raises Refusal with the first code that applies.

    `row` has the columns that the action's guards and parties name. `expected_version`: that of the aggregate, None if none was sent.
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
    """Return the states in which an action may be done, in the order of their enumeration."""
    return [state.value for state in STATES[action.over] if state in action.frm]


def acts(party: Party, row: Any, state: str, viewer: Viewer) -> bool:
    """Return whether the viewer belongs to a party for this row in this state."""
    return (
        party.includes(viewer.role, viewer.kind)
        and (party.office is None or getattr(row, party.office) == viewer.office)
        and (party.only is None or state in party.only)
        and (party.parts is None or row.part in party.parts)
        and (party.self_handled is None or party.self_handled is (row.office_id == row.dispatching_office_id))
        and (party.account is None or getattr(row, party.account) == viewer.account)
        and (not party.line or (row.office_id != viewer.office and is_of_line(row.department_code, row.office_region_code, viewer)))
    )


def holds(guard: Guard, row: object, call: Circumstances) -> bool:
    """Return whether a guard holds over a row; Equals and Less do not hold where an operand is None."""
    match guard:
        case Flag(column):
            return getattr(row, column) is True
        case Unset(column):
            return getattr(row, column) is None
        case Set(column):
            return getattr(row, column) is not None
        case Zero(column):
            return bool(getattr(row, column) == 0)
        case AtCounty(column):
            return is_county(getattr(row, column))
        case Ahead(column):
            return (at := getattr(row, column)) is None or bool(call.now < at)
        case Asked(ask):
            return is_asked(ask, row, call)
        case NotAsked(ask):
            return not is_asked(ask, row, call)
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


def is_asked(ask: Ask, row: object, call: Circumstances) -> bool:
    """Return whether it is asked on a row and not decided, and has not lapsed."""
    found = open_ask(ask, row)
    return found is not None and call.now < found.until


def gives(group: Group, row: Any, call: Circumstances) -> Level:
    """Return the viewer's level in a group: by kind or, for an office, by the row's share contract after signing."""
    by_kind = level_of(call.viewer.kind, group)
    if isinstance(by_kind, Level):
        return by_kind
    return level(call.contracts.get((row.type_code, row.contract_version), {}), Half.AFTER, group)


def value(operand: Operand, row: object, call: Circumstances) -> object:
    """Return the value of an operand for a row in this call."""
    match operand:
        case Column(name):
            result: object = getattr(row, name)
            return result
        case LimitOf(key):
            return call.limits[key]
        case InWorkingDays(key):
            return call.calendar.later(call.now, call.limits[key])
        case Fact.NOW:
            return call.now
        case Fact.ACCOUNT:
            return call.viewer.account
    raise AssertionError(operand)
