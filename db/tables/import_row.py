"""The rows of spreadsheets that were recorded as visits: kept for ever, so that the same file twice changes nothing.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, refers_to


class ImportRow(Row):
    """One recorded row: the keyed hash of all it says, and of the household that it names, which finds the family of the next row.

    Hashes by `db.cipher`: nobody without the key can try what a row might have said. An office knows its own rows alone.
    """

    __tablename__ = "import_row"
    __table_args__ = (Index(None, "office_id", "household"),)

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    household: Mapped[bytes] = mapped_column(LargeBinary)
    family_id: Mapped[UUID] = refers_to("family.id")
    visit_id: Mapped[UUID] = refers_to("visit.id")
    at: Mapped[datetime]
