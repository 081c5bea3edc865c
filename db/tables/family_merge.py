"""Mergers of families: which into which, by whom, and what stood before on every row that moved, so that both can be parted again.

Source: docs/domain.md 2 (Family); docs/decisions/030-merging.md.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, refers_to


class FamilyMerge(Row):
    """One family was merged into another: `survivor_id` goes on, `merged_id` stands still until they are parted."""

    __tablename__ = "family_merge"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (Index(None, "survivor_id", "at"),)

    id: Mapped[UUID] = identifier()
    survivor_id: Mapped[UUID] = refers_to("family.id")
    merged_id: Mapped[UUID] = refers_to("family.id", index=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID] = refers_to("account.id")
    office_id: Mapped[UUID] = refers_to("office.id")
    reason: Mapped[str]
    parted_at: Mapped[datetime | None]
    parted_by: Mapped[UUID | None] = refers_to("account.id")


class MergeLine(Row):
    """One row that a merger changed. `before_cipher`: for each column what stood there and what was written, sealed for the line.

    It is removed once both are parted: nothing needs it any more.
    """

    __tablename__ = "merge_line"
    use = Use.HISTORY | Use.REMOVED

    id: Mapped[UUID] = identifier()
    merge_id: Mapped[UUID] = refers_to("family_merge.id", index=True)
    row_table: Mapped[str] = mapped_column(Code)
    row_id: Mapped[UUID]
    before_cipher: Mapped[bytes] = mapped_column(LargeBinary)


def goes_on_as(key: Any) -> ColumnElement[UUID]:
    """Return the family or person as which one goes on: itself, unless it was merged."""
    return func.coalesce(func.survivor(key), key)
