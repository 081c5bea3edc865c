"""What families and their members receive already.

Source: docs/domain.md 2 (Entitlement 现享待遇).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.entitlement import EntitlementSource


class Entitlement(InRegion, Row):
    """One kind of help that a person, or (`person_id` null) the household, receives. At most one row follows from a referral."""

    __tablename__ = "entitlement"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (one_of("source", EntitlementSource), Index(None, "family_id"), Index(None, "referral_id", unique=True))

    id: Mapped[UUID] = identifier()
    family_id: Mapped[UUID] = refers_to("family.id")
    person_id: Mapped[UUID | None] = refers_to("person.id")
    type_code: Mapped[str] = mapped_column(Code)
    type_version: Mapped[int]
    source: Mapped[str] = mapped_column(Code)
    referral_id: Mapped[UUID | None] = refers_to("referral.id")
    visit_id: Mapped[UUID | None] = refers_to("visit.id", index=True)
    """The visit that was told of it; null where it is known otherwise."""
    since: Mapped[date | None]
    """From which day on; null where a visit was not told."""
    until: Mapped[date | None]
    """The last day; null while no end is known."""
    cut_by_death: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    """Whether it ends on the day of a death, before the last day that was told: `until_told`."""
    until_told: Mapped[date | None]
    """The last day that was told of what a death cut; null where no end was known, and where nothing is cut."""
    kind: Mapped[str | None] = mapped_column(Code)
    """Of a monitored household its kind."""
    risk_cause: Mapped[str | None] = mapped_column(Code)
    measures: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    """What is done about its risk."""
    helper: Mapped[str | None]
    """Who looks after whoever was recognised."""
    end_reason: Mapped[str | None] = mapped_column(Code)
    """Why what was recognised ended; null while it goes on, and where it was not told."""
    document: Mapped[str | None]
    """The number of the paper that a department's list came with."""
    import_id: Mapped[UUID | None] = refers_to("import.id", index=True)
    """The import of the list; null where it was told otherwise."""
    created_at: Mapped[datetime]
