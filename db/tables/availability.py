"""What an office says of its room for more: places that are open, or a pause, by township and type.

Source: docs/domain.md 3 (an office may pause a type or an area; open places).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, refers_to


class Availability(Row):
    """What an office says of families in a township, of a type of help; null for every township or type. Either places or a pause."""

    __tablename__ = "availability"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        UniqueConstraint("office_id", "town_code", "type_code", postgresql_nulls_not_distinct=True),
        CheckConstraint("paused_until is null or places is null", name="paused_or_open"),
        CheckConstraint("(paused_until is null) = (pause_reason is null)", name="pause_reason"),
    )

    id: Mapped[UUID] = identifier()
    office_id: Mapped[UUID] = refers_to("office.id")
    town_code: Mapped[str | None] = mapped_column(Code)
    type_code: Mapped[str | None] = mapped_column(Code)
    said_on: Mapped[date]
    places: Mapped[int | None]
    paused_until: Mapped[datetime | None]
    """The end of the last day of the pause, exclusive."""
    pause_reason: Mapped[str | None] = mapped_column(Code)
