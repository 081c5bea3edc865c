"""Referrals to the offices of a department are counted in sums too.

Revision 0092, after 0091. Deltas tell who requests funds and when an office sees a referral no more. What stands is written down anew.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0092"
down_revision: str | None = "0091"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
LEVELS = {"province_code": (1, 2), "city_code": (3, 2), "county_code": (5, 2), "town_code": (7, 3)}
KEYS = (
    *("department_code", "office_region_code", "facet", "mark", "at", "part", "state", "requesting_office_id"),
    *("type_code", "dispatched_at", "office_id", "region_code", "colour", "late"),
)
FACETS = ("BARE", "URGENCY", "TYPE", "WEEK", "MONTH", "OFFICE", "TOWNSHIP", "COUNTY")
AWAITED = "waits_office or waits_federation or waits_commissioner or waits_monitor"
BY_ITSELF = "waits_federation and federation_until is null or waits_monitor and monitor_until is null"
TOLD = """region_code, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id, dispatched_at,
    office_county_id, office_region_code, requesting_office_id, leaves_at, waits_office, work_due_at, yellow_at, awaited_from, awaited_until"""
STANDING = f"""
insert into referral_delta ({TOLD}, n)
select {TOLD}, count(*)
from (
    select case when substr(region_code, 7, 3) = '000' then region_code else rpad(left(region_code, 9), 12, '0') end region_code,
        part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id,
        timezone('Asia/Shanghai', date_trunc('day', timezone('Asia/Shanghai', dispatched_at))) dispatched_at,
        office_county_id, office_region_code, case when family_id is null then dispatching_office_id end requesting_office_id,
        timezone('Asia/Shanghai', date_trunc('quarter', timezone('Asia/Shanghai', visible_until))) leaves_at, waits_office,
        case when {AWAITED} then work_due_at end work_due_at, case when {AWAITED} then yellow_at end yellow_at,
        case when {AWAITED} then coalesce(waits_from + interval '1 microsecond', '-infinity') end awaited_from,
        case when waits_office or waits_commissioner or {BY_ITSELF} then 'infinity'::timestamptz when {AWAITED} then greatest(
            case when waits_federation then federation_until end, case when waits_monitor then monitor_until end) end awaited_until
    from referral
) told
group by {TOLD}
"""


def upgrade() -> None:
    """Begin anew with what stands. No referral changes meanwhile: the migration locks the table."""
    op.create_table(
        "department_sum",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("facet", CODE, nullable=False),
        sa.Column("mark", CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(name, CODE, nullable=False) for name in ("part", "state", "department_code", "office_region_code")),
        sa.Column("requesting_office_id", sa.Uuid(), nullable=True),
        sa.Column("type_code", CODE, nullable=True),
        sa.Column("dispatched_at", MOMENT, nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("region_code", CODE, nullable=True),
        *(
            sa.Column(name, CODE, sa.Computed(_level("region_code", *of), persisted=True), nullable=True)
            for name, of in LEVELS.items()
            if name != "town_code"
        ),
        sa.Column("colour", CODE, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("colour in ('GREEN', 'YELLOW', 'RED')", name=op.f("ck_department_sum_colour")),
        sa.CheckConstraint(f"facet in {FACETS}", name=op.f("ck_department_sum_facet")),
        sa.CheckConstraint("mark in ('ALL', 'LATE', 'COLOUR')", name=op.f("ck_department_sum_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_sum")),
    )
    op.create_index("uq_department_sum", "department_sum", list(KEYS), unique=True, postgresql_nulls_not_distinct=True)
    op.execute("truncate referral_sum, referral_delta")
    _facets(*FACETS)
    op.add_column("referral_delta", sa.Column("requesting_office_id", sa.Uuid(), nullable=True))
    op.add_column("referral_delta", sa.Column("leaves_at", MOMENT, nullable=True))
    for name, of in LEVELS.items():
        level = sa.Computed(_level("office_region_code", *of), persisted=True)
        op.add_column("referral_delta", sa.Column(f"office_{name}", CODE, level, nullable=True))
    with past_row_security("referral"):
        op.execute(STANDING)


def downgrade() -> None:
    op.drop_table("department_sum")
    _facets(*(name for name in FACETS if name != "COUNTY"))
    for name in (*(f"office_{level}" for level in reversed(LEVELS)), "leaves_at", "requesting_office_id"):
        op.drop_column("referral_delta", name)


def _facets(*names: str) -> None:
    op.drop_constraint(op.f("ck_referral_sum_facet"), "referral_sum")
    op.create_check_constraint(op.f("ck_referral_sum_facet"), "referral_sum", f"facet in {names}")


def _level(of: str, first: int, digits: int) -> str:
    """Return the SQL of the code of a division's level: null where the division is above it."""
    last = first + digits - 1
    return f"case when substr({of}, {first}, {digits}) <> '{'0' * digits}' then substr({of}, 1, {last}) || '{'0' * (12 - last)}' end"
