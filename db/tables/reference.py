"""Versioned reference data: names of codes, the catalogue of assistance types, share contracts, limits, the working-day calendar.

Source: docs/domain.md (opening), docs/domain-facts.md 3; loaded from db/reference/*.toml. `origin`: FILE for rows of the loader, which
leaves other rows alone; API for those that administrators proposed and approved (docs/decisions/050-versions.md).
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Index, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, LevelValue, Row, Use, refers_to


class CodeName(Row):
    """One version of a code of a list, with its names.

    One that was replaced before it began ends on the day on which it was to begin; so does the end of a code, which names the `successor`.
    """

    __tablename__ = "code_name"
    use = Use.READ

    list: Mapped[str] = mapped_column(Code, primary_key=True)
    code: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    origin: Mapped[str] = mapped_column(Code, default="FILE")
    proposal_id: Mapped[UUID | None] = refers_to("proposal.id")
    successor: Mapped[str | None] = mapped_column(Code)


class AssistanceType(Row):
    """One version of an assistance type."""

    __tablename__ = "assistance_type"
    use = Use.READ

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Code)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    lead_department: Mapped[str] = mapped_column(Code)
    co_departments: Mapped[list[str]]
    domains: Mapped[list[str]]
    applies_by: Mapped[str | None] = mapped_column(Code)
    accepted_at: Mapped[str] = mapped_column(Code)
    decided_at: Mapped[str] = mapped_column(Code)
    needs_application: Mapped[bool] = mapped_column(Boolean)
    urgency_applies: Mapped[bool] = mapped_column(Boolean)
    needs_certificate: Mapped[bool] = mapped_column(Boolean)
    pooled: Mapped[bool] = mapped_column(Boolean)
    reveal_foreseen: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    """Whether its office needs whole ID numbers for its work, so that a reveal needs no reason."""
    monitors: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    """Whether whom it recognises is a monitored household."""
    tells: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default="{}")
    """Field group -> the level of it that the type's very name tells (docs/domain.md 7, what other departments do)."""
    outcome_kind: Mapped[str] = mapped_column(Code)
    stages: Mapped[list[str]]
    limit_value: Mapped[int] = mapped_column(SmallInteger)
    limit_unit: Mapped[str] = mapped_column(Code)
    limit_from: Mapped[str] = mapped_column(Code)
    extension_max: Mapped[int | None] = mapped_column(SmallInteger)
    publicity_days: Mapped[int | None] = mapped_column(SmallInteger)
    binding: Mapped[str] = mapped_column(Code)
    source_zh: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    origin: Mapped[str] = mapped_column(Code, default="FILE")
    proposal_id: Mapped[UUID | None] = refers_to("proposal.id")
    """By which it came, with another limit than the version before; null for a file's."""


class ShareContract(Row):
    """One line of a version of a share contract: the level of a group of fields before or after signing, with its reason."""

    __tablename__ = "share_contract"
    use = Use.READ
    __table_args__ = (Index(None, "type_code", "version", "half"),)

    type_code: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    half: Mapped[str] = mapped_column(Code, primary_key=True)
    group: Mapped[str] = mapped_column(Code, primary_key=True)
    level: Mapped[int] = mapped_column(LevelValue)
    reason_zh: Mapped[str]
    reason_en: Mapped[str]
    origin: Mapped[str] = mapped_column(Code, default="FILE")


class RuleLimit(Row):
    """One version of a limit or another number of the rules; `unit`: of a time, in hours or days.

    One that was replaced before it began ends on the day on which it was to begin. `proposal_id`: by which it came; null for a file's.
    """

    __tablename__ = "rule_limit"
    use = Use.READ

    key: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]
    unit: Mapped[str | None] = mapped_column(Code)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    origin: Mapped[str] = mapped_column(Code, default="FILE")
    proposal_id: Mapped[UUID | None] = refers_to("proposal.id")


class CalendarDay(Row):
    """One day of a version of the working-day calendar; `ordinal`: how many working days there are up to and including it."""

    __tablename__ = "calendar_day"
    use = Use.READ

    version: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    ordinal: Mapped[int]


class CalendarOverride(Row):
    """A day that a notice of the State Council makes a working day or a holiday, where the package does not know it yet."""

    __tablename__ = "calendar_override"
    use = Use.READ

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str]
    origin: Mapped[str] = mapped_column(Code, default="FILE")


class ReferenceFile(Row):
    """The last load of one subject of db/reference. `digest`: SHA-256 of its files; `version`: how often it was loaded."""

    __tablename__ = "reference_file"
    use = Use.READ

    name: Mapped[str] = mapped_column(Code, primary_key=True)
    digest: Mapped[str] = mapped_column(Code)
    version: Mapped[int]
    loaded_on: Mapped[date]
