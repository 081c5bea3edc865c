"""Carries out a command on rows that are loaded: permits it, applies it, and computes what follows, with events and one audit record.

Source: docs/design.md 5; docs/domain.md 7 (events and audit hold ids, codes, levels, never texts). It does no I/O; the demonstration
county plays its histories through the same function.
"""

from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from db.tables.audit import AuditRecord
from db.tables.declare import Row
from domain.audit import AuditKind
from domain.message.refusal import Refusal, Refusals
from domain.rules.action import Action, Back
from domain.rules.actions import ACTION
from domain.rules.permit import permit
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Envelope, Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.settle.audit import audited
from resolvers.commands.settle.history import Stood, left, standing

A = TypeVar("A", bound=Aggregate[Any])
Given = TypeVar("Given", bound=Input)


def carry_out(command: Command[A, Given, Any], aggregate: A, input: Given, at: Moment, envelope: Envelope) -> list[Row]:
    """Permit, apply and settle a command; return the rows to be inserted. Raises Refusal, Refusals."""
    action = ACTION[command.action]
    if aggregate.judged is not None:
        permit(action, aggregate.judged, at.circumstances, envelope.expected_version)
    elif envelope.expected_version not in (None, aggregate.version):
        raise Refusal("CONFLICT", path=("expectedVersion",))
    if aggregate.unfit:
        raise Refusals(*aggregate.unfit)
    before, stood = standing(aggregate.judged), {row: standing(row) for row in aggregate.subjects}
    told = command.apply(aggregate, input, at)
    if (handler := standing(aggregate.judged).handler) != before.handler:
        told = replace(told, handler=handler)  # also where `apply` only called `handle`
    return settle(action, aggregate, told, before.state, stood, at, envelope.trace)


def settle(action: Action, aggregate: Aggregate[Any], told: Change, before: str | None, stood: Stood, at: Moment, trace: str) -> list[Row]:
    """Move the aggregate to its new state, settle it, and return the rows to be inserted: those it made, the events, the audit record.

    `before`: the state of the judged row before the command; `stood`: the state and handler of every row of the aggregate then.
    """
    to = _to(action, aggregate, told)
    if to is not None:
        aggregate.move(to, at)
    made = [*told.rows, *aggregate.settle(told.rows, at)]
    history = left(action.name, aggregate.answer, stood, told, aggregate.gone, at) if aggregate.remembered else ()
    return [*made, *history, _audited(action, aggregate, before, told, at, trace)]


def _to(action: Action, aggregate: Aggregate[Any], told: Change) -> str | None:
    """Return the state that the action leads to; None where the state stays."""
    if told.to is not None:
        return str(told.to)
    if isinstance(action.to, Back) and not told.stays:
        return str(getattr(aggregate.judged, action.to.column))
    return action.to if isinstance(action.to, str) else None


def _audited(action: Action, aggregate: Aggregate[Any], before: str | None, told: Change, at: Moment, trace: str) -> AuditRecord:
    """Return the audit record of the command."""
    answer: Any = aggregate.answer
    person: UUID | None = getattr(answer, "person_id", None)
    return audited(
        AuditKind.COMMAND,
        action.name,
        at,
        trace,
        target_type=type(answer).__name__,
        target_id=aggregate.key,
        family_ids=aggregate.touched or None,
        person_ids=None if person is None else [person],
        from_state=before,
        to_state=standing(aggregate.judged).state,
        version=aggregate.version,
        reason=None if told.reasons is None else ",".join(told.reasons[1]),
    )
