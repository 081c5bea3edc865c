"""What `availableActions` says in SQL is what `permit` says in Python, over any row. Source: docs/lifecycle.md (Guards and answers)."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, cast, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.compiler import SQLCompiler

from db.reference.read import Reference
from db.server.login import Addresses
from db.tables import Row
from domain.ask import AskState
from domain.disclosure import Contract
from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.referral import Part
from domain.rules.action import (
    Action,
    Ahead,
    Asked,
    AtCounty,
    Column,
    Differs,
    Equals,
    Flag,
    Gives,
    Guard,
    Less,
    NotAsked,
    Set,
    Subject,
    Unset,
    Zero,
)
from domain.rules.actions import ACTIONS, actions_over
from domain.rules.permit import STATE_COLUMN, STATES, Circumstances, permit
from domain.viewer import Language, OrganizationKind, Role, Viewer
from resolvers.planner.printing import Binds, Call, Getter, Printing
from resolvers.planner.rows import DIALECT
from resolvers.planner.sql.json import text_literal
from resolvers.reads.special.actions import reason_text, refusal
from tests.builders.limits import WEEKDAYS

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LIMITS = {"reopen_times": 2, "extension_times": 1, "extension_ask_before": 1}
OFFICES, ACCOUNTS = [uuid4() for _ in range(2)], [uuid4() for _ in range(2)]
TABLES = {subject: Row.metadata.tables[subject] for subject in STATES}
VALUES: Mapping[type, list[Any]] = {
    bool: [True, False],
    int: [0, 1, 2, 3],
    datetime: [NOW - timedelta(milliseconds=1), NOW, NOW + timedelta(milliseconds=1), NOW + timedelta(days=1), NOW + timedelta(days=2)],
    date: [NOW.date()],
    str: [*AskState],
}
"""Few values, so that they often meet; NULL beside them."""

Question = tuple[Viewer, Subject, dict[str, Any]]
Names = Mapping[str, Mapping[str, Text]]
Contracts = Mapping[tuple[str, int], Contract]
Refused = tuple[str, str] | tuple[None, None]
"""The code and the text with which an action is refused."""
Ask = Callable[[Viewer, Subject, dict[str, Any]], dict[str, Refused]]
Judge = Callable[[Viewer, Action, dict[str, Any]], Refused]
Printed = tuple[SQLCompiler, Mapping[str, Getter]]
"""A statement, and what each call binds to it."""


def columns_of(guard: Guard) -> list[str]:
    match guard:
        case Flag(column) | Unset(column) | Set(column) | Zero(column) | AtCounty(column) | Ahead(column):
            return [column]
        case Asked(ask) | NotAsked(ask):
            return [ask.column("state"), ask.column("until")]
        case Gives(_):
            return ["type_code", "contract_version"]
        case Differs(left, right) | Equals(left, right) | Less(left, right):
            return [each.name for each in (left, right) if isinstance(each, Column)]


def read_by(action: Action) -> set[str]:
    """The columns that its parties and guards read."""
    offices = {party.office for party in action.by if party.office is not None}
    parts = {"part" for party in action.by if party.parts is not None}
    own = {"office_id", "dispatching_office_id"} if any(party.self_handled is not None for party in action.by) else set[str]()
    accounts = {party.account for party in action.by if party.account is not None}
    return offices | accounts | parts | own | {column for guard in action.guards for column in columns_of(guard)}


def value_of(subject: Subject, column: str) -> st.SearchStrategy[Any]:
    of = TABLES[subject].c[column].type.python_type
    if column == "type_code":
        return st.sampled_from(["A11", "A14", "A38", None])
    if column == "part":
        return st.sampled_from([*Part])
    if column == "office_region_code":
        return st.sampled_from(["330000000000", "330100000000", "330110000000", "330110109000", "330110109200", "441900000000"])
    if of is UUID:
        return st.sampled_from([*(OFFICES if column.endswith("office_id") else ACCOUNTS), None])
    return st.sampled_from([*VALUES[of], None])


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A viewer of any role, and a row of any kind in any state."""
    subject = draw(st.sampled_from([*STATES]))
    names = sorted(set().union(*(read_by(action) for action in ACTIONS if action.over is subject)))
    row = {name: draw(value_of(subject, name)) for name in names}
    row[STATE_COLUMN[subject]] = draw(st.sampled_from([*STATES[subject]])).value
    viewer = Viewer(
        membership=uuid4(),
        account=draw(st.sampled_from(ACCOUNTS)),
        role=draw(st.sampled_from([*Role])),
        office=draw(st.sampled_from(OFFICES)),
        organization_kind=OrganizationKind.DEPARTMENT,
        department=None,
        region="330110000000",
        scope=("330110000000",),
        language=draw(st.sampled_from([*Language])),
    )
    return viewer, subject, row


