"""Prints `domain/rules/actions.py` as SQL: what the viewer may do with a row now, and if not, why not.

Source: docs/lifecycle.md (Guards and answers). `domain/rules/permit.py` refuses in the same order; a property test holds the two equal.
"""

import json

from sqlalchemy import ColumnElement, DateTime, FromClause, Integer, and_, case, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSON, array

from db.tables.reference import ShareContract
from domain.ask import Ask, AskState
from domain.disclosure import Half
from domain.message.message import text
from domain.message.text import LISTED
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
from domain.rules.actions import actions_over
from domain.rules.group import Group, Level
from domain.rules.permit import STATE_COLUMN, STATE_NAMES, allowed
from domain.viewer import CITIES_WITHOUT_COUNTIES
from resolvers.planner.mapping import PrintRow
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import EMPTY, NULL, Sql, among, json_list, number, object_of, text_literal
from resolvers.planner.sql.lookup import is_any, names_of
from resolvers.planner.sql.scope import office_in_scope
from resolvers.planner.tree import Field, Object

UNFIT_STATE = "INVALID_TRANSITION"
SUBJECT_OF = {"Referral": Subject.REFERRAL, "AssistanceItem": Subject.ITEM, "Need": Subject.NEED, "Visit": Subject.VISIT}


def available_actions(printing: Printing, of: Source, field: Field, _: PrintRow) -> Sql:
    """A JSON list of { action allowed reason asks }: the actions of the viewer's role over rows of this type, or only those allowed."""
    subject = SUBJECT_OF[of.type_name]
    actions = actions_over(subject, printing.viewer.role, printing.kind)
    if not actions or not isinstance(field.below, Object):
        return EMPTY
    names = array([text_literal(action.name) for action in actions])
    codes = array([refusal(printing, of.row, action) for action in actions])
    asks = array([text_literal(json.dumps(list(printing.asks.get(action.name, ())))) for action in actions])
    each = (
        func.unnest(names, codes, asks)
        .table_valued("name", "code", "asks", with_ordinality="place", name=printing.alias("action"))
        .render_derived()
    )
    state = of.row.c[STATE_COLUMN[subject]]
    code: Sql = each.c.code

    def told(asked: Field) -> Sql:
        return code if asked.name == "code" else reason_text(printing, actions, each.c.name, code, state)

    shown: dict[str, Sql] = {"action": each.c.name, "allowed": code.is_(None), "asks": each.c.asks.cast(JSON())}

    def part(asked: Field) -> Sql:
        if isinstance(asked.below, Object):  # the reason
            return case((code.is_not(None), object_of(asked.below, told)), else_=NULL)
        return shown[asked.name]

    listed = select(json_list(object_of(field.below, part), each.c.place)).select_from(each)
    only = dict(field.given).get("allowed")
    if only is not None:
        listed = listed.where(code.is_(None) if only else code.is_not(None))
    return listed.scalar_subquery()


def reason_text(printing: Printing, actions: tuple[Action, ...], name: Sql, code: Sql, state: Sql) -> Sql:
    """The text of a refusal's code in the viewer's language; of a state that forbids, with its name and those of the states that allow."""
    called, language = names_of(printing, STATE_NAMES[actions[0].over]), printing.viewer.language
    in_this = func.replace(text_literal(text(UNFIT_STATE, language)), text_literal("{state}"), called.op("->>")(state))

    def in_state(action: Action) -> tuple[ColumnElement[bool], Sql]:
        names = (called.op("->>")(text_literal(each)) for each in allowed(action))
        listed = func.concat_ws(text_literal(LISTED.in_language(language)), *names)
        of_action = and_(code == text_literal(UNFIT_STATE), name == text_literal(action.name))
        return of_action, func.replace(in_this, text_literal("{allowed}"), listed)

    others = sorted({"FORBIDDEN", *(guard.otherwise for action in actions for guard in action.guards)})
    return case(*map(in_state, actions), *((code == text_literal(other), text_literal(text(other, language))) for other in others))


