"""Assistance items: one piece of help asked for a need, of one type of the catalogue.

Source: docs/domain.md 3; the columns that guards read are those of docs/lifecycle.md ("Guards and answers").
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, FetchedValue, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, Code, InRegion, Row, Summed, Use, Versioned, identifier, one_of, refers_to
from domain.item import USUAL, ItemState, ResolutionPath
from domain.referral import UrgencyLevel

UNUSUAL = "state not in ({})".format(", ".join(sorted(f"'{state}'" for state in USUAL)))

OF_OTHER_DEPARTMENT: dict[str, Any] = {
    "postgresql_where": text("lead_department_code is distinct from type_department_code"),
    "info": BESIDE,
}
"""Of an index of the items that are their type's department's because they have no lead, or one of another department."""


class AssistanceItem(Summed, Versioned, InRegion, Row):
    """One piece of help. Its state follows its lead referral; `version` counts the changes of the item and its referrals."""

    __tablename__ = "assistance_item"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("state", ItemState),
        one_of("path", ResolutionPath),
        one_of("urgency_level", UrgencyLevel),
        CheckConstraint("(family_id is null) = (need_id is null) and (family_id is null) = (line_sum is not null)", name="pooled"),
        Index(None, "family_id"),
        Index("ix_assistance_item_requested", "owner_office_id", "created_at", "id", postgresql_where=text("family_id is null")),
        Index(None, "need_id"),
        Index(None, "county_code", "updated_at"),
        Index("ix_assistance_item_changed", "updated_at", info=BESIDE),
        Index(None, "county_code", "created_at", "id"),
        Index(None, "city_code", "created_at", "id"),
        Index(None, "village_code", "created_at", "id"),
        Index("ix_assistance_item_of_town", "town_code", "created_at", "id", info=BESIDE),
        Index(None, "province_code", "created_at", "id"),
        Index("ix_assistance_item_of_type", "type_code", "created_at", "id", info=BESIDE),
        Index("ix_assistance_item_of_state", "state", "created_at", "id", postgresql_where=text(UNUSUAL), info=BESIDE),
        Index("ix_assistance_item_of_office", "lead_office_id", "created_at", "id", info=BESIDE),
        Index("ix_assistance_item_few_in_scope", "need_domain", "type_code", "region_code", info=BESIDE),
        Index("ix_assistance_item_few_of_state", "state", "region_code", postgresql_where=text(UNUSUAL), info=BESIDE),
        Index("ix_assistance_item_few_of_department", "lead_department_code", "region_code", info=BESIDE),
        Index("ix_assistance_item_few_of_other_department", "type_department_code", "region_code", **OF_OTHER_DEPARTMENT),
        Index("ix_assistance_item_few_of_office", "lead_office_id", "region_code", info=BESIDE),
        Index("ix_assistance_item_of_domain", "need_domain", "created_at", "id", info=BESIDE),
        Index("ix_assistance_item_of_department", "lead_department_code", "created_at", "id", info=BESIDE),
        Index("ix_assistance_item_of_other_department", "type_department_code", "created_at", "id", **OF_OTHER_DEPARTMENT),
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    state: Mapped[str] = mapped_column(Code, default=ItemState.DRAFT)
    path: Mapped[str | None] = mapped_column(Code)
    family_id: Mapped[UUID | None] = refers_to("family.id")
    """The family that it helps; null for a request for funds, whose `region_code` is the requesting office's."""
    person_id: Mapped[UUID | None] = refers_to("person.id")
    need_id: Mapped[UUID | None] = refers_to("need.id")
    need_domain: Mapped[str] = mapped_column(Code)
    type_code: Mapped[str] = mapped_column(Code)
    type_version: Mapped[int]
    type_department_code: Mapped[str] = mapped_column(Code)
    urgency_level: Mapped[str] = mapped_column(Code)
    urgency_kinds: Mapped[list[str]] = mapped_column(default=list)
    request_text: Mapped[str | None]
    """What is asked of the office; null for a request for funds, in which no free text can tell of a family."""
    request_document: Mapped[str | None]
    """The number of the letter that asks for funds."""
    fund_source: Mapped[str | None] = mapped_column(Code)
    """From which source funds are asked; null where it is left open."""
    owner_office_id: Mapped[UUID] = refers_to("office.id")
    """The federation's office that dispatches it, for a commissioner's drafts the county's; of funds the office that requests."""
    lead_id: Mapped[UUID | None] = refers_to("referral.id", deferred=True)
    lead_office_id: Mapped[UUID | None] = refers_to("office.id")
    lead_department_code: Mapped[str | None] = mapped_column(Code, FetchedValue())
    """The department of its lead, which the trigger `assistance_item_led` writes: by it items of a department are found in their order."""
    previous_id: Mapped[UUID | None] = refers_to("assistance_item.id")
    first_dispatched_at: Mapped[datetime | None]
    last_returned_office_id: Mapped[UUID | None] = refers_to("office.id")
    suggested_office_id: Mapped[UUID | None] = refers_to("office.id")
    """The office that should have it, as the one says that returned it last."""
    monitor_office_id: Mapped[UUID | None] = refers_to("office.id")
    """The federation that monitors its last referral: it may designate an office (docs/lifecycle.md, Actors, M)."""
    route_offices: Mapped[list[UUID]]
    """The offices that routing tries, in their order, as decided when the item was last left to be dispatched (domain/routing.py)."""
    fitting_offices: Mapped[list[UUID]]
    """Every office that a dispatcher may name, the owner's among them; decided together with `route_offices`."""
    changed_since_return: Mapped[bool] = mapped_column(Boolean, default=False)
    plan_place: Mapped[int | None] = mapped_column(SmallInteger)
    """Its place in the family's plan, from 1 on; null for one that is not in it."""
    designatable: Mapped[bool] = mapped_column(Boolean, default=False)
    cancel_reason: Mapped[str | None] = mapped_column(Code)
    reopen_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    drafted_by: Mapped[UUID] = refers_to("account.id")
    created_at: Mapped[datetime]
