"""Organisations and their offices: a federation, department, township, community, government.

Source: docs/domain.md 1. An office is an organisation and a line of it; referrals, memberships and policies point to offices.
"""

from uuid import UUID

from sqlalchemy import Boolean, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.viewer import OrganizationKind


class Organization(InRegion, Row):
    """A body with a place in its own tree. `department_code` is set for departments alone."""

    __tablename__ = "organization"
    use = Use.READ
    __table_args__ = (one_of("kind", OrganizationKind),)

    id: Mapped[UUID] = identifier()
    kind: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    department_code: Mapped[str | None] = mapped_column(Code)
    parent_id: Mapped[UUID | None] = refers_to("organization.id")


class Office(InRegion, Row):
    """An organisation at work in one line (department); the region is the organisation's."""

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
    paused: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
