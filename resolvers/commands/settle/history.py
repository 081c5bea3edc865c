"""The events that a command writes: one on its subject, one on each other row that it made, removed, or changed.

Source: docs/domain.md 7 (events hold ids and codes, texts stand in rows that can be erased); docs/decisions/018-events.md. No I/O.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from db.tables.campaign import Campaign
from db.tables.declare import Row
from db.tables.event import Event, EventText
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.event import SubjectType
from domain.referral import State
from domain.rules.permit import STATE_COLUMN
from resolvers.commands.command import Change
from resolvers.commands.context import Moment

SUBJECTS = frozenset(each.value for each in SubjectType)
MADE = (Referral, AssistanceItem, Need, Visit, Family, Campaign)
"""The rows that have an event of their own when they are made or removed; persons have none, since their visit has one."""
COLUMN_OF_STATE = {**STATE_COLUMN, "person_match": "decision", "campaign_listing": "state", "correction": "state"}


@dataclass(frozen=True)
class Standing:
    """The state of a row, the account that handles it, and since when a payment of what it granted is missing; None where it has none.

    `owed`: until when what it granted is owed, where a death ends it.
    """

    state: str | None
    handler: UUID | None
    unpaid: date | None
    owed: date | None


NOTHING = Change()
"""What is told of a row that the command is not about."""
NOWHERE = Standing(None, None, None, None)
"""How no row stands."""

Stood = Mapping[Row, Standing]
"""How each row stood before a command."""


def standing(row: Row | None) -> Standing:
    """Return how a row stands now; all None for no row."""
    if row is None:
        return NOWHERE
    column, others = _told_of(type(row))
    state = None if column is None else getattr(row, column)
    return Standing(None if state is None else str(state), *(None if name is None else getattr(row, name) for name in others))


@cache
def _told_of(of: type[Row]) -> tuple[str | None, tuple[str | None, ...]]:
    """Return the columns that tell how rows of a table stand; None for what they do not have."""
    had = (name if hasattr(of, name) else None for name in ("handler_id", "payment_failed_on", "owed_until"))
    return COLUMN_OF_STATE.get(of.__tablename__), tuple(had)


def left(name: str, subject: Row, stood: Stood, told: Change, gone: Iterable[Row], at: Moment) -> Iterator[Row]:
    """Yield the events of a command, and the rows of their texts: on its subject, then on rows made, changed and removed; each row once."""
    made = [row for row in told.rows if isinstance(row, MADE)]
    if type(subject).__name__ in SUBJECTS:
        before = None if subject in made or subject not in stood else stood[subject].state
        yield from steps(name, subject, before, standing(subject).state, told, at)
    for new in made:
        if new is not subject:
            yield from steps(name, new, None, standing(new).state, NOTHING, at)
    for row, then in stood.items():
        if row is not subject and row not in made and standing(row) != then:
            called = told.elsewhere or _called(then, standing(row)) or name
            yield from steps(called, row, then.state, standing(row).state, Change(reasons=_ended(row)), at)
    for row in gone:
        if isinstance(row, MADE):
            yield from steps(name, row, standing(row).state, None, NOTHING, at)


def _called(then: Standing, now: Standing) -> str | None:
    """Return what the history calls it where a payment alone is missing, or is missing no more; None for everything else."""
    if then.unpaid == now.unpaid:
        return None
    return "PAYMENT_ASKED" if now.unpaid is None else "PAYMENT_FAILED"


def _ended(row: Any) -> tuple[str, list[str]] | None:
    """Return the list and code of the reason for which a referral was cancelled; None for any other row."""
    cancelled = isinstance(row, Referral) and row.state == State.CANCELLED
    return ("CANCEL_REASON", [row.cancel_reason or ""]) if cancelled else None


def steps(name: str, row: Any, before: str | None, after: str | None, told: Change, at: Moment) -> Iterator[Row]:
    """Yield an event of a row, and a row for its text if it has one: texts can be erased, events cannot. A referral keeps its last."""
    list_, codes = told.reasons or (None, ())
    stage, stage_on = told.stage or (None, None)
    subject = {
        "subject_type": SubjectType(type(row).__name__),
        "subject_id": row.id,
        "family_id": row.id if isinstance(row, Family) else getattr(row, "family_id", None),
        "region_code": _region(row, at),
        "dispatching_office_id": getattr(row, "dispatching_office_id", None),
    }
    event = Event(
        **subject,
        subject_office_id=row.office_id if isinstance(row, Referral) else None,
        subject_delegating_id=row.delegating_office_id if isinstance(row, Referral) else None,
        id=at.fresh.id(),
        office_id=at.viewer.office,
        account_id=at.viewer.account,
        client_id=at.viewer.client,
        at=at.now,
        action=name,
        before=before,
        after=after,
        reason_list=list_,
        reasons=list(codes),
        stage=stage,
        stage_on=stage_on,
        handler_id=told.handler,
        accepted_on=told.accepted_on,
        suspended_until=told.suspended_until,
        returned_by=told.returned_by,
        suggested_office_id=told.suggested_office,
        granted=told.granted,
        days=told.days,
        text_kind=told.text_kind if told.text else None,
    )
    if isinstance(row, Referral):
        row.last_event_id, row.last_event_by = event.id, event.account_id
    yield event
    if told.text:
        yield EventText(**subject, event_id=event.id, body=told.text)


def _region(row: Any, at: Moment) -> str:
    """Return the code of a row's division, else of its office's division, else of the division of the viewer's office."""
    return str(getattr(row, "region_code", None) or getattr(row, "office_region_code", None) or at.viewer.region)
