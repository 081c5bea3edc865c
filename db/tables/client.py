"""Service clients: the systems of offices, the keys by which they sign in, and the assertions that they have used.

Source: docs/decisions/038-service-clients.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, Versioned, identifier, refers_to


class Client(Versioned, Row):
    """A system of an office, which acts for its officials until `revoked_at`; used and refused as an account is."""

    __tablename__ = "client"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (Index(None, "created_at", "id"),)

    id: Mapped[UUID] = identifier()
    name: Mapped[str]
    office_id: Mapped[UUID] = refers_to("office.id", index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = refers_to("account.id")
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused: Mapped[int] = mapped_column(default=0, server_default="0")


class ClientKey(Row):
    """A public key of a client; `jwk`: as JSON, with its `kid`. `office_id`: the client's. It serves from `approved_at` on."""

    __tablename__ = "client_key"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        UniqueConstraint("client_id", "kid"),
        CheckConstraint("approved_by <> created_by", name="two_people"),
    )

    id: Mapped[UUID] = identifier()
    client_id: Mapped[UUID] = refers_to("client.id")
    office_id: Mapped[UUID] = refers_to("office.id")
    kid: Mapped[str] = mapped_column(Code)
    jwk: Mapped[str] = mapped_column(Code)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = refers_to("account.id")
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = refers_to("account.id")
    revoked_at: Mapped[datetime | None]


class ClientAssertion(Row):
    """An assertion that a client has used, by the SHA-256 of its `jti`, until it would have expired anyway."""

    __tablename__ = "client_assertion"
    use = Use.HISTORY | Use.REMOVED

    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime]
