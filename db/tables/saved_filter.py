"""Filters of lists that accounts save under a name, for themselves or for their office.

Source: docs/domain.md 3 (saved filters).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, one_of, refers_to
from domain.saved_filter import FilteredList


class SavedFilter(Row):
    """One filter, as JSON that the list's filter input takes."""

    __tablename__ = "saved_filter"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (one_of("list", FilteredList), Index(None, "account_id"), Index(None, "shared_office_id"))

    id: Mapped[UUID] = identifier()
    account_id: Mapped[UUID] = refers_to("account.id")
    shared_office_id: Mapped[UUID | None] = refers_to("office.id")
    """The office whose people see it too; null for the account alone."""
    list: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    filter: Mapped[str]
    saved_at: Mapped[datetime]
