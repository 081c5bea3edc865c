"""At which level an office's county decides over a type of help, where that differs from the catalogue.

Source: docs/domain.md 3 (Routing: authority handed down).
"""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, one_of, refers_to
from domain.routing import AuthorityLevel


class Authority(Row):
    """At which level applications for a type of help are accepted and decided in the office's county; null: as the catalogue says."""

    __tablename__ = "authority"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("decided_at", AuthorityLevel),
        one_of("accepted_at", AuthorityLevel),
        UniqueConstraint("office_id", "type_code"),
    )

    id: Mapped[UUID] = identifier()
    office_id: Mapped[UUID] = refers_to("office.id")
    type_code: Mapped[str] = mapped_column(Code)
    decided_at: Mapped[str | None] = mapped_column(Code)
    accepted_at: Mapped[str | None] = mapped_column(Code)
    document: Mapped[str | None]
    """The number of the document that says so; null where both levels are the catalogue's again."""
