"""Trusted documents: GraphQL documents that are registered, sent by their digest in the place of their text.

Source: docs/decisions/034-trusted-documents.md.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use


class TrustedDocument(Row):
    """One document. `digest`: the SHA-256 of its text, in hexadecimal; `withdrawn_on`: from which day on it is taken no more."""

    __tablename__ = "trusted_document"
    use = Use.READ

    digest: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    added_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    origin: Mapped[str] = mapped_column(Code, default="FILE")
