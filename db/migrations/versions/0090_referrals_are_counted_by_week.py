"""Referrals are counted by week in sums too.

Revision 0090, after 0089. Deltas are of a day, of which weeks and months are made. What stands is written down anew, as by 0081.
"""

from alembic import op

from db.migrations.data import past_row_security

revision: str = "0090"
down_revision: str | None = "0089"

FACETS = ("BARE", "URGENCY", "TYPE", "WEEK", "MONTH", "OFFICE", "TOWNSHIP")
AWAITED = "waits_office or waits_federation or waits_commissioner or waits_monitor"
BY_ITSELF = "waits_federation and federation_until is null or waits_monitor and monitor_until is null"
STANDING = f"""
insert into referral_delta (region_code, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id,
    dispatched_at, office_county_id, office_region_code, waits_office, work_due_at, yellow_at, awaited_from, awaited_until, n)
select region, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id, day, office_county_id,
    office_region_code, waits_office, due, yellow, begins, ends, count(*)
from referral cross join lateral (
    select case when substr(region_code, 7, 3) = '000' then region_code else rpad(left(region_code, 9), 12, '0') end region,
        timezone('Asia/Shanghai', date_trunc('day', timezone('Asia/Shanghai', dispatched_at))) as day,
        case when {AWAITED} then work_due_at end due, case when {AWAITED} then yellow_at end yellow,
        case when {AWAITED} then coalesce(waits_from + interval '1 microsecond', '-infinity') end begins,
        case when waits_office or waits_commissioner or {BY_ITSELF} then 'infinity'::timestamptz when {AWAITED} then greatest(
            case when waits_federation then federation_until end, case when waits_monitor then monitor_until end) end ends
) told
group by region, part, state, department_code, dispatching_office_id, urgency_level, type_code, office_id, day, office_county_id,
    office_region_code, waits_office, due, yellow, begins, ends
"""


def upgrade() -> None:
    """Begin anew with what stands. No referral changes meanwhile: the migration locks the table."""
    op.execute("truncate referral_sum, referral_delta")
    _facets(*FACETS)
    with past_row_security("referral"):
        op.execute(STANDING)


def downgrade() -> None:
    """What is left are sums and deltas of months, as the version of before folds them."""
    op.execute("delete from referral_sum where facet = 'WEEK'")
    op.execute(
        "update referral_delta set dispatched_at = timezone('Asia/Shanghai', date_trunc('month', timezone('Asia/Shanghai', dispatched_at)))"
    )
    _facets(*(name for name in FACETS if name != "WEEK"))


def _facets(*names: str) -> None:
    op.drop_constraint(op.f("ck_referral_sum_facet"), "referral_sum")
    op.create_check_constraint(op.f("ck_referral_sum_facet"), "referral_sum", f"facet in {names}")
