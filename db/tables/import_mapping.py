"""What the columns of other people's spreadsheets are called: kept by an office under a name, for the next file of the same kind.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use, refers_to


class ImportMapping(Row):
    """A mapping of heads: `heads` gives for each head as it was written the key of a column, or null for one to be passed over."""

    __tablename__ = "import_mapping"
    use = Use.HISTORY | Use.CHANGED

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    heads: Mapped[dict[str, str | None]] = mapped_column(JSONB)
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