def refusal(printing: Printing, row: FromClause, action: Action) -> Sql:
    """The code of the error with which the action would be refused on this row; null where it is allowed."""
    state = row.c[STATE_COLUMN[action.over]]
    parties = [party for party in action.by if party.includes(printing.viewer.role, printing.kind)]
    actors = or_(false(), *(_acts(printing, row, state, party) for party in parties))
    guards = ((~func.coalesce(holds(printing, row, guard), false()), guard.otherwise) for guard in action.guards)
    refused = ((~actors, "FORBIDDEN"), (~among(state, action.frm), UNFIT_STATE), *guards)
    return case(*((condition, text_literal(code)) for condition, code in refused))


def _acts(printing: Printing, row: FromClause, state: Sql, party: Party) -> ColumnElement[bool]:
    office = true() if party.office is None else func.coalesce(row.c[party.office] == printing.office, false())
    in_state = true() if party.only is None else among(state, party.only)
    of_part = true() if party.parts is None else among(row.c.part, party.parts)
    of_line: ColumnElement[bool] = true()
    if party.line:
        below = row.c.office_id != printing.office
        of_line = and_(below, row.c.department_code == printing.department, office_in_scope(printing, row))
    mine = true() if party.account is None else func.coalesce(row.c[party.account] == printing.account, false())
    return and_(office, mine, in_state, of_part, of_line, true() if party.self_handled is None else _own(row).is_(party.self_handled))


def _own(row: FromClause) -> ColumnElement[bool]:
    """Whether the office of a referral is the one that dispatched it."""
    return row.c.office_id.is_not_distinct_from(row.c.dispatching_office_id)


def holds(printing: Printing, row: FromClause, guard: Guard) -> ColumnElement[bool]:
    """Whether a guard holds for a row; null where a column that it compares is null."""
    match guard:
        case Flag(column):
            return row.c[column].is_(True)
        case Unset(column):
            return row.c[column].is_(None)
        case Set(column):
            return row.c[column].is_not(None)
        case Zero(column):
            return row.c[column] == number(0)
        case AtCounty(column):
            is_county = and_(
                func.right(row.c[column], number(6)) == text_literal("000000"),
                func.substr(row.c[column], number(5), number(2)) != text_literal("00"),
            )
            return or_(is_county, among(row.c[column], CITIES_WITHOUT_COUNTIES))
        case Ahead(column):
            return or_(row.c[column].is_(None), row.c[column] > printing.now)
        case Asked(ask):
            return _asked(printing, row, ask)
        case NotAsked(ask):
            return ~func.coalesce(_asked(printing, row, ask), false())
        case Gives(group):
            return _gives(printing, row, group)
        case Differs(left, right):
            return _operand(printing, row, left).is_distinct_from(_operand(printing, row, right))
        case Equals(left, right):
            return _operand(printing, row, left) == _operand(printing, row, right)
        case Less(left, right):
            return _operand(printing, row, left) < _operand(printing, row, right)


def _asked(printing: Printing, row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Whether it is asked and not decided, and has not lapsed; null where it was never asked."""
    return and_(row.c[ask.column("state")] == text_literal(AskState.OPEN), row.c[ask.column("until")] > printing.now)


def _gives(printing: Printing, row: FromClause, group: Group) -> ColumnElement[bool]:
    """Whether the viewer has a level in the group after signing: by their kind, or by the contract that the row pins."""
    by_kind = level_of(printing.viewer.kind, group)
    if isinstance(by_kind, Level):
        return true() if by_kind > Level.HIDDEN else false()
    line = printing.table(ShareContract, "s")
    pinned = (line.c.type_code == row.c.type_code, line.c.version == row.c.contract_version, line.c.half == text_literal(Half.AFTER))
    return is_any(line, *pinned, line.c.group == text_literal(group.value), line.c.level > number(Level.HIDDEN))


def _operand(printing: Printing, row: FromClause, operand: Operand) -> Sql:
    match operand:
        case Column(name):
            column: Sql = row.c[name]
            return column
        case LimitOf(key):
            return printing.fact(f"limit_{key}", Integer(), lambda call: call.limits[key])
        case InWorkingDays(key):
            moment = DateTime(timezone=True)
            return printing.fact(f"in_{key}", moment, lambda call: call.calendar.later(call.now, call.limits[key]))
        case Fact.NOW:
            return printing.now
        case Fact.ACCOUNT:
            return printing.account
    raise AssertionError(operand)
