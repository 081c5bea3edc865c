"""Needs: one difficulty found in a family.

Source: docs/domain.md 2; status by docs/lifecycle.md ("Need status").
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, LEVEL_COLUMNS, Code, InRegion, Row, Use, Versioned, identifier, in_place_of, one_of, refers_to
from domain.need import NeedStatus
from domain.referral import UrgencyLevel

WITHOUT_ITEM: dict[str, Any] = {"postgresql_where": text("without_item"), "info": BESIDE}
"""Of an index of the needs for which nothing is asked yet, few of all."""


class Need(Versioned, InRegion, Row):
    """A difficulty of a person or household. `request_text` is shared with departments, `internal_note` never."""

    __tablename__ = "need"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (
        one_of("urgency_level", UrgencyLevel),
        one_of("status", NeedStatus),
        Index(None, "family_id"),
        Index(None, "county_code", "updated_at"),
        Index("ix_need_changed", "updated_at", info=BESIDE),
        Index("ix_need_counted", "region_code", info=BESIDE),
        Index(None, "county_code", "created_at", "id"),
        Index(None, "village_code", "created_at", "id"),
        Index("ix_need_of_town", "town_code", "created_at", "id", info=BESIDE),
        Index(None, "city_code", "created_at", "id"),
        Index(None, "province_code", "created_at", "id"),
        *(Index(f"ix_need_without_item_{column}", column, "created_at", "id", **WITHOUT_ITEM) for column in LEVEL_COLUMNS),
        Index("ix_need_told_in_scope", "domain", "status", "urgency_level", "region_code", info=in_place_of("ix_need_few_in_scope")),
        Index("ix_need_of_domain", "domain", "created_at", "id", info=BESIDE),
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    family_id: Mapped[UUID] = refers_to("family.id")
    person_id: Mapped[UUID | None] = refers_to("person.id")
    visit_id: Mapped[UUID | None] = refers_to("visit.id")
    """At which it was found; null for one that an office told the federation of."""
    owner_office_id: Mapped[UUID] = refers_to("office.id")
    """The federation's office that decides about it; for a commissioner's needs the county's."""
    domain: Mapped[str] = mapped_column(Code)
    urgency_level: Mapped[str] = mapped_column(Code, default=UrgencyLevel.NORMAL)
    urgency_kinds: Mapped[list[str]] = mapped_column(default=list)
    request_text: Mapped[str]
    internal_note: Mapped[str | None]
    status: Mapped[str] = mapped_column(Code, default=NeedStatus.OPEN)
    without_item: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether there is no item of it where it lies; triggers write it. One that moved may have left behind what is past."""
    completed_items: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How many completed items wait for their follow-up; while there are any, the need cannot be closed."""
    close_reason: Mapped[str | None] = mapped_column(Code)
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
