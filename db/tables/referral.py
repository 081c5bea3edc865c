"""Referrals: one assignment of an item to one office, the unit of an inbox.

Source: docs/domain.md 3 and 4, docs/lifecycle.md. Guards, clocks and lists read columns of this row only, so some repeat the item's.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, LevelValue, OfOffice, Row, Summed, Use, Versioned, identifier, one_of, refers_to
from db.tables.referral_index import INDEXES
from domain.ask import AskState
from domain.referral import LegalBasis, Part, ReturnedBy, State, UrgencyLevel


class Referral(Summed, Versioned, OfOffice, InRegion, Row):
    """One assignment of an item to one office. `region_code` is the family's residence; `office_region_code` the office's."""

    __tablename__ = "referral"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("state", State),
        one_of("part", Part),
        one_of("urgency_level", UrgencyLevel),
        one_of("returned_by", ReturnedBy),
        one_of("legal_basis", LegalBasis),
        one_of("state_before", State),
        one_of("return_ask_state", AskState),
        one_of("transfer_state", AskState),
        one_of("return_ask_returned_by", ReturnedBy),
        one_of("extension_state", AskState),
        one_of("acceptance_ask_state", AskState),
        CheckConstraint("(family_id is null) = (line_sum is not null)", name="pooled"),
        *INDEXES,
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    state: Mapped[str] = mapped_column(Code)
    state_before: Mapped[str | None] = mapped_column(Code)
    part: Mapped[str] = mapped_column(Code, default=Part.LEAD)
    item_id: Mapped[UUID] = refers_to("assistance_item.id")
    family_id: Mapped[UUID | None] = refers_to("family.id")
    person_id: Mapped[UUID | None] = refers_to("person.id")
    kept_family_id: Mapped[UUID | None] = refers_to("family.id")
    """Of a referral that had ended when its family was merged: the family as its office goes on seeing it."""
    kept_person_id: Mapped[UUID | None] = refers_to("person.id")
    members: Mapped[list[UUID] | None]
    """Of a family that was merged: the only members of whom its office is given anything, as in its row of `family_access`; null: all."""
    previous_id: Mapped[UUID | None] = refers_to("referral.id")

    lead_id: Mapped[UUID | None] = refers_to("referral.id", deferred=True)
    """The lead beside which it stands; null for a lead."""

    office_id: Mapped[UUID] = refers_to("office.id")
    department_code: Mapped[str] = mapped_column(Code)
    office_county_id: Mapped[UUID | None] = refers_to("office.id")
    """The office under which the referral is counted: for a township's office the county's of its line, else the office itself."""
    dispatching_office_id: Mapped[UUID] = refers_to("office.id")
    delegating_office_id: Mapped[UUID | None] = refers_to("office.id")
    """The county's office that delegated it; null unless it was delegated."""
    monitor_office_id: Mapped[UUID | None] = refers_to("office.id")
    handler_id: Mapped[UUID | None] = refers_to("account.id")
    external_reference: Mapped[str | None]

    type_code: Mapped[str] = mapped_column(Code)
    type_version: Mapped[int]
    contract_version: Mapped[int]
    need_domain: Mapped[str] = mapped_column(Code)
    urgency_level: Mapped[str] = mapped_column(Code)
    urgency_kinds: Mapped[list[str]] = mapped_column(default=list)
    urgency_applies: Mapped[bool] = mapped_column(Boolean, default=False)
    needs_application: Mapped[bool] = mapped_column(Boolean, default=False)
    request_text: Mapped[str | None]
    request_document: Mapped[str | None]
    fund_source: Mapped[str | None] = mapped_column(Code)
    legal_basis: Mapped[str] = mapped_column(Code)
    apply_region_code: Mapped[str] = mapped_column(Code)
    case_level: Mapped[int] = mapped_column(LevelValue)
    """The level of the group CASE that its office has now."""

    returnable: Mapped[bool] = mapped_column(Boolean, default=True)
    return_ask_state: Mapped[str | None] = mapped_column(Code)
    """Where the office's ask to return it stands; one that is OPEN has lapsed once `return_ask_until` has passed."""
    return_ask_reason: Mapped[str | None] = mapped_column(Code)
    return_ask_returned_by: Mapped[str | None] = mapped_column(Code)
    return_ask_suggested_office_id: Mapped[UUID | None] = refers_to("office.id")
    return_ask_asked_at: Mapped[datetime | None]
    return_ask_until: Mapped[datetime | None]
    extension_state: Mapped[str | None] = mapped_column(Code)
    """Where the office's ask for more time stands; one that is OPEN has lapsed once `extension_until` has passed."""
    extension_days: Mapped[int | None] = mapped_column(SmallInteger)
    """The working days that are asked."""
    extension_reason: Mapped[str | None] = mapped_column(Code)
    extension_asked_at: Mapped[datetime | None]
    extension_until: Mapped[datetime | None]
    extension_granted_days: Mapped[int] = mapped_column(SmallInteger, default=0)
    """The working days by which the running clock has been extended."""
    extension_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How many asks for more time have been decided."""
    acceptance_ask_state: Mapped[str | None] = mapped_column(Code)
    """Where the office's ask to correct `accepted_on` stands; one that is OPEN has lapsed once `acceptance_ask_until` has passed."""
    acceptance_ask_accepted_on: Mapped[date | None]
    acceptance_ask_asked_at: Mapped[datetime | None]
    acceptance_ask_until: Mapped[datetime | None]
    transfer_state: Mapped[str | None] = mapped_column(Code)
    """Whether the federation takes on what the office told it of the family last; null where it told nothing."""
    transfer_domain: Mapped[str | None] = mapped_column(Code)
    transfer_request_text: Mapped[str | None]
    transfer_reason: Mapped[str | None] = mapped_column(Code)
    """Why it was declined."""
    transfer_asked_at: Mapped[datetime | None]
    transfer_open_at: Mapped[datetime | None]
    """Since when that is undecided; null once it is decided."""
    designation_reason: Mapped[str | None] = mapped_column(Code)
    """Why the monitor designated the office; null for a referral that the federation dispatched."""
    designation_authority: Mapped[str | None]
    designation_document: Mapped[str | None]
    stage: Mapped[str | None] = mapped_column(Code)
    stage_on: Mapped[date | None]
    question_open: Mapped[bool] = mapped_column(Boolean, default=False)
    handed_back: Mapped[bool] = mapped_column(Boolean, default=False)
    """Of a lead: a township has handed back what was delegated to it, and the lead's office has done nothing since."""
    assisting_returned: Mapped[bool] = mapped_column(Boolean, default=False)
    """Of a lead: an office that was to assist has returned that, and the federation has done nothing with the item since."""
    without_assisting: Mapped[str | None] = mapped_column(Code)
    """Of a lead: why it was completed without waiting for the offices that assisted."""
    missing: Mapped[list[str]] = mapped_column(default=list)
    return_reason: Mapped[str | None] = mapped_column(Code)
    returned_by: Mapped[str | None] = mapped_column(Code)
    suggested_office_id: Mapped[UUID | None] = refers_to("office.id")
    cancel_reason: Mapped[str | None] = mapped_column(Code)
    confirmed: Mapped[bool | None] = mapped_column(Boolean)
    completed_by: Mapped[UUID | None] = refers_to("account.id")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    attempted_on: Mapped[date | None]
    reopen_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    open_assisting: Mapped[int] = mapped_column(SmallInteger, default=0)

    first_dispatched_at: Mapped[datetime]
    dispatched_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    accepted_on: Mapped[date | None]
    suspended_at: Mapped[datetime | None]
    suspended_until: Mapped[date | None]
    suspended_days: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Working days of suspension since the running clock began."""
    suspended_seconds: Mapped[int] = mapped_column(BigInteger, default=0)
    """Seconds of suspension since then, for limits in hours."""
    suspensions: Mapped[int] = mapped_column(SmallInteger, default=0)
    completed_at: Mapped[datetime | None]
    first_payment_on: Mapped[date | None]
    review_on: Mapped[date | None]
    """When what is on a waiting list is looked at again; null unless the outcome in force is WAITING_LIST."""
    recognised_on: Mapped[date | None]
    """From when what its outcome recognises holds; null where it recognises nothing."""
    recognition_ended_on: Mapped[date | None]
    """The last day on which it held; null while that goes on."""
    received_on: Mapped[date | None]
    """When the funds of a request came."""
    payment_failed_on: Mapped[date | None]
    """Since when what it granted is not paid: a payment failed, and nobody asks for it anew; null otherwise."""
    owed_until: Mapped[date | None]
    """The last day for which what it granted is owed, where a death ends that before the outcome says; null otherwise."""
    post_left_on: Mapped[date | None]
    """Since when somebody is on the granted post no more, as a call said after its outcome in force; null otherwise."""
    confirmed_at: Mapped[datetime | None]
    call_on: Mapped[date | None]
    """While it is confirmed: when somebody who was placed on a post is called next; null where no call is owed."""
    carried_due_at: Mapped[datetime | None]
    """By when the office from which it was moved was to finish; null where it was not moved, or the type's limit has begun since."""
    reopened_at: Mapped[datetime | None]
    reopen_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    visible_until: Mapped[datetime | None]
    urged_for: Mapped[datetime | None]
    last_event_id: Mapped[UUID | None]
    """The last step of its history: what an account has not read up to this one is unread to it."""
    last_event_by: Mapped[UUID | None] = refers_to("account.id")
    """The account that took it; null for the system."""

    answer_due_at: Mapped[datetime]
    return_due_at: Mapped[datetime]
    finish_due_at: Mapped[datetime]
    yellow_at: Mapped[datetime]
    work_due_at: Mapped[datetime]
    calendar_version: Mapped[int]
    waits_office: Mapped[bool] = mapped_column(Boolean)
    waits_federation: Mapped[bool] = mapped_column(Boolean)
    waits_commissioner: Mapped[bool] = mapped_column(Boolean)
    waits_monitor: Mapped[bool] = mapped_column(Boolean, default=False)
    waits_from: Mapped[datetime | None]
    """From when it waits for anybody, where that is later than its state; null where it waits at once."""
    federation_until: Mapped[datetime | None]
    """Until when it waits for the federation, where it does so for asks alone; null where no moment ends that."""
    monitor_until: Mapped[datetime | None]
    """The same of the monitor."""
