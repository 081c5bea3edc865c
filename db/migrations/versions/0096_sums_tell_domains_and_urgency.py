"""Sums tell domains of need, urgency, the office that an item names, and of departments townships.

Revision 0096, after 0095. What stands is written down anew, the worker folds it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0096"
down_revision: str | None = "0095"

CODE = sa.Text(collation="C")
KEYS = {
    "referral_sum": (
        *("facet", "region_code", "mark", "at", "part", "state", "department_code", "dispatching_office_id", "urgency_level"),
        *("type_code", "need_domain", "dispatched_at", "office_id", "office_county_id", "office_region_code", "colour", "late"),
    ),
    "department_sum": (
        *("department_code", "office_region_code", "facet", "mark", "at", "part", "state", "requesting_office_id", "urgency_level"),
        *("type_code", "need_domain", "dispatched_at", "office_id", "region_code", "colour", "late"),
    ),
    "item_sum": (
        *("facet", "region_code", "mark", "at", "state", "department_code", "apart", "urgency_level", "type_code", "need_domain"),
        *("dispatched_at", "lead_office_id", "office_id", "office_county_id", "office_region_code", "colour", "late"),
    ),
}
"""Table of sums -> the columns of a sum that together are there once."""
NEW: dict[str, dict[str, Any]] = {
    "referral_sum": {"need_domain": CODE},
    "referral_delta": {"need_domain": CODE},
    "department_sum": {"urgency_level": CODE, "need_domain": CODE},
    **{
        table: {"urgency_level": CODE, "need_domain": CODE, "lead_office_id": sa.Uuid()}
        for table in ("item_sum", "item_delta", "item_counted")
    },
}
"""Table -> its new columns."""
ALWAYS_TOLD = {
    ("referral_delta", "need_domain"),
    *((table, name) for table in ("item_delta", "item_counted") for name in ("urgency_level", "need_domain")),
}
"""Those that are never null."""
NOT_BEFORE = {"department_sum": "facet not in ('URGENCY', 'TOWNSHIP')", "item_sum": "facet <> 'URGENCY'"}
"""Table -> which of its sums the version of before has too, where not all."""
TOWN = "case when substr(region_code, 7, 3) <> '000' then substr(region_code, 1, 9) || '000' end"
EMPTIED = ", ".join((*NEW, "sum_check"))


def _awaited(row: str) -> str:
    """Return the SQL of the moments of a referral: null where it waits for nobody."""
    any_of = " or ".join(f"{row}.waits_{party}" for party in ("office", "federation", "commissioner", "monitor"))
    by_itself = f"{row}.waits_federation and {row}.federation_until is null or {row}.waits_monitor and {row}.monitor_until is null"
    return f"""
        case when {any_of} then {row}.work_due_at end work_due_at, case when {any_of} then {row}.yellow_at end yellow_at,
        case when {any_of} then coalesce({row}.waits_from + interval '1 microsecond', '-infinity') end awaited_from,
        case when {row}.waits_office or {row}.waits_commissioner or {by_itself} then 'infinity'::timestamptz
            when {any_of} then greatest(case when {row}.waits_federation then {row}.federation_until end,
                case when {row}.waits_monitor then {row}.monitor_until end) end awaited_until"""


def _township(row: str) -> str:
    of = f"{row}.region_code"
    return f"case when substr({of}, 7, 3) = '000' then {of} else rpad(left({of}, 9), 12, '0') end"


def _began(period: str, at: str) -> str:
    return f"timezone('Asia/Shanghai', date_trunc('{period}', timezone('Asia/Shanghai', {at})))"


MOMENTS = "work_due_at, yellow_at, awaited_from, awaited_until"
OF_REFERRALS = f"""region_code, part, state, department_code, dispatching_office_id, urgency_level, need_domain, type_code, office_id,
    dispatched_at, office_county_id, office_region_code, requesting_office_id, leaves_at, waits_office, {MOMENTS}"""
REFERRALS = f"""
insert into referral_delta ({OF_REFERRALS}, n)
select {OF_REFERRALS}, count(*)
from (
    select {_township("r")} region_code, r.part, r.state, r.department_code, r.dispatching_office_id, r.urgency_level, r.need_domain,
        r.type_code, r.office_id, {_began("day", "r.dispatched_at")} dispatched_at, r.office_county_id, r.office_region_code,
        case when r.family_id is null then r.dispatching_office_id end requesting_office_id,
        {_began("quarter", "r.visible_until")} leaves_at, r.waits_office, {_awaited("r")}
    from referral r
) told
group by {OF_REFERRALS}
"""
OF_LEAD = f"office_id, office_county_id, office_region_code, {MOMENTS}"
OWN = "region_code, state, type_code, urgency_level, need_domain, lead_office_id, dispatched_at"
COUNTED = f"""
insert into item_counted (item_id, lead_id, type_department_code, {OWN}, {OF_LEAD}, lead_department_code, waits_office, lead_region_code)
select i.id, i.lead_id, i.type_department_code, {_township("i")}, i.state, i.type_code, i.urgency_level, i.need_domain, i.lead_office_id,
    {_began("day", "i.first_dispatched_at")}, r.office_id, r.office_county_id, r.office_region_code, {_awaited("r")},
    r.department_code, r.waits_office, case when r.part = 'LEAD' then {_township("r")} end
