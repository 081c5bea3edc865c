"""The class Row, of which every table is a subclass, and the kinds of columns that tables are declared with.

Source: docs/decisions/002-tables.md: codes are text with a CHECK, since enum comparison is not leakproof under row security.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Flag, StrEnum, auto
from functools import cache
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Computed, DateTime, ForeignKey, Index, MetaData, SmallInteger, Table, Uuid, text
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from domain.viewer import RegionLevel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Text = SqlText()
Code = SqlText(collation="C")
"""The type of codes: compared byte by byte, so that an index serves equality and prefixes."""
Instant = DateTime(timezone=True)
"""A moment, in UTC, to the millisecond (rounded by `domain.clock.moment`)."""

BESIDE = {"beside": True}
"""`info` of an index that is built after a migration, beside those who work (`db/migrations/beside.py`): on a table of millions of rows."""
REPLACES = "replaces"
"""Key of `info`: the name of the index that goes once the new one is built, so that what it serves never waits."""

QUEUE = {"postgresql_with": {"vacuum_index_cleanup": "on"}}
"""`__table_args__` of a table that rows leave soon: it shrinks. By itself PostgreSQL passes over its indexes while few of its pages hold
what is gone, and gives back no page: a table that was large once is read whole for ever."""


class Use(Flag):
    """What the application's login does with the rows of a table; `db/protect/policies.py` makes policies and grants from it."""

    READ = auto()
    ADDED = auto()
    CHANGED = auto()
    REMOVED = auto()
    HISTORY = READ | ADDED


class Row(DeclarativeBase):
    """A table. The application has no access to one without a `use`."""

    use: ClassVar[Use] = Use(0)
    added_to: ClassVar[str | None] = None
    """The table in which a new row is written, with the same columns; None for its own."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: Instant,
        UUID: Uuid(as_uuid=True),
        list[str]: ARRAY(Code),
        list[UUID]: ARRAY(Uuid(as_uuid=True)),
    }

    def __init__(self, **values: Any) -> None:
        """Take the values of columns as they are: nothing of a new row has to be remembered as changed, which costs as much again."""
        _check_known(type(self), values)
        vars(self).update(values)

    @classmethod
    def written_in(cls) -> Table:
        """Return the table in which a new row is written."""
        return cls.metadata.tables[cls.added_to or cls.__tablename__]

    def tell(self, **values: Any) -> None:
        """Take further values of columns of a new row, as they are."""
        _check_known(type(self), values)
        vars(self).update(values)


@cache
def _columns(of: type[Row]) -> frozenset[str]:
    return frozenset(of.__table__.columns.keys())


def _check_known(of: type[Row], values: Mapping[str, Any]) -> None:
    if not values.keys() <= (columns := _columns(of)):
        raise TypeError(f"{of.__name__} has no {', '.join(sorted(values.keys() - columns))}")


def identifier() -> MappedColumn[UUID]:
    """Declare a random primary key: a sequence would tell how many rows there are."""
    return mapped_column(Uuid(as_uuid=True), primary_key=True, default=uuid4)


def refers_to(column: str, *, index: bool = False, nullable: bool | None = None, deferred: bool = False) -> MappedColumn[Any]:
    """Declare a foreign key to `table.column`; `deferred` for two tables that refer to each other."""
    key = ForeignKey(column, deferrable=deferred or None, initially="DEFERRED" if deferred else None, use_alter=deferred)
    return mapped_column(key, index=index) if nullable is None else mapped_column(key, index=index, nullable=nullable)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """Return the CHECK by which a column takes only these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def region_level(digits: int, of: str = "region_code") -> MappedColumn[str | None]:
    """Declare the generated 12-digit code of the division of one level; null if the row's own region, in `of`, is above that level."""
    above = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}[digits]
    own = f"substr({of}, {above + 1}, {digits - above}) <> '{'0' * (digits - above)}'"
    padded = of if digits == 12 else f"substr({of}, 1, {digits}) || '{'0' * (12 - digits)}'"
    return mapped_column(Code, Computed(f"case when {own} then {padded} end", persisted=True))