def by_permit(viewer: Viewer, action: Action, row: dict[str, Any], names: Names, contracts: Contracts) -> Refused:
    """With what Python refuses."""
    try:
        permit(action, SimpleNamespace(**row), Circumstances(viewer, NOW, WEEKDAYS, LIMITS, names, contracts))
    except Refusal as refused:
        return refused.code, refused.text(viewer.language)
    return None, None


def statement(viewer: Viewer, subject: Subject, names: Iterable[str]) -> Printed:
    """What the planner prints for each action of the role over a row, which is a subquery of bound values."""
    printing = Printing(viewer, viewer.kind, Binds())
    types = {name: TABLES[subject].c[name].type for name in names}
    shown = select(*(cast(bindparam(f"row_{name}", type_=of), of).label(name) for name, of in types.items())).subquery("shown")
    state = shown.c[STATE_COLUMN[subject]]
    actions = actions_over(subject, viewer.role, viewer.kind)
    codes = {action.name: refusal(printing, shown, action) for action in actions}
    texts = [reason_text(printing, actions, text_literal(name), code, state).label(f"{name} text") for name, code in codes.items()]
    asked = select(*(code.label(name) for name, code in codes.items()), *texts)
    compiled = asked.compile(dialect=DIALECT)
    assert isinstance(compiled, SQLCompiler)
    return compiled, printing.binds.getters


@pytest.fixture(scope="module")
def judge(reference: Reference) -> Judge:
    """With what Python refuses an action."""
    return lambda viewer, action, row: by_permit(viewer, action, row, reference.names, reference.every_contract)


@pytest.fixture(scope="module")
def ask(shared_addresses: Addresses) -> Iterator[Ask]:
    """What PostgreSQL says of every action that the role has over this kind of row."""
    printed: dict[tuple[Role, Language, Subject], Printed] = {}
    with asyncio.Runner() as runner:
        url = shared_addresses.app.replace("postgresql://", "postgresql+asyncpg://", 1)
        connection = runner.run(create_async_engine(url, poolclass=NullPool, enable_from_linting=False).connect().start())
        runner.run(connection.execute(text("set plan_cache_mode = force_generic_plan")))  # planned once, as it is printed once

        async def told(viewer: Viewer, subject: Subject, row: dict[str, Any]) -> dict[str, Refused]:
            actions = actions_over(subject, viewer.role, viewer.kind)
            if not actions:
                return {}
            shape = viewer.role, viewer.language, subject
            if shape not in printed:  # as a plan is: once, for every viewer of the shape and every row
                printed[shape] = statement(viewer, subject, row)
            asked, getters = printed[shape]
            call = Call(viewer, NOW, "trace", WEEKDAYS, LIMITS, {})
            bound = {f"row_{name}": value for name, value in row.items()} | {name: of(call) for name, of in getters.items()}
            known = asked.construct_params(bound)
            found = (await connection.exec_driver_sql(str(asked), tuple(known[name] for name in asked.positiontup or ()))).one()._mapping
            return {action.name: (found[action.name], found[f"{action.name} text"]) for action in actions}

        yield lambda viewer, subject, row: runner.run(told(viewer, subject, row))
        runner.run(connection.close())


@settings(max_examples=300)
@given(asked=questions())
def test_the_statement_refuses_what_the_command_refuses_with_the_same_code_and_text(ask: Ask, judge: Judge, asked: Question) -> None:
    viewer, subject, row = asked
    assert ask(viewer, subject, row) == {
        action.name: judge(viewer, action, row) for action in actions_over(subject, viewer.role, viewer.kind)
    }
