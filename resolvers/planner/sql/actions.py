"""Prints `domain/rules/actions.py` as SQL: what a viewer may do with a row now, and if not, why not.

Source: docs/lifecycle.md (Guards and answers). The refusals come in the order of
`domain/rules/permit.py`; a property test holds the two equal.
"""

import json

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, FromClause, Integer, and_, case, false, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSON, array

from db.tables.reference import ShareContract
from domain.disclosure import Half
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
from resolvers.planner.access import Source
from resolvers.planner.draft import Draft
from resolvers.planner.sql.json import EMPTY, NULL, Sql, json_list, json_object, text_literal
from resolvers.planner.sql.names import names_of

SUBJECT_OF = {"Referral": Subject.REFERRAL, "AssistanceItem": Subject.ITEM, "Need": Subject.NEED}


def available_actions(draft: Draft, of: Source, field: GraphQLField, nodes: list[FieldNode]) -> Sql:
    """A list of { action allowed reason asks }: the actions that the viewer's role has over this kind of row, or only those allowed."""
    subject = SUBJECT_OF[of.type_name]
    actions = actions_over(subject, draft.viewer.role)
    _, arguments = draft.arguments(field, nodes[0])
    only = arguments.get("allowed")
    if not actions:
        return EMPTY
    names = array([text_literal(action.name) for action in actions])
    codes = array([refusal(draft, of.row, action) for action in actions])
    asks = array([text_literal(json.dumps(list(draft.asks.get(action.name, ())))) for action in actions])
    each = (
        func.unnest(names, codes, asks)
        .table_valued("name", "code", "asks", with_ordinality="place", name=draft.alias("action"))
        .render_derived()
    )
    state = of.row.c[STATE_COLUMN[subject]]
    inner = get_named_type(field.type)
    assert isinstance(inner, GraphQLObjectType)
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        match asked[0].name.value:
            case "action":
                pairs[key] = each.c.name
            case "allowed":
                pairs[key] = each.c.code.is_(None)
            case "asks":
                pairs[key] = each.c.asks.cast(JSON())
            case "reason":
                pairs[key] = _reason(draft, inner.fields["reason"], asked, actions, each, state)
            case _:
                pairs[key] = text_literal(inner.name)
    listed = select(json_list(json_object(pairs), each.c.place)).select_from(each)
    if only is not None:
        listed = listed.where(each.c.code.is_(None) if only else each.c.code.is_not(None))
    return listed.scalar_subquery()


def _reason(draft: Draft, field: GraphQLField, nodes: list[FieldNode], actions: tuple[Action, ...], each: FromClause, state: Sql) -> Sql:
    inner = get_named_type(field.type)
    assert isinstance(inner, GraphQLObjectType)
    code: Sql = each.c.code
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        match asked[0].name.value:
            case "code":
                pairs[key] = code
            case "text":
                pairs[key] = reason_text(draft, actions, each.c.name, code, state)
            case _:
                pairs[key] = text_literal(inner.name)
    return case((code.is_not(None), json_object(pairs)), else_=NULL)


def reason_text(draft: Draft, actions: tuple[Action, ...], name: Sql, code: Sql, state: Sql) -> Sql:
    """The reason in the viewer's language; where a state does not allow it, with the names of the state and of those that would."""
    called = names_of(draft, STATE_NAMES[actions[0].over])
    between = text_literal(LISTED.in_language(draft.viewer.language))
    in_this = func.replace(text_literal(draft.reasons("INVALID_TRANSITION")), text_literal("{state}"), called.op("->>")(state))
    whens: list[tuple[ColumnElement[bool], Sql]] = []
    for action in actions:
        names = func.concat_ws(between, *(called.op("->>")(text_literal(each)) for each in allowed(action)))
        text = func.replace(in_this, text_literal("{allowed}"), names)
        whens.append((and_(code == text_literal("INVALID_TRANSITION"), name == text_literal(action.name)), text))
    others = sorted({"FORBIDDEN", *(guard.otherwise for action in actions for guard in action.guards)})
    whens += [(code == text_literal(other), text_literal(draft.reasons(other))) for other in others]
    return case(*whens)


def refusal(draft: Draft, row: FromClause, action: Action) -> Sql:
    """The code with which the action would be refused on this row; null where it is allowed."""
    state = row.c[STATE_COLUMN[action.over]]
    actors = or_(false(), *(_acts(draft, row, state, party) for party in action.by if party.includes(draft.viewer.role, draft.kind)))
    in_state = or_(false(), *(state == text_literal(each) for each in sorted(action.frm)))
    whens: list[tuple[ColumnElement[bool], Sql]] = [(~actors, text_literal("FORBIDDEN")), (~in_state, text_literal("INVALID_TRANSITION"))]
    whens += [(~func.coalesce(holds(draft, row, guard), false()), text_literal(guard.otherwise)) for guard in action.guards]
    return case(*whens)


def _acts(draft: Draft, row: FromClause, state: Sql, party: Party) -> ColumnElement[bool]:
    office = true() if party.office is None else func.coalesce(row.c[party.office] == draft.office, false())
    only = true() if party.only is None else or_(false(), *(state == text_literal(each) for each in sorted(party.only)))
    return and_(office, only)


def holds(draft: Draft, row: FromClause, guard: Guard) -> ColumnElement[bool]:
    """A guard over a row; null counts as not."""
    match guard:
        case Flag(column):
            return row.c[column].is_(True)
        case Unset(column):
            return row.c[column].is_(None)
        case Zero(column):
            return row.c[column] == 0
        case Gives(group):
            return _gives(draft, row, group)
        case Differs(left, right):
            return _operand(draft, row, left).is_distinct_from(_operand(draft, row, right))
        case Equals(left, right):
            return _operand(draft, row, left) == _operand(draft, row, right)
        case Less(left, right):
            return _operand(draft, row, left) < _operand(draft, row, right)


def _gives(draft: Draft, row: FromClause, group: Group) -> ColumnElement[bool]:
    """What the kind of viewer is given is known before; what an office is, stands in the contract that the row pins."""
    by_kind = level_of(draft.viewer.kind, group)
    if isinstance(by_kind, Level):
        return true() if by_kind > Level.HIDDEN else false()
    line = ShareContract.__table__.alias(draft.alias("s"))
    given = select(1).where(
        line.c.type_code == row.c.type_code,
        line.c.version == row.c.contract_version,
        line.c.half == text_literal(Half.AFTER),
        line.c.group == text_literal(group.value),
        line.c.level > literal_column(str(int(Level.HIDDEN))),
    )
    return given.correlate_except(line).exists()


def _operand(draft: Draft, row: FromClause, operand: Operand) -> Sql:
    match operand:
        case Column(name):
            column: Sql = row.c[name]
            return column
        case LimitOf(key):
            return draft.fact(f"limit_{key}", Integer(), lambda call: call.limits[key])
        case Fact.NOW:
            return draft.now
        case Fact.ACCOUNT:
            return draft.account
    raise AssertionError(operand)
