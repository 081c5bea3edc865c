"""Rows of spreadsheets that were recorded, as visits or as certificate holders: a repeated import is harmless, and can be undone.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use, refers_to


class ImportRow(Row):
    """One recorded row of an office's file.

    `digest`, `household`: keyed hashes (`db.protect.cipher`) of the whole row and of the household in it, by which later rows find their
    family. `import_id`: null for rows older than the table `import`. `registered`: whether the row registered the family;
    `family_version`: the family's version afterwards; `person_ids`: the persons registered; `before_cipher`: the family's earlier data.
    """

    __tablename__ = "import_row"
    use = Use.HISTORY | Use.REMOVED
    __table_args__ = (Index(None, "office_id", "household"), Index(None, "visit_id"), Index(None, "family_id"))

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    household: Mapped[bytes] = mapped_column(LargeBinary)
    family_id: Mapped[UUID] = refers_to("family.id")
    visit_id: Mapped[UUID | None] = refers_to("visit.id")
    at: Mapped[datetime]
    import_id: Mapped[UUID | None] = refers_to("import.id", index=True)
    sheet: Mapped[int | None]
    line: Mapped[int | None]
    family_version: Mapped[int | None]
    registered: Mapped[bool] = mapped_column(default=False)
    person_ids: Mapped[list[UUID]] = mapped_column(default=list)
    before_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    record_id: Mapped[UUID | None] = refers_to("certificate_record.id", index=True)
    """The step in the history of a certificate that the row wrote for somebody who was registered; `before_cipher` is that person's."""

    @property
    def sealed_for(self) -> UUID:
        """The id for which `before_cipher` is sealed."""
        return self.visit_id or self.record_id or self.family_id
