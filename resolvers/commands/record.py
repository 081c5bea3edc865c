"""Settles what a command has changed: states, dues, access, the need's status, one event and one audit record for each change.

Source: docs/design.md 5; docs/domain.md 7 (events and audit hold ids, codes, levels, never texts). Pure: rows in, new rows out; the
demonstration county plays its histories through the same function.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from db.tables.audit import AuditRecord
from db.tables.declare import Row
from db.tables.event import Event, EventText
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.referral import Referral
from domain.audit import AuditKind
from domain.disclosure import visible_until
from domain.event import SubjectType
from domain.message.refusal import Refusal
from domain.referral import ENDED, GIVEN_UP, State
from domain.rules.actions import ACTION, Action, Back
from domain.rules.permit import STATE_COLUMN, Circumstances, permit
from resolvers.commands.aggregate.case import Aggregate, Case
from resolvers.commands.aggregate.follow import follow
from resolvers.commands.audit import audited
from resolvers.commands.command import Acts, Envelope, Input, Moment, Refusals, Told

A = TypeVar("A", bound=Aggregate)
Given = TypeVar("Given", bound=Input)


def carry_out(command: Acts[A, Given], aggregate: A, input: Given, at: Moment, envelope: Envelope) -> list[Row]:
    """Permit, apply, settle: the whole of a command on rows that are loaded; the rows that are new. Raises Refusal, Refusals."""
    action = ACTION[command.action]
    if aggregate.judged is not None:
        call = Circumstances(at.viewer, at.now, at.reference.limits, at.reference.names, at.reference.every_contract)
        permit(action, aggregate.judged, call, envelope.expected_version)
    elif envelope.expected_version not in (None, getattr(aggregate.answer, "version", None)):
        raise Refusal("CONFLICT", path=("expectedVersion",))
    if aggregate.unfit:
        raise Refusals(*aggregate.unfit)
    before, handler = _state(action, aggregate), getattr(aggregate.judged, "handler_id", None)
    told = with_handler(command.apply(aggregate, input, at), aggregate, handler)
    return settle(action, aggregate, told, before, at, envelope.trace)


def with_handler(told: Told, aggregate: Aggregate, before: UUID | None) -> Told:
    """The history tells who handles the referral from now on, also where they began to by working on it."""
    now: UUID | None = getattr(aggregate.judged, "handler_id", None)
    return replace(told, handler=now) if now != before else told


def settle(action: Action, aggregate: Aggregate, told: Told, before: str | None, at: Moment, trace: str) -> list[Row]:
    """Everything that follows from a command that has been applied. `before`: the state in which it found its row."""
    to = _to(action, aggregate, told)
    made: list[Row] = [*told.rows]
    history: list[Row] = []
    if isinstance(aggregate.judged, Referral):
        _move(aggregate.judged, to, at)
        history += steps(action.name, aggregate.judged, before, told, at)
    elif to is not None:
        _set_state(aggregate.judged, to)
    for referral in told.ends:
        left = referral.state
        _move(referral, State.CANCELLED, at)
        history += steps(action.name, referral, left, Told(reasons=("CANCEL_REASON", [referral.cancel_reason or ""])), at)
    for row in told.rows:
        if isinstance(row, Referral):
            history += steps(action.name, row, None, told, at)
    for case in aggregate.cases:
        known = set(case.access)
        follow(case, at)
        _version(case, told, at)
        made += [row for key, row in case.access.items() if key not in known]
    if isinstance(aggregate.judged, Need) and to is not None:
        aggregate.judged.changed(at.now)
    return [*made, *history, _audited(action, aggregate, before, told, at, trace)]


def _state(action: Action, aggregate: Aggregate) -> str | None:
    """The state of the row that the action is judged over."""
    column = STATE_COLUMN.get(action.over)
    return None if column is None else str(getattr(aggregate.judged, column))


def _to(action: Action, aggregate: Aggregate, told: Told) -> str | None:
    """The state that the action leads to; None where it stays."""
    if told.to is not None:
        return str(told.to)
    if isinstance(action.to, Back) and not told.stays:
        return str(getattr(aggregate.judged, action.to.column))
    return action.to if isinstance(action.to, str) else None


def _set_state(row: Any, to: str) -> None:
    """An item and a need have their own word for where they stand; an item that is dispatched follows its lead instead."""
    if isinstance(row, AssistanceItem):
        row.state = to
    elif isinstance(row, Need):
        row.status = to


def _move(referral: Referral, to: str | None, at: Moment) -> None:
    """The referral goes to a state; one that ends is seen by its office for a while yet."""
    if to is None:
        return
    referral.state = to
    if State(to) in ENDED:
        referral.ended_at = at.now
        referral.visible_until = visible_until(at.now, at.reference.limits["retention_days"])


def _version(case: Case, told: Told, at: Moment) -> None:
    """One number for the whole aggregate; a new item has its first. That of a former office stands still: it is told of no other."""
    if not any(row is case.item for row in told.rows):
        case.item.changed(at.now)
    for referral in case.referrals:
        if State(referral.state) not in GIVEN_UP or referral.ended_at == at.now:
            referral.version, referral.updated_at = case.item.version, at.now


def steps(name: str, referral: Referral, before: str | None, told: Told, at: Moment) -> Iterator[Row]:
    """A line of the referral's history; what was written stands in a row of its own, which can be erased."""
    list_, codes = told.reasons or (None, ())
    stage, stage_on = told.stage or (None, None)
    subject = {
        "subject_type": SubjectType.REFERRAL,
        "subject_id": referral.id,
        "family_id": referral.family_id,
        "region_code": referral.region_code,
        "dispatching_office_id": referral.dispatching_office_id,
    }
    event = Event(
        **subject,
        id=at.fresh.id(),
        office_id=at.viewer.office,
        account_id=at.viewer.account,
        at=at.now,
        action=name,
        before=before,
        after=referral.state,
        reason_list=list_,
        reasons=list(codes),
        stage=stage,
        stage_on=stage_on,
        handler_id=told.handler,
        accepted_on=told.accepted_on,
        suspended_until=told.suspended_until,
        returned_by=told.returned_by,
        suggested_office_id=told.suggested_office,
        text_kind=told.text_kind if told.text else None,
    )
    yield event
    if told.text:
        yield EventText(**subject, event_id=event.id, body=told.text)


def _audited(action: Action, aggregate: Aggregate, before: str | None, told: Told, at: Moment, trace: str) -> AuditRecord:
    """Who did what to which row, with ids and codes alone."""
    answer: Any = aggregate.answer
    person: UUID | None = getattr(answer, "person_id", None)
    return audited(
        AuditKind.COMMAND,
        action.name,
        at.viewer,
        at.now,
        at.fresh.id(),
        trace,
        target_type=type(answer).__name__,
        target_id=answer.id,
        family_ids=aggregate.touched or None,
        person_ids=None if person is None else [person],
        from_state=before,
        to_state=_state(action, aggregate),
        version=getattr(answer, "version", None),
        reason=None if told.reasons is None else ",".join(told.reasons[1]),
    )
