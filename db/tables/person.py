"""Persons of a family, with encrypted numbers, and the history of their disability certificates.

Source: docs/domain.md 2; docs/domain-facts.md 2.2, 2.3. Encryption and index of numbers: `db.protect.cipher`.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.protect.masking import coarse_name, masked_name
from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.family import CertificateStatus, Relation, Sex

BYTEWISE_NAME = text('name collate "C"')
"""A name as its indexes order it: a prefix is a range, whatever the database's own collation."""


class Person(InRegion, Row):
    """A member of a family. One without an ID number has a reason, and is recognized by name, birth year and village."""

    __tablename__ = "person"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (
        one_of("relation", Relation),
        one_of("sex", Sex),
        one_of("certificate_status", CertificateStatus),
        CheckConstraint("(id_number_cipher is null) = (id_number_index is null)", name="id_number"),
        CheckConstraint("id_number_cipher is not null or no_id_reason is not null", name="no_id_reason"),
        CheckConstraint("disability_level between 1 and 4", name="disability_level"),
        Index(None, "family_id"),
        Index(None, "id_number_index"),
        Index(None, "certificate_number_index"),
        Index(None, "guardian_phone"),
        Index("ix_person_county_name", "county_code", BYTEWISE_NAME),
        Index(None, "merged_into_id", postgresql_where=text("merged_into_id is not null")),
        Index("ix_person_village_name", "village_code", BYTEWISE_NAME),
    )

    id: Mapped[UUID] = identifier()
    family_id: Mapped[UUID] = refers_to("family.id")
    relation: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    name_masked: Mapped[str | None] = masked_name("name")
    name_coarse: Mapped[str | None] = coarse_name("name")
    id_number_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_masked: Mapped[str | None]
    no_id_reason: Mapped[str | None] = mapped_column(Code)
    sex: Mapped[str | None] = mapped_column(Code)
    birth_date: Mapped[date | None]
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    certificate_status: Mapped[str] = mapped_column(Code, default=CertificateStatus.NONE)
    certificate_number_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    certificate_number_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    certificate_number_masked: Mapped[str | None]
    certificate_issued_on: Mapped[date | None]
    disability_category: Mapped[str | None] = mapped_column(Code)
    disability_level: Mapped[int | None] = mapped_column(SmallInteger)
    guardian_name: Mapped[str | None]
    guardian_phone: Mapped[str | None]
    work_told_on: Mapped[date | None]
    """When the work profile was told last; every other column of it is null before that."""
    work_education: Mapped[str | None] = mapped_column(Code)
    work_employment: Mapped[str | None] = mapped_column(Code)
    work_not_employed_reason: Mapped[str | None] = mapped_column(Code)
    work_livelihood: Mapped[str | None] = mapped_column(Code)
    work_registered_unemployed: Mapped[bool | None] = mapped_column(Boolean)
    work_wish: Mapped[list[str] | None] = mapped_column(ARRAY(Code))
    work_hours: Mapped[int | None] = mapped_column(SmallInteger)
    """The most that the person wants to work, in hours a week."""
    work_distance: Mapped[int | None] = mapped_column(SmallInteger)
    """How far from home at most, in kilometres."""
    work_at_home: Mapped[bool | None] = mapped_column(Boolean)
    work_can_do: Mapped[list[str] | None] = mapped_column(ARRAY(Code))
    work_support: Mapped[list[str] | None] = mapped_column(ARRAY(Code))
    work_care_duties: Mapped[bool | None] = mapped_column(Boolean)
    work_zero_employment_household: Mapped[bool | None] = mapped_column(Boolean)
    work_public_post_months: Mapped[int | None] = mapped_column(SmallInteger)
    deceased_on: Mapped[date | None]
    """The day of death; null while the person lives, as far as it is known."""
    merged_into_id: Mapped[UUID | None] = refers_to("person.id")
    """The member of another family as whom this one goes on."""
    created_at: Mapped[datetime]


class CertificateRecord(InRegion, Row):
    """One step in the history of a person's certificate: issued, changed, reissued, expired or cancelled."""

    __tablename__ = "certificate_record"
    use = Use.HISTORY | Use.REMOVED
    __table_args__ = (one_of("status", CertificateStatus), Index(None, "person_id", "at"))

    id: Mapped[UUID] = identifier()
    family_id: Mapped[UUID] = refers_to("family.id")
    person_id: Mapped[UUID] = refers_to("person.id")
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(Code)
    number_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    issued_on: Mapped[date | None]
    disability_category: Mapped[str | None] = mapped_column(Code)
    disability_level: Mapped[int | None] = mapped_column(SmallInteger)
