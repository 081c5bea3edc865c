"""Imported spreadsheets: who imported which file when, and what became of its rows.

Source: docs/decisions/009-import.md. The rows themselves: db/tables/import_row.py.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, Versioned, identifier, refers_to


class Import(Versioned, Row):
    """One file that an account imported for its office. `rows` = `recorded` + `known` + `refused` + those not reached after a crash.

    `file_digest`: hexadecimal SHA-256 of the file; its name is not stored, since files are often named after persons.
    """

    __tablename__ = "import"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (Index(None, "office_id", "at", "id"), Index(None, "account_id", "at", "id"))

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    office_id: Mapped[UUID] = refers_to("office.id")
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    file_digest: Mapped[str] = mapped_column(Code)
    rows: Mapped[int]
    recorded: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = refers_to("account.id")
