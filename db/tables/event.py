"""The history of every subject: a row for each step, and texts of steps in a table of their own, so that they can be erased.

Source: docs/domain.md 7 (events hold ids, codes, levels), docs/decisions/018-events.md. Neither subject nor
family is a foreign key: the history of what an import registered stays when the import is taken back.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Computed, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.event import STATES, SubjectType
from domain.referral import ReturnedBy, TextKind


class Event(InRegion, Row):
    """One step in the history of a subject. Region, family and dispatching office are the subject's; row rules read them here."""

    __tablename__ = "event"
    use = Use.HISTORY
    __table_args__ = (
        one_of("subject_type", SubjectType),
        one_of("before", STATES),
        one_of("after", STATES),
        one_of("returned_by", ReturnedBy),
        one_of("text_kind", TextKind),
        Index(None, "subject_id", "at", "id"),
        Index("ix_event_waiting", "at", "id", postgresql_where=text("subject_type = 'Referral' and placed_at is null")),
        Index(None, "placed_at", "at", "id"),
        Index(None, "subject_office_id", "placed_at", "at", "id"),
        Index(
            "ix_event_delegated",
            "subject_delegating_id",
            "placed_at",
            "at",
            "id",
            postgresql_where=text("subject_delegating_id is not null"),
        ),
    )

    id: Mapped[UUID] = identifier()
    subject_type: Mapped[str] = mapped_column(Code)
    subject_id: Mapped[UUID]
    family_id: Mapped[UUID | None]
    """The subject's family; null if it has none."""
    office_id: Mapped[UUID] = refers_to("office.id")
    """The office that acted."""
    dispatching_office_id: Mapped[UUID | None] = refers_to("office.id")
    """Set for a referral only."""
    subject_office_id: Mapped[UUID | None]
    """The referral's own office; null for other subjects."""
    subject_delegating_id: Mapped[UUID | None]
    """The office that delegated the referral; null unless it was delegated."""
    account_id: Mapped[UUID | None] = refers_to("account.id")
    """The account that acted; null for the system."""
    client_id: Mapped[UUID | None] = refers_to("client.id")
    """The service client by which it acted; null for none."""
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(Code)
    before: Mapped[str | None] = mapped_column(Code)
    after: Mapped[str | None] = mapped_column(Code)
    """The subject's state after the step; null if it has none. `before` is also null at its creation."""
    reason_list: Mapped[str | None] = mapped_column(Code)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    """Codes of `reason_list`, in the order of the input: reasons, missing documents or supplied ones."""
    reason: Mapped[str | None] = mapped_column(Code, Computed("reasons[1]", persisted=True))
    stage: Mapped[str | None] = mapped_column(Code)
    stage_on: Mapped[date | None]
    handler_id: Mapped[UUID | None] = refers_to("account.id")
    """The handler of the referral after this step, if the step set one."""
    accepted_on: Mapped[date | None]
    suspended_until: Mapped[date | None]
    returned_by: Mapped[str | None] = mapped_column(Code)
    suggested_office_id: Mapped[UUID | None] = refers_to("office.id")
    granted: Mapped[bool | None] = mapped_column(Boolean)
    """Whether the step grants what was asked; null for a step that decides no ask."""
    days: Mapped[int | None] = mapped_column(SmallInteger)
    """The working days that are asked or granted."""
    text_kind: Mapped[str | None] = mapped_column(Code)
    """The kind of the step's text; null if it has none, or is older than this column."""
    placed_at: Mapped[datetime | None]
    """Its place in the order in which changes are told, set after the commit (db/feed/place.py); of referrals' events alone."""


class EventText(InRegion, Row):
    """The text of an event: a note, a question or an answer."""

    __tablename__ = "event_text"
    use = Use.HISTORY
    __table_args__ = (one_of("subject_type", SubjectType),)

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(Code)
    subject_id: Mapped[UUID]
    family_id: Mapped[UUID | None]
    dispatching_office_id: Mapped[UUID | None] = refers_to("office.id")
    body: Mapped[str]
