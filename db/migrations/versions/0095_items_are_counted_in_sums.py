"""Assistance items are counted in sums.

Revision 0095, after 0094. What each item counts as is kept, and written down as if it had just come; the worker folds it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0095"
down_revision: str | None = "0094"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
LEVELS = {"province_code": (1, 2), "city_code": (3, 2), "county_code": (5, 2), "town_code": (7, 3), "village_code": (10, 3)}
KEYS = (
    *("facet", "region_code", "mark", "at", "state", "department_code", "apart", "type_code", "dispatched_at"),
    *("office_id", "office_county_id", "office_region_code", "colour", "late"),
)
FACETS = ("BARE", "URGENCY", "TYPE", "WEEK", "MONTH", "OFFICE", "TOWNSHIP", "COUNTY")
AWAITED = "r.waits_office or r.waits_federation or r.waits_commissioner or r.waits_monitor"
BY_ITSELF = "r.waits_federation and r.federation_until is null or r.waits_monitor and r.monitor_until is null"
LEAD = (
    *("office_id", "office_county_id", "office_region_code", "work_due_at", "yellow_at", "awaited_from", "awaited_until"),
    *("lead_department_code", "waits_office", "lead_region_code"),
)
STANDING = f"""
insert into item_counted (item_id, lead_id, region_code, state, type_code, type_department_code, dispatched_at, {", ".join(LEAD)})
select i.id, i.lead_id,
    case when substr(i.region_code, 7, 3) = '000' then i.region_code else rpad(left(i.region_code, 9), 12, '0') end,
    i.state, i.type_code, i.type_department_code,
    timezone('Asia/Shanghai', date_trunc('day', timezone('Asia/Shanghai', i.first_dispatched_at))),
    r.office_id, r.office_county_id, r.office_region_code,
    case when {AWAITED} then r.work_due_at end, case when {AWAITED} then r.yellow_at end,
    case when {AWAITED} then coalesce(r.waits_from + interval '1 microsecond', '-infinity') end,
    case when r.waits_office or r.waits_commissioner or {BY_ITSELF} then 'infinity'::timestamptz when {AWAITED} then greatest(
        case when r.waits_federation then r.federation_until end, case when r.waits_monitor then r.monitor_until end) end,
    r.department_code, r.waits_office,
    case when r.part <> 'LEAD' then null when substr(r.region_code, 7, 3) = '000' then r.region_code
        else rpad(left(r.region_code, 9), 12, '0') end
from assistance_item i left join referral r on r.id = i.lead_id
"""
TOLD = LEAD[:7]
DELTAS = f"""
insert into item_delta (region_code, state, type_code, dispatched_at, lead_id, department_code, waits_office, {", ".join(TOLD)}, n)
select region_code, state, type_code, dispatched_at, lead, department, waits, {", ".join(TOLD)}, count(*)
from (
    select region_code, state, type_code, dispatched_at, case when elsewhere then lead_id end lead,
        coalesce(case when not elsewhere then lead_department_code end, type_department_code) department,
        not elsewhere and coalesce(waits_office, false) waits,
        {", ".join(f"case when not elsewhere then {name} end {name}" for name in TOLD)}
    from item_counted
    cross join lateral (select lead_id is not null and lead_region_code is distinct from region_code elsewhere) e
) told
group by region_code, state, type_code, dispatched_at, lead, department, waits, {", ".join(TOLD)}
"""


def upgrade() -> None:
    """Make the tables, and write down what stands. No item and no referral changes meanwhile: the migration locks both tables."""
    op.create_table(
        "item_counted",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("type_department_code", CODE, nullable=False),
        sa.Column("lead_department_code", CODE, nullable=True),
        sa.Column("lead_region_code", CODE, nullable=True),
        sa.Column("waits_office", sa.Boolean(), nullable=True),
        *_counted(),
        *_moments(),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_counted")),
    )
    op.create_table(
        "item_delta",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("department_code", CODE, nullable=False),
        sa.Column("waits_office", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        *_counted(),
        *_moments(),
        *_in_region(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_delta")),
    )
    op.create_table(
        "item_sum",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("facet", CODE, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("department_code", CODE, nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=True),
        *_counted(type_is_told=False),
        sa.Column("colour", CODE, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        *_in_region(),
        sa.CheckConstraint("colour in ('GREEN', 'YELLOW', 'RED')", name=op.f("ck_item_sum_colour")),
        sa.CheckConstraint(f"facet in {FACETS}", name=op.f("ck_item_sum_facet")),
        sa.CheckConstraint("mark in ('ALL', 'LATE', 'COLOUR')", name=op.f("ck_item_sum_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_sum")),
    )
    for name in ("province", "city", "county"):
        columns = [f"{name}_code", "facet", "mark", "at"]
        op.create_index(f"ix_item_sum_{name}", "item_sum", columns, postgresql_where=sa.text("apart is not null"))
    op.create_index("uq_item_sum", "item_sum", list(KEYS), unique=True, postgresql_nulls_not_distinct=True)
    with past_row_security("assistance_item", "referral"):
        op.execute(STANDING)
    op.execute(DELTAS)


def downgrade() -> None:
    op.execute("drop function if exists item_changes() cascade")
    op.execute("drop function if exists lead_changes() cascade")
    op.execute("drop function if exists fold_sums(integer)")
    op.execute("drop function if exists compare_sums(timestamptz)")
    for table in ("item_sum", "item_delta", "item_counted"):
        op.drop_table(table)


def _counted(*, type_is_told: bool = True) -> tuple[sa.Column[Any], ...]:
    """Return the columns that all three tables have."""
    return (
        sa.Column("state", CODE, nullable=False),
        sa.Column("type_code", CODE, nullable=not type_is_told),
        sa.Column("dispatched_at", MOMENT, nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("office_county_id", sa.Uuid(), nullable=True),
        sa.Column("office_region_code", CODE, nullable=True),
    )


def _moments() -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, MOMENT, nullable=True) for name in ("work_due_at", "yellow_at", "awaited_from", "awaited_until"))


def _in_region() -> tuple[sa.Column[Any], ...]:
    levels = (sa.Column(name, CODE, sa.Computed(_level(*digits), persisted=True), nullable=True) for name, digits in LEVELS.items())
    return (sa.Column("region_code", CODE, nullable=False), *levels)


def _level(first: int, digits: int) -> str:
    """Return the SQL of the code of a division's level: null where the division is above it."""
    last = first + digits - 1
    padded = "region_code" if last == 12 else f"substr(region_code, 1, {last}) || '{'0' * (12 - last)}'"
    return f"case when substr(region_code, {first}, {digits}) <> '{'0' * digits}' then {padded} end"
