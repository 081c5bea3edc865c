"""What every table is declared with: the class Row, and the kinds of column the house uses.

Source: docs/decisions/002-tables.md; text with CHECK instead of enum types, because enum comparison is not leakproof under row security.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, CheckConstraint, Computed, DateTime, ForeignKey, MetaData, SmallInteger, Uuid
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Text = SqlText()
Code = SqlText(collation="C")
"""A code of ours or of a standard: compared byte by byte, so that an index serves equality and prefixes."""
Instant = DateTime(timezone=True)
"""A moment, in UTC, to the millisecond (rounded by `domain.clock.moment`)."""


class Use(Flag):
    """What the application's login does with the rows of a table: `db/protect/policies.py` makes row security and grants of it."""

    READ = auto()
    ADDED = auto()
    CHANGED = auto()
    REMOVED = auto()
    HISTORY = READ | ADDED


class Row(DeclarativeBase):
    """A table of the platform. Of one that says no `use` the application knows nothing."""

    use: ClassVar[Use] = Use(0)

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: Instant,
        UUID: Uuid(as_uuid=True),
        list[str]: ARRAY(Code),
        list[UUID]: ARRAY(Uuid(as_uuid=True)),
    }


def identifier() -> MappedColumn[UUID]:
    """A random primary key: a sequence would tell how many rows there are."""
    return mapped_column(Uuid(as_uuid=True), primary_key=True, default=uuid4)


def refers_to(column: str, *, index: bool = False, nullable: bool | None = None, deferred: bool = False) -> MappedColumn[Any]:
    """A foreign key to `table.column`; `deferred` for two tables that point at each other."""
    key = ForeignKey(column, deferrable=deferred or None, initially="DEFERRED" if deferred else None, use_alter=deferred)
    return mapped_column(key, index=index) if nullable is None else mapped_column(key, index=index, nullable=nullable)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """The CHECK that holds a text column to the values of an enumeration."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def region_level(digits: int) -> MappedColumn[str | None]:
    """The code of one level above a 12-digit region code, generated; null where the row's own region is above that level."""
    above = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}[digits]
    own = f"substr(region_code, {above + 1}, {digits - above}) <> '{'0' * (digits - above)}'"
    padded = "region_code" if digits == 12 else f"substr(region_code, 1, {digits}) || '{'0' * (12 - digits)}'"
    return mapped_column(Code, Computed(f"case when {own} then {padded} end", persisted=True))


CAME_TO_BE = ("created_at", "dispatched_at", "at")
"""What tells when a row came to be; a referral does with its dispatch, an import with its reading."""


def came_to_be(columns: Mapping[str, Any]) -> Any:
    """When a new row came to be, by the first of these columns that it has."""
    return next(columns[name] for name in CAME_TO_BE if name in columns)


class Versioned:
    """Rows that commands change: how often, and when last. A new row was changed last when it came to be."""

    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=lambda context: came_to_be(context.get_current_parameters()))

    def changed(self, now: datetime) -> None:
        """The next version, of this moment: the one place where either is written."""
        self.version += 1
        self.updated_at = now


LEVEL_COLUMNS = ("province_code", "city_code", "county_code", "town_code", "village_code")


class InRegion:
    """Rows that stand in a division: its 12-digit code, and the code of every level above it.

    The prefix serves scope tests (docs/domain-facts.md 2.4).
    """

    region_code: Mapped[str] = mapped_column(Code)

    province_code: Mapped[str | None] = region_level(2)
    city_code: Mapped[str | None] = region_level(4)
    county_code: Mapped[str | None] = region_level(6)
    town_code: Mapped[str | None] = region_level(9)
    village_code: Mapped[str | None] = region_level(12)


LevelValue = SmallInteger
"""A level of `domain.access.Level` as a number: the highest wins by max()."""
