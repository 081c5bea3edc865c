"""Header mappings: how an office reads the columns of another organisation's spreadsheets, kept under a name.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use, refers_to


class ImportMapping(Row):
    """One header mapping. `heads`: header as written in the file -> key of our column, null to skip it."""

    __tablename__ = "import_mapping"
    use = Use.HISTORY | Use.CHANGED

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    heads: Mapped[dict[str, str | None]] = mapped_column(JSONB)
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
