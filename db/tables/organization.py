"""Organisations (federations, departments, townships, communities, governments) and their offices.

Source: docs/domain.md 1. Referrals and memberships refer to offices.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.viewer import OrganizationKind


class Organization(InRegion, Row):
    """One organisation. `parent_id`: the one above it; `department_code`: set only for departments; `ended_at`: null while it stands.

    A division has one of each kind, a department one of each line; only the nation's federations are several: one keeps the platform.
    """

    __tablename__ = "organization"
    use = Use.READ
    __table_args__ = (
        one_of("kind", OrganizationKind),
        Index(
            "uq_organization_place",
            "region_code",
            "kind",
            "department_code",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("ended_at is null and region_code <> '000000000000'"),
        ),
    )

    id: Mapped[UUID] = identifier()
    kind: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    department_code: Mapped[str | None] = mapped_column(Code)
    parent_id: Mapped[UUID | None] = refers_to("organization.id")
    ended_at: Mapped[datetime | None]


class Office(InRegion, Row):
    """The part of an organisation that works in one line, `department_code`; its region is the organisation's. An ended one stays."""

    __tablename__ = "office"
    use = Use.READ
    __table_args__ = (
        one_of("kind", OrganizationKind),
        Index(
            "uq_office_line",
            "organization_id",
            "department_code",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[UUID] = identifier()
    organization_id: Mapped[UUID] = refers_to("organization.id")
    kind: Mapped[str] = mapped_column(Code)
    department_code: Mapped[str | None] = mapped_column(Code)
    name: Mapped[str]
    ended_at: Mapped[datetime | None]
