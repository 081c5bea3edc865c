"""Authorization servers of others whose tokens are taken, what they must tell of a sign-in, and whom their subjects are here.

Source: docs/decisions/035-issuers.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, one_of, refers_to
from domain.viewer import Role


class Issuer(Row):
    """An authorization server, which speaks for the offices of `organization_ids` until `ends_at`.

    `address`: the issuer of its tokens (`iss`). `keys_address`: where its keys are; null: where its metadata says, at its own origin.
    `client_id`: what we are called there, where people sign in by it in a browser.
    """

    __tablename__ = "issuer"
    use = Use.READ

    id: Mapped[UUID] = identifier()
    address: Mapped[str] = mapped_column(Code, unique=True)
    name: Mapped[str]
    audience: Mapped[str] = mapped_column(Code)
    keys_address: Mapped[str | None] = mapped_column(Code)
    client_id: Mapped[str | None] = mapped_column(Code)
    organization_ids: Mapped[list[UUID]]
    ends_at: Mapped[datetime | None]


class IssuerRequirement(Row):
    """What a token of an issuer must tell of the sign-in for a role: an `acr` of these, if there are any, and every `amr` of these."""

    __tablename__ = "issuer_requirement"
    use = Use.READ
    __table_args__ = (one_of("role", Role), UniqueConstraint("issuer_id", "role"))

    id: Mapped[UUID] = identifier()
    issuer_id: Mapped[UUID] = refers_to("issuer.id")
    role: Mapped[str] = mapped_column(Code)
    acr: Mapped[list[str]]
    amr: Mapped[list[str]]


class SignIn(Row):
    """Under which subject of an issuer an account signs in, until `ends_at`."""

    __tablename__ = "sign_in"
    use = Use.READ
    __table_args__ = (UniqueConstraint("issuer_id", "subject"),)

    id: Mapped[UUID] = identifier()
    issuer_id: Mapped[UUID] = refers_to("issuer.id")
    subject: Mapped[str] = mapped_column(Code)
    account_id: Mapped[UUID] = refers_to("account.id", index=True)
    ends_at: Mapped[datetime | None]
