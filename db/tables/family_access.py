"""What an office may see of a family: one row per referral, hotline call or emergency view, written by commands.

Source: docs/design.md 4.5, docs/domain.md 7. The highest level in force counts; members without a row are COARSE.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, FetchedValue, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, Code, InRegion, LevelValue, OfOffice, Row, Use, identifier, refers_to
from domain.rules.group import PERSONAL

LEVEL_OF_GROUP = {group: f"{group.value.lower()}_level" for group in PERSONAL}

FOUND_BY = ("family_created_at", "family_id")
"""The columns of the order in which families are found by what is given of them: that of their creation."""


class FamilyAccess(OfOffice, InRegion, Row):
    """The level of each group of fields for one office, until a moment. `person_id`: the member, null for the household.

    `family_id` is null where the referral is a request for funds: the row gives access to the referral's history, and to no family.
    """

    __tablename__ = "family_access"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (
        CheckConstraint("num_nonnulls(referral_id, visit_id, emergency_view_id) = 1", name="cause"),
        Index(
            "ix_family_access_family_office",
            "family_id",
            "office_id",
            postgresql_include=["until", "person_id", "members", "department_code", "office_region_code", *LEVEL_OF_GROUP.values()],
        ),
        Index(None, "office_id", "family_id"),
        Index(None, "office_id", "until", "family_id"),
        Index("ix_family_access_called", "office_id", "until", "family_id", postgresql_where=text("visit_id is not null"), info=BESIDE),
        Index(  # with what is asked of a row beside: how many families an office is given it tells alone
            "ix_family_access_given",
            *("office_id", *FOUND_BY),
            postgresql_include=["until", "department_code", "office_region_code"],
            info=BESIDE,
        ),
        Index("ix_family_access_line_city_families", "department_code", "office_city_code", *FOUND_BY, info=BESIDE),
        Index("ix_family_access_line_province_families", "department_code", "office_province_code", *FOUND_BY, info=BESIDE),
        Index("ix_family_access_few_there", "office_id", "family_region_code", info=BESIDE),
        Index("ix_family_access_few_there_of_line", "department_code", "office_city_code", "family_region_code", info=BESIDE),
        Index(None, "referral_id", "office_id"),
        Index("ix_family_access_emergency_view_id", "emergency_view_id", postgresql_where=text("emergency_view_id is not null")),
    )

    id: Mapped[UUID] = identifier()
    family_id: Mapped[UUID | None] = refers_to("family.id")
    family_created_at: Mapped[datetime | None] = mapped_column(FetchedValue())
    """That of the family, which the trigger `family_access_founded` writes: by it an office's families are found in their order."""
    family_region_code: Mapped[str | None] = mapped_column(Code, FetchedValue())
    """Where the family lives, which that trigger writes and, when it moves, `family_moved`: `region_code` of what is past stays."""
    person_id: Mapped[UUID | None] = refers_to("person.id")
    office_id: Mapped[UUID] = refers_to("office.id")
    department_code: Mapped[str | None] = mapped_column(Code)
    referral_id: Mapped[UUID | None] = refers_to("referral.id")
    visit_id: Mapped[UUID | None] = refers_to("visit.id")
    emergency_view_id: Mapped[UUID | None] = refers_to("emergency_view.id")
    members: Mapped[list[UUID] | None]
    """Of a family that was merged: the only members of whom the row gives anything, those that its office saw before; null: all."""
    until: Mapped[datetime]
    identity_level: Mapped[int] = mapped_column(LevelValue, default=0)
    id_number_level: Mapped[int] = mapped_column(LevelValue, default=0)
    contact_level: Mapped[int] = mapped_column(LevelValue, default=0)
    contact_wish_level: Mapped[int] = mapped_column(LevelValue, default=0)
    address_level: Mapped[int] = mapped_column(LevelValue, default=0)
    birth_level: Mapped[int] = mapped_column(LevelValue, default=0)
    disability_level: Mapped[int] = mapped_column(LevelValue, default=0)
    health_level: Mapped[int] = mapped_column(LevelValue, default=0)
    income_level: Mapped[int] = mapped_column(LevelValue, default=0)
    work_level: Mapped[int] = mapped_column(LevelValue, default=0)
