"""Referrals are counted in sums.

Revision 0081, after 0080. What stands is written down as if it had just come; the worker folds it, and readings add up both meanwhile.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0081"
down_revision: str | None = "0080"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
LEVELS = {"province_code": (1, 2), "city_code": (3, 2), "county_code": (5, 2), "town_code": (7, 3), "village_code": (10, 3)}
KEYS = (
    *("facet", "region_code", "mark", "at", "part", "state", "department_code", "dispatching_office_id", "urgency_level"),
    *("type_code", "dispatched_at", "office_id", "office_county_id", "office_region_code", "colour", "late"),
)
AWAITED = "waits_office or waits_federation or waits_commissioner or waits_monitor"
BY_ITSELF = "waits_federation and federation_until is null or waits_monitor and monitor_until is null"
STANDING = f"""
insert into referral_delta (region_code, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id,
    dispatched_at, office_county_id, office_region_code, waits_office, work_due_at, yellow_at, awaited_from, awaited_until, n)
select region, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id, month, office_county_id,
    office_region_code, waits_office, due, yellow, begins, ends, count(*)
from referral cross join lateral (
    select case when substr(region_code, 7, 3) = '000' then region_code else rpad(left(region_code, 9), 12, '0') end region,
        timezone('Asia/Shanghai', date_trunc('month', timezone('Asia/Shanghai', dispatched_at))) as month,
        case when {AWAITED} then work_due_at end due, case when {AWAITED} then yellow_at end yellow,
        case when {AWAITED} then coalesce(waits_from + interval '1 microsecond', '-infinity') end begins,
        case when waits_office or waits_commissioner or {BY_ITSELF} then 'infinity'::timestamptz when {AWAITED} then greatest(
            case when waits_federation then federation_until end, case when waits_monitor then monitor_until end) end ends
) told
group by region, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id, month, office_county_id,
    office_region_code, waits_office, due, yellow, begins, ends
"""


def upgrade() -> None:
    """Make the tables, and write down what stands. No referral changes until the trigger stands as well: the migration locks the table."""
    op.create_table(
        "referral_delta",
        *_counted(nullable=False),
        sa.Column("waits_office", sa.Boolean(), nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("work_due_at", "yellow_at", "awaited_from", "awaited_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_delta")),
    )
    op.create_table(
        "referral_sum",
        sa.Column("facet", CODE, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_counted(nullable=True),
        sa.Column("colour", CODE, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint("colour in ('GREEN', 'YELLOW', 'RED')", name=op.f("ck_referral_sum_colour")),
        sa.CheckConstraint("facet in ('BARE', 'URGENCY', 'TYPE', 'MONTH', 'OFFICE', 'TOWNSHIP')", name=op.f("ck_referral_sum_facet")),
        sa.CheckConstraint("mark in ('ALL', 'LATE', 'COLOUR')", name=op.f("ck_referral_sum_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_sum")),
    )
    lowest = sa.text("dispatching_office_id is not null")
    for name, column in (
        ("province", "province_code"),
        ("city", "city_code"),
        ("county", "county_code"),
        ("dispatching", "dispatching_office_id"),
    ):
        op.create_index(f"ix_referral_sum_{name}", "referral_sum", [column, "facet", "mark", "at"], postgresql_where=lowest)
    op.create_index("uq_referral_sum", "referral_sum", list(KEYS), unique=True, postgresql_nulls_not_distinct=True)
    with past_row_security("referral"):
        op.execute(STANDING)


def downgrade() -> None:
    op.execute("drop function if exists referral_changes() cascade")
    op.execute("drop function if exists fold_sums(integer)")
    op.drop_table("referral_sum")
    op.drop_table("referral_delta")


def _counted(*, nullable: bool) -> tuple[sa.Column[Any], ...]:
    """Return the columns that both tables have; `nullable`: whether one of them may not be told apart."""
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("part", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("department_code", CODE, nullable=False),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=nullable),
        sa.Column("urgency_level", CODE, nullable=nullable),
        sa.Column("type_code", CODE, nullable=nullable),
        sa.Column("dispatched_at", MOMENT, nullable=nullable),
        sa.Column("office_id", sa.Uuid(), nullable=nullable),
        sa.Column("office_county_id", sa.Uuid(), nullable=True),
        sa.Column("office_region_code", CODE, nullable=nullable),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        *(sa.Column(name, CODE, sa.Computed(_level(*digits), persisted=True), nullable=True) for name, digits in LEVELS.items()),
    )


def _level(first: int, digits: int) -> str:
    """Return the SQL of the code of a division's level: null where the division is above it."""
    last = first + digits - 1
    padded = "region_code" if last == 12 else f"substr(region_code, 1, {last}) || '{'0' * (12 - last)}'"
    return f"case when substr(region_code, {first}, {digits}) <> '{'0' * digits}' then {padded} end"
