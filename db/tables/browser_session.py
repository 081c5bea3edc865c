"""Sessions of people in a browser, sign-ins that have begun, and logout tokens that were used.

Source: docs/decisions/044-browser.md. No login of the platform reaches these tables but by the functions of
`db/protect/functions/sessions.py`.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, identifier, refers_to

LONGEST_DAYS = 7
"""How long any session may last at most, whatever its limits say."""


class BrowserSession(Row):
    """A session, known by the SHA-256 of its cookie's secret; it stays as a tombstone when it has ended.

    `issuer_id`: where its subject signed in; null for an account of a development installation. `provider_session`: what that issuer calls
    its own session. `membership_id`: the one that was chosen. `used_at`: to the minute.
    """

    __tablename__ = "browser_session"
    __table_args__ = (
        CheckConstraint("idle_seconds between 60 and 86400", name="idle"),
        CheckConstraint(f"ends_at <= began_at + interval '{LONGEST_DAYS} days'", name="longest"),
        Index(None, "issuer_id", "subject"),
        Index(None, "ends_at"),
    )

    id: Mapped[UUID] = identifier()
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    issuer_id: Mapped[UUID | None] = refers_to("issuer.id")
    subject: Mapped[str] = mapped_column(Code)
    provider_session: Mapped[str | None] = mapped_column(Code)
    membership_id: Mapped[UUID | None] = refers_to("membership.id")
    acr: Mapped[str | None] = mapped_column(Code)
    amr: Mapped[list[str]]
    began_at: Mapped[datetime]
    used_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Row):
    """A sign-in that a browser has begun at an issuer: what must come back, once. `state`, `browser`: SHA-256 of what the browser holds."""

    __tablename__ = "sign_in_attempt"

    state: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    browser: Mapped[bytes] = mapped_column(LargeBinary)
    issuer_id: Mapped[UUID] = refers_to("issuer.id")
    nonce: Mapped[str] = mapped_column(Code)
    verifier: Mapped[str] = mapped_column(Code)
    forward: Mapped[str] = mapped_column(Code)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LogoutToken(Row):
    """A logout token that an issuer has sent, by the SHA-256 of its `jti`, until it would have expired anyway."""

    __tablename__ = "logout_token"

    issuer_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime]
