"""Whom an office gives its referrals to by default, by township and type.

Source: docs/domain.md 3 (default handler).
"""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, refers_to


class DefaultHandler(Row):
    """Who handles what an office signs of families in a township, of a type of help; null for every township or type."""

    __tablename__ = "default_handler"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (UniqueConstraint("office_id", "town_code", "type_code", postgresql_nulls_not_distinct=True),)

    id: Mapped[UUID] = identifier()
    office_id: Mapped[UUID] = refers_to("office.id")
    town_code: Mapped[str | None] = mapped_column(Code)
    type_code: Mapped[str | None] = mapped_column(Code)
    handler_id: Mapped[UUID | None] = refers_to("account.id")
    """Null: nobody any more."""
