"""Prints `domain/rules/actions.py` as SQL: what a viewer may do with a row now, and if not, why not.

Source: docs/lifecycle.md (Guards and answers). The refusals come in the order of
`domain/rules/permit.py`; a property test holds the two equal.
"""

import json

from sqlalchemy import ColumnElement, FromClause, Integer, and_, case, false, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSON, array

from db.tables.reference import ShareContract
from domain.disclosure import Half
from domain.message.message import text
from domain.message.text import LISTED
from domain.rules.access import Group, Level, level_of
from domain.rules.actions import (
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
    actions_over,
)
from domain.rules.permit import STATE_COLUMN, STATE_NAMES, allowed
from resolvers.planner.mapping import PrintRow
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import EMPTY, NULL, Sql, json_list, object_of, text_literal
from resolvers.planner.sql.names import names_of
from resolvers.planner.tree import Field, Object

SUBJECT_OF = {"Referral": Subject.REFERRAL, "AssistanceItem": Subject.ITEM, "Need": Subject.NEED}


def available_actions(printing: Printing, of: Source, field: Field, _: PrintRow) -> Sql:
    """A list of { action allowed reason asks }: the actions that the viewer's role has over this kind of row, or only those allowed."""
    subject = SUBJECT_OF[of.type_name]
    actions = actions_over(subject, printing.viewer.role)
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

    def part(asked: Field) -> Sql:
        match asked.name, asked.below:
            case "action", _:
                return each.c.name
            case "allowed", _:
                return code.is_(None)
            case "asks", _:
                return each.c.asks.cast(JSON())
            case "reason", Object() as reason:
                return case((code.is_not(None), object_of(reason, told)), else_=NULL)
        raise AssertionError(asked)

    listed = select(json_list(object_of(field.below, part), each.c.place)).select_from(each)
    only = dict(field.given).get("allowed")
    if only is not None:
        listed = listed.where(code.is_(None) if only else code.is_not(None))
    return listed.scalar_subquery()


def reason_text(printing: Printing, actions: tuple[Action, ...], name: Sql, code: Sql, state: Sql) -> Sql:
    """The reason in the viewer's language; where a state does not allow it, with the names of the state and of those that would."""
    called = names_of(printing, STATE_NAMES[actions[0].over])
    between = text_literal(LISTED.in_language(printing.viewer.language))
    in_this = func.replace(
        text_literal(text("INVALID_TRANSITION", printing.viewer.language)), text_literal("{state}"), called.op("->>")(state)
    )
    whens: list[tuple[ColumnElement[bool], Sql]] = []
    for action in actions:
        names = func.concat_ws(between, *(called.op("->>")(text_literal(each)) for each in allowed(action)))
        called_by = func.replace(in_this, text_literal("{allowed}"), names)
        whens.append((and_(code == text_literal("INVALID_TRANSITION"), name == text_literal(action.name)), called_by))
    others = sorted({"FORBIDDEN", *(guard.otherwise for action in actions for guard in action.guards)})
    whens += [(code == text_literal(other), text_literal(text(other, printing.viewer.language))) for other in others]
    return case(*whens)


def refusal(printing: Printing, row: FromClause, action: Action) -> Sql:
    """The code with which the action would be refused on this row; null where it is allowed."""
    state = row.c[STATE_COLUMN[action.over]]
    parties = [party for party in action.by if party.includes(printing.viewer.role, printing.kind)]
    actors = or_(false(), *(_acts(printing, row, state, party) for party in parties))
    in_state = or_(false(), *(state == text_literal(each) for each in sorted(action.frm)))
    whens: list[tuple[ColumnElement[bool], Sql]] = [(~actors, text_literal("FORBIDDEN")), (~in_state, text_literal("INVALID_TRANSITION"))]
    whens += [(~func.coalesce(holds(printing, row, guard), false()), text_literal(guard.otherwise)) for guard in action.guards]
    return case(*whens)


def _acts(printing: Printing, row: FromClause, state: Sql, party: Party) -> ColumnElement[bool]:
    office = true() if party.office is None else func.coalesce(row.c[party.office] == printing.office, false())
    only = true() if party.only is None else or_(false(), *(state == text_literal(each) for each in sorted(party.only)))
    return and_(office, only)


def holds(printing: Printing, row: FromClause, guard: Guard) -> ColumnElement[bool]:
    """A guard over a row; null counts as not."""
    match guard:
        case Flag(column):
            return row.c[column].is_(True)
        case Unset(column):
            return row.c[column].is_(None)
        case Zero(column):
            return row.c[column] == 0
        case Gives(group):
            return _gives(printing, row, group)
        case Differs(left, right):
            return _operand(printing, row, left).is_distinct_from(_operand(printing, row, right))
        case Equals(left, right):
            return _operand(printing, row, left) == _operand(printing, row, right)
        case Less(left, right):
            return _operand(printing, row, left) < _operand(printing, row, right)


def _gives(printing: Printing, row: FromClause, group: Group) -> ColumnElement[bool]:
    """What the kind of viewer is given is known before; what an office is, stands in the contract that the row pins."""
    by_kind = level_of(printing.viewer.kind, group)
    if isinstance(by_kind, Level):
        return true() if by_kind > Level.HIDDEN else false()
    line = ShareContract.__table__.alias(printing.alias("s"))
    given = select(1).where(
        line.c.type_code == row.c.type_code,
        line.c.version == row.c.contract_version,
        line.c.half == text_literal(Half.AFTER),
        line.c.group == text_literal(group.value),
        line.c.level > literal_column(str(int(Level.HIDDEN))),
    )
    return given.correlate_except(line).exists()


def _operand(printing: Printing, row: FromClause, operand: Operand) -> Sql:
    match operand:
        case Column(name):
            column: Sql = row.c[name]
            return column
        case LimitOf(key):
            return printing.fact(f"limit_{key}", Integer(), lambda call: call.limits[key])
        case Fact.NOW:
            return printing.now
        case Fact.ACCOUNT:
            return printing.account
    raise AssertionError(operand)
