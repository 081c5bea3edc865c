"""The rows of spreadsheets that were recorded as visits: kept so that the same file twice changes nothing, and can be taken back.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use, refers_to


class ImportRow(Row):
    """One recorded row: the keyed hash of all it says, and of the household that it names, which finds the family of the next row.

    Hashes by `db.protect.cipher`: nobody without the key can try what a row might have said. An office knows its own rows alone.
    For taking it back: the import (null: recorded before imports had numbers), where it stands in the file, the version of the family
    that it left, whether it registered the family, the persons that it registered, and what the family had before (sealed).
    """

    __tablename__ = "import_row"
    use = Use.HISTORY | Use.REMOVED
    __table_args__ = (Index(None, "office_id", "household"), Index(None, "visit_id"), Index(None, "family_id"))

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    household: Mapped[bytes] = mapped_column(LargeBinary)
    family_id: Mapped[UUID] = refers_to("family.id")
    visit_id: Mapped[UUID] = refers_to("visit.id")
    at: Mapped[datetime]
    import_id: Mapped[UUID | None] = refers_to("import.id", index=True)
    sheet: Mapped[int | None]
    line: Mapped[int | None]
    family_version: Mapped[int | None]
    registered: Mapped[bool] = mapped_column(default=False)
    person_ids: Mapped[list[UUID]] = mapped_column(default=list)
    before_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
