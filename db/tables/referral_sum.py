"""Sums of referrals, and the changes that are not in them yet. Nothing in them tells of a family.

Source: docs/decisions/056-sums.md. A trigger writes the deltas, the worker folds them into the sums: a reading adds up both.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from db.tables.declare import QUEUE, Code, InRegion, OfOffice, Row, Use, in_place_of, one_of, region_level
from domain.referral import Colour
from domain.sums import Facet, Mark

KEYS = (
    "facet",
    "region_code",
    "mark",
    "at",
    "part",
    "state",
    "department_code",
    "dispatching_office_id",
    "urgency_level",
    "type_code",
    "need_domain",
    "dispatched_at",
    "office_id",
    "office_county_id",
    "office_region_code",
    "colour",
    "late",
)
"""The columns of a sum that together are there once."""
KEYS_OF_DEPARTMENT = (
    "department_code",
    "office_region_code",
    "facet",
    "mark",
    "at",
    "part",
    "state",
    "requesting_office_id",
    "urgency_level",
    "type_code",
    "need_domain",
    "dispatched_at",
    "office_id",
    "region_code",
    "colour",
    "late",
)
"""The same of a department's sum, those first by which it is looked for."""
DISPATCHED_ELSEWHERE = text("dispatching_office_id is not null")


class Sum:
    """What sums of every kind are kept by, and how many share it; `dispatched_at`: the beginning of the week or month."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    facet: Mapped[str] = mapped_column(Code)
    mark: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    """From when on it counts; the beginning of time for what counts always."""
    state: Mapped[str] = mapped_column(Code)
    department_code: Mapped[str] = mapped_column(Code)
    urgency_level: Mapped[str | None] = mapped_column(Code)
    type_code: Mapped[str | None] = mapped_column(Code)
    need_domain: Mapped[str | None] = mapped_column(Code)
    """Beside each type, of which nearly all serve one domain: it makes hardly more sums."""
    dispatched_at: Mapped[datetime | None]
    office_id: Mapped[UUID | None]
    colour: Mapped[str | None] = mapped_column(Code)
    late: Mapped[bool] = mapped_column(Boolean)
    n: Mapped[int] = mapped_column(BigInteger)

    @staticmethod
    def kept_once(name: str, *keys: str) -> tuple[SchemaItem, ...]:
        """Return what holds of a table of sums: its names are those that there are, and each sum stands once."""
        names = (one_of("facet", Facet), one_of("mark", Mark), one_of("colour", Colour))
        return (*names, Index(name, *keys, unique=True, postgresql_nulls_not_distinct=True))


class ReferralSum(Sum, InRegion, Row):
    """How many referrals of a division share what its facet and its mark say."""

    __tablename__ = "referral_sum"
    use = Use.READ
    __table_args__ = (
        *Sum.kept_once("uq_referral_sum", *KEYS),
        Index("ix_referral_sum_province", "province_code", "facet", "mark", "at", postgresql_where=DISPATCHED_ELSEWHERE),
        Index("ix_referral_sum_city", "city_code", "facet", "mark", "at", postgresql_where=DISPATCHED_ELSEWHERE),
        Index("ix_referral_sum_county", "county_code", "facet", "mark", "at", postgresql_where=DISPATCHED_ELSEWHERE),
        Index(
            "ix_referral_sum_dispatched_there",
            *("dispatching_office_id", "facet", "mark", "region_code", "at"),
            postgresql_where=DISPATCHED_ELSEWHERE,
            info=in_place_of("ix_referral_sum_dispatching"),
        ),
    )

    part: Mapped[str] = mapped_column(Code)
    dispatching_office_id: Mapped[UUID | None]
    """Null in the sums of divisions that are summed up of others."""
    office_county_id: Mapped[UUID | None]
    office_region_code: Mapped[str | None] = mapped_column(Code)


class DepartmentSum(Sum, Row):
    """How many referrals to the offices of a department in a division share what its facet and its mark say, as those above see them.

    `office_region_code`: the division of the offices, a county or above; `region_code`: the county or township of the families, of these
    facets alone.
    """

    __tablename__ = "department_sum"
    use = Use.READ
    __table_args__ = Sum.kept_once("uq_department_sum", *KEYS_OF_DEPARTMENT)

    part: Mapped[str] = mapped_column(Code)
    office_region_code: Mapped[str] = mapped_column(Code)
    requesting_office_id: Mapped[UUID | None]
    region_code: Mapped[str | None] = mapped_column(Code)
    province_code: Mapped[str | None] = region_level(2)
    city_code: Mapped[str | None] = region_level(4)
    county_code: Mapped[str | None] = region_level(6)
    town_code: Mapped[str | None] = region_level(9)


class ReferralDelta(OfOffice, InRegion, Row):
    """What a statement changed: `n` referrals more, or less, that share all of this. `region_code`: the township's.

    `dispatched_at` is the beginning of the day in Shanghai. Its moments are null where it waits for nobody; `awaited_until` is the end of
    time where no moment ends that.
    """

    __tablename__ = "referral_delta"
    __table_args__ = QUEUE
    use = Use.READ

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    part: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    department_code: Mapped[str] = mapped_column(Code)
    dispatching_office_id: Mapped[UUID]
    urgency_level: Mapped[str] = mapped_column(Code)
    need_domain: Mapped[str] = mapped_column(Code)
    type_code: Mapped[str] = mapped_column(Code)
    dispatched_at: Mapped[datetime]
    office_id: Mapped[UUID]
    office_county_id: Mapped[UUID | None]
    requesting_office_id: Mapped[UUID | None]
    """Of a request for funds, which has no family: the office that requests."""
    leaves_at: Mapped[datetime | None]
    """The beginning of the quarter in which its office sees it no more, since it has ended."""
    waits_office: Mapped[bool] = mapped_column(Boolean)
    work_due_at: Mapped[datetime | None]
    yellow_at: Mapped[datetime | None]
    awaited_from: Mapped[datetime | None]
    awaited_until: Mapped[datetime | None]
    n: Mapped[int] = mapped_column(BigInteger)


class SumCheck(Row):
    """When the sums of a county were last compared with its rows, and how many of them were others: 0."""

    __tablename__ = "sum_check"

    region_code: Mapped[str] = mapped_column(Code, primary_key=True)
    checked_at: Mapped[datetime]
    differing: Mapped[int]
