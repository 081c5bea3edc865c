"""Trusted documents: GraphQL documents that are registered, sent by their digest in the place of their text.

Source: docs/decisions/034-trusted-documents.md.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, one_of, refers_to
from domain.trusted_document import DocumentOrigin


class TrustedDocument(Row):
    """One document. `digest`: the SHA-256 of its text, in hexadecimal; `withdrawn_on`: from which day on it is taken no more.

    `proposal_id`, `withdrawal_id`: by which administrators registered it and took it back; null where a release or an operator did.
    """

    __tablename__ = "trusted_document"
    use = Use.READ
    __table_args__ = (one_of("origin", DocumentOrigin),)

    digest: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    operations: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    """The names of its operations, in its order; none of one without a name."""
    added_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    origin: Mapped[str] = mapped_column(Code, default=DocumentOrigin.FILE)
    proposal_id: Mapped[UUID | None] = refers_to("proposal.id")
    withdrawal_id: Mapped[UUID | None] = refers_to("proposal.id")