from assistance_item i left join referral r on r.id = i.lead_id
"""
ITEMS = f"""
insert into item_delta ({OWN}, lead_id, department_code, waits_office, {OF_LEAD}, n)
select {OWN}, lead, department, waits, {OF_LEAD}, count(*)
from (
    select {OWN}, case when elsewhere then lead_id end lead,
        coalesce(case when not elsewhere then lead_department_code end, type_department_code) department,
        not elsewhere and coalesce(waits_office, false) waits,
        {", ".join(f"case when not elsewhere then {name} end {name}" for name in OF_LEAD.split(", "))}
    from item_counted
    cross join lateral (select lead_id is not null and lead_region_code is distinct from region_code elsewhere) e
) told
group by {OWN}, lead, department, waits, {OF_LEAD}
"""


def upgrade() -> None:
    """Begin anew with what stands. No item and no referral changes meanwhile: the migration locks both tables."""
    op.execute(f"truncate {EMPTIED}")
    for table, columns in NEW.items():
        for name, of in columns.items():
            op.add_column(table, sa.Column(name, of, nullable=(table, name) not in ALWAYS_TOLD))
    op.add_column("department_sum", sa.Column("town_code", CODE, sa.Computed(TOWN, persisted=True), nullable=True))
    for table, keys in KEYS.items():
        op.drop_index(f"uq_{table}", table_name=table)
        _kept_once(table, keys)
    with past_row_security("assistance_item", "referral"):
        op.execute(REFERRALS)
        op.execute(COUNTED)
    op.execute(ITEMS)


def downgrade() -> None:
    """Add up what is told apart no more."""
    op.drop_column("department_sum", "town_code")
    op.execute("drop function if exists settle_sums(timestamptz)")
    for table, keys in KEYS.items():
        op.drop_index(f"uq_{table}", table_name=table)
        before = ", ".join(name for name in keys if name not in NEW[table])
        kept = NOT_BEFORE.get(table, "true")
        op.execute(
            f"""with gone as (delete from {table} returning *)
            insert into {table} ({before}, n) select {before}, sum(n) from gone where {kept} group by {before}"""
        )
        _kept_once(table, tuple(before.split(", ")))
    for table, columns in NEW.items():
        for name in columns:
            op.drop_column(table, name)


def _kept_once(table: str, keys: tuple[str, ...]) -> None:
    """Have an index of these columns, by which each sum stands once."""
    op.create_index(f"uq_{table}", table, list(keys), unique=True, postgresql_nulls_not_distinct=True)
