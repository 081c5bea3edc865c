"""Organisations (federations, departments, townships, communities, governments) and their offices.

Source: docs/domain.md 1. Referrals and memberships refer to offices.
"""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.viewer import OrganizationKind


class Organization(InRegion, Row):
    """One organisation. `parent_id`: the one above it; `department_code`: set only for departments."""

    __tablename__ = "organization"
    use = Use.READ
    __table_args__ = (one_of("kind", OrganizationKind),)

    id: Mapped[UUID] = identifier()
    kind: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    department_code: Mapped[str | None] = mapped_column(Code)
    parent_id: Mapped[UUID | None] = refers_to("organization.id")


class Office(InRegion, Row):
    """The part of an organisation that works in one line, `department_code`; its region is the organisation's."""

    __tablename__ = "office"
    use = Use.READ
    __table_args__ = (
        one_of("kind", OrganizationKind),
        UniqueConstraint("organization_id", "department_code", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[UUID] = identifier()
    organization_id: Mapped[UUID] = refers_to("organization.id")
    kind: Mapped[str] = mapped_column(Code)
    department_code: Mapped[str | None] = mapped_column(Code)
    name: Mapped[str]
