"""The trigger that writes down what changes in the sums of referrals, and the functions by which the worker folds that and compares them.

Source: docs/decisions/056-sums.md. They run as the owner, whom nothing keeps from these two tables: no other login writes them.
"""

from sqlalchemy import Connection, text

from db.protect.conditions import visible
from db.protect.functions.cells import LEVELS, OF_DEPARTMENTS, OF_REGIONS, OFFICE_LEVELS, SumTable, began
from db.server.login import Login
from db.verbatim import verbatim
from domain.sums import Facet

TABLES = ("referral_sum", "department_sum", "referral_delta")
"""Tables under row security that their owner is not under: the trigger writes them during a migration too, when there are no policies."""

_NO_MOMENT = "(r.federation_until is null and r.waits_federation or r.monitor_until is null and r.waits_monitor)"
_AWAITED = "(r.waits_office or r.waits_federation or r.waits_commissioner or r.waits_monitor)"
_UNTIL = """greatest(
    case when r.waits_federation then r.federation_until end, case when r.waits_monitor then r.monitor_until end)"""

OF_REFERRAL = {
    "region_code": "case when substr(r.region_code, 7, 3) = '000' then r.region_code else rpad(left(r.region_code, 9), 12, '0') end",
    **{
        name: f"r.{name}"
        for name in ("part", "state", "department_code", "dispatching_office_id", "urgency_level", "type_code", "office_id")
    },
    "dispatched_at": began("day", "r.dispatched_at"),
    "office_county_id": "r.office_county_id",
    "office_region_code": "r.office_region_code",
    "requesting_office_id": "case when r.family_id is null then r.dispatching_office_id end",
    "leaves_at": began("quarter", "r.visible_until"),
    "waits_office": "r.waits_office",
    "work_due_at": f"case when {_AWAITED} then r.work_due_at end",
    "yellow_at": f"case when {_AWAITED} then r.yellow_at end",
    "awaited_from": f"case when {_AWAITED} then coalesce(r.waits_from + interval '1 microsecond', '-infinity') end",
    "awaited_until": f"""case when {_AWAITED} then
    case when r.waits_office or r.waits_commissioner or {_NO_MOMENT} then 'infinity' else {_UNTIL} end end""",
}
"""Column of a delta -> what it is of a referral `r`. It waits after `waits_from`, as `resolvers/planner/sql/groups.py` says."""
COLUMNS = ", ".join(OF_REFERRAL)


def _rows(source: str, sign: str) -> str:
    shown = ", ".join(f"{of} {name}" for name, of in OF_REFERRAL.items())
    return f"select {shown}, {sign}::bigint n from {source} r"


def _write(rows: str) -> str:
    return f"""
    insert into referral_delta ({COLUMNS}, n)
    select {COLUMNS}, sum(n) from ({rows}) changed group by {COLUMNS} having sum(n) <> 0;"""


NOTE = f"""
create or replace function referral_changes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then{_write(_rows("after", "1"))}
  elsif tg_op = 'DELETE' then{_write(_rows("before", "-1"))}
  else{_write(f"{_rows('after', '1')} union all {_rows('before', '-1')}")}
  end if;
  return null;
end $$
"""
"""Writes what a statement changed, also one of the loader or a migration; of what leaves every sum as it is nothing."""
TRIGGERS = tuple(
    f"create or replace trigger referral_changes_{event} after {event} on referral {rows} "
    "for each statement execute function referral_changes()"
    for event, rows in (
        ("insert", "referencing new table as after"),
        ("update", "referencing old table as before new table as after"),
        ("delete", "referencing old table as before"),
    )
)

