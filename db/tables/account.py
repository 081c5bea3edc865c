"""Accounts, and memberships: the role of an account in an office, from a start to an end.

Source: docs/domain.md 1; a token names one membership.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, one_of, refers_to
from domain.viewer import Language, Role


class Account(Row):
    """A person or program that signs in. `subject`: its id in tokens; `name`: shown to colleagues.

    `last_used_at`: when it worked here, to five minutes. `refused_at`: when the trail told last that it was refused; `refused`: how often
    it was since.
    """

    __tablename__ = "account"
    use = Use.READ
    __table_args__ = (one_of("language", Language),)

    id: Mapped[UUID] = identifier()
    subject: Mapped[str] = mapped_column(Code, unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(Code, default=Language.ZH)
    last_used_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused: Mapped[int] = mapped_column(default=0, server_default="0")


class Membership(Row):
    """One role in one office over a set of divisions (`scope`, 12-digit codes of any level), from `starts_at` until `ends_at`.

    `department_code`, `office_region_code`: copies of the office's, by which row security shows it to the offices above.
    `deputy_for_id`: the membership for whose absence it stands in.
    """

    __tablename__ = "membership"
    __table_args__ = (one_of("role", Role), CheckConstraint("ends_at >= starts_at", name="ends"), Index(None, "office_id", "account_id"))

    id: Mapped[UUID] = identifier()
    account_id: Mapped[UUID] = refers_to("account.id", index=True)
    office_id: Mapped[UUID] = refers_to("office.id")
    department_code: Mapped[str | None] = mapped_column(Code)
    office_region_code: Mapped[str] = mapped_column(Code)
    role: Mapped[str] = mapped_column(Code)
    scope: Mapped[list[str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    deputy_for_id: Mapped[UUID | None] = refers_to("membership.id")