CAME_TO_BE = ("created_at", "dispatched_at", "at")
"""The columns that may hold the moment of a row's creation; the first that a table has counts."""


def in_place_of(name: str) -> dict[str, Any]:
    """Return the `info` of an index that is built beside those who work, in the place of another one."""
    return {**BESIDE, REPLACES: name}


def came_to_be(columns: Mapping[str, Any]) -> Any:
    """Return the moment at which a row was created. `columns`: its values by column."""
    return next(columns[name] for name in CAME_TO_BE if name in columns)


class Versioned:
    """Rows that commands change: a version, and the moment of the last change, which at first is that of creation."""

    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=lambda context: came_to_be(context.get_current_parameters()))

    def changed(self, now: datetime) -> None:
        """Count the version up and set the moment of the last change."""
        self.version += 1
        self.updated_at = now


class Summed:
    """Requests for funds: what their lines come to, in persons and in fen; null for what serves a family."""

    line_persons: Mapped[int | None]
    line_sum: Mapped[int | None] = mapped_column(BigInteger)
    line_paid: Mapped[int | None] = mapped_column(BigInteger)
    line_outstanding: Mapped[int | None] = mapped_column(BigInteger)
    line_failed: Mapped[int | None] = mapped_column(BigInteger)


COLUMN_OF_LEVEL: Mapping[RegionLevel, str] = {
    RegionLevel.PROVINCE: "province_code",
    RegionLevel.CITY: "city_code",
    RegionLevel.COUNTY: "county_code",
    RegionLevel.TOWNSHIP: "town_code",
    RegionLevel.VILLAGE: "village_code",
}
"""The column of `InRegion` that holds the code of a level."""
LEVEL_COLUMNS = tuple(COLUMN_OF_LEVEL.values())


OFFICE_COLUMN_OF_LEVEL: Mapping[RegionLevel, str] = {
    **{level: f"office_{column}" for level, column in COLUMN_OF_LEVEL.items()},
    RegionLevel.VILLAGE: "office_region_code",
}
"""The column of `OfOffice` that holds the code of a level; nothing lies below a village."""


def below_county(table: str, moment: str) -> tuple[Index, ...]:
    """Return the indexes by which what lies in a township or a village is listed in its order; of some tables few rows do."""
    columns = (COLUMN_OF_LEVEL[level] for level in (RegionLevel.TOWNSHIP, RegionLevel.VILLAGE))
    names = {column: f"ix_{table}_of_{column.removesuffix('_code')}" for column in columns}
    return tuple(
        Index(name, column, moment, "id", postgresql_where=text(f"{column} is not null"), info=BESIDE) for column, name in names.items()
    )


class OfOffice:
    """Rows of an office: the 12-digit code of its division, and generated columns with the code of each level above a village."""

    office_region_code: Mapped[str] = mapped_column(Code)

    office_province_code: Mapped[str | None] = region_level(2, "office_region_code")
    office_city_code: Mapped[str | None] = region_level(4, "office_region_code")
    office_county_code: Mapped[str | None] = region_level(6, "office_region_code")
    office_town_code: Mapped[str | None] = region_level(9, "office_region_code")


class InRegion:
    """Rows that belong to a division: its 12-digit code, and generated columns with the code of each level down to it.

    Source: docs/domain-facts.md 2.4.
    """

    region_code: Mapped[str] = mapped_column(Code)

    province_code: Mapped[str | None] = region_level(2)
    city_code: Mapped[str | None] = region_level(4)
    county_code: Mapped[str | None] = region_level(6)
    town_code: Mapped[str | None] = region_level(9)
    village_code: Mapped[str | None] = region_level(12)


LevelValue = SmallInteger
"""The type of a `domain.rules.group.Level` as a number."""