_NET = ", ".join((*OF_REFERRAL, *LEVELS, *OFFICE_LEVELS))
_SUMS = (OF_REGIONS, OF_DEPARTMENTS)
FOLD = f"""
create or replace function fold_sums(most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken integer;
{"".join(f"  {of.of}_empty bigint[];{chr(10)}" for of in _SUMS)}begin
  with gone as (
    delete from referral_delta where id in (select id from referral_delta order by id limit most) returning *
  ), net as (
    select {_NET}, sum(n) n from gone group by {_NET} having sum(n) <> 0
  ), {", ".join(f"{of.cells('net')}, {of.folded()}" for of in _SUMS)}
  select (select count(*) from gone), {", ".join(f"array(select id from {of.of}_folded where n = 0)" for of in _SUMS)}
  into taken, {", ".join(f"{of.of}_empty" for of in _SUMS)};
{"".join(f"  delete from {of.table} where id = any({of.of}_empty);{chr(10)}" for of in _SUMS)}  return taken;
end $$
"""
"""Takes the oldest deltas into the sums, in one transaction with what asks for it, and tells how many."""


def _compared(of: SumTable, rows: str, of_county: str, lowest: str) -> str:
    """Return the SQL, as parts of a WITH, of `.._differing`: the sums of a county that are not what its rows say.

    `rows`: which referrals are the county's; `of_county`: which deltas are; `lowest`: which sums.
    """
    shown = ", ".join(f"{told} {name}" for name, told in OF_REFERRAL.items())
    keys = ", ".join(of.keys)
    return f"""{of.of}_standing as (
    select {shown}, {", ".join(f"r.{name}" for name in (*LEVELS, *OFFICE_LEVELS))}, 1::bigint n from referral r where {rows}
    union all select {_NET}, -n from referral_delta where {of_county}
  ), {of.of}_net as (
    select {_NET}, sum(n) n from {of.of}_standing group by {_NET} having sum(n) <> 0
  ), {of.cells(f"{of.of}_net")}, {of.of}_differing as (
    select from (
      select {keys}, n from {of.of}_lowest
      union all select {keys}, -n from {of.table} where {lowest}
    ) both_ways group by {keys} having sum(n) <> 0
  )"""


_OF_OFFICES = "r.office_id in (select o.id from office o where o.county_code = county)"
_LOWEST = "county_code = county and dispatching_office_id is not null"
COMPARE = f"""
create or replace function compare_sums(moment timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  county text := (
    select s.county_code from (select distinct county_code from referral_sum where facet = '{Facet.BARE}' and county_code is not null) s
    left join sum_check c on c.region_code = s.county_code order by c.checked_at nulls first, s.county_code limit 1);
  found integer;
begin
  if county is null then
    return 0;
  end if;
  with {_compared(OF_REGIONS, "r.county_code = county", "county_code = county", _LOWEST)},
  {_compared(OF_DEPARTMENTS, _OF_OFFICES, "office_county_code = county", "office_region_code = county")}
  select {" + ".join(f"(select count(*) from {of.of}_differing)" for of in _SUMS)} into found;
  insert into sum_check values (county, moment, found)
    on conflict (region_code) do update set checked_at = excluded.checked_at, differing = excluded.differing;
  return found;
end $$
"""
"""Compares the sums of the county that was compared longest ago with what its referrals, and those of its offices, say; tells how many
differ."""
RIGHTS = (
    "revoke all on function fold_sums(integer), compare_sums(timestamptz) from public",
    f"grant execute on function fold_sums(integer), compare_sums(timestamptz) to {Login.WORKER}",
)


def policies(table: str) -> dict[str, str]:
    """Return the policy of a table of sums: who counts what, as of referrals."""
    return {"see": f"create policy see on {table} for select to {Login.APP} using ({visible(table)})"}


def apply(connection: Connection) -> None:
    """Make functions, triggers and policies anew. Run as the owner, after every migration."""
    for statement in (NOTE, *TRIGGERS, FOLD, COMPARE, *RIGHTS):
        connection.execute(verbatim(statement))
    for table in TABLES:
        connection.execute(text(f"alter table {table} enable row level security"))
        for statement in policies(table).values():
            connection.execute(verbatim(statement))
