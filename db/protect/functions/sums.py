"""The trigger that writes down what changes in the sums of referrals, and the functions by which the worker folds that and compares them.

Source: docs/decisions/056-sums.md. They run as the owner, whom nothing keeps from these two tables: no other login writes them.
"""

from sqlalchemy import Connection, text

from db.protect.conditions import visible
from db.server.login import Login
from db.tables.referral_sum import KEYS
from domain.referral import Colour
from domain.sums import Facet, Mark

TABLES = ("referral_sum", "referral_delta")
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
    "dispatched_at": "timezone('Asia/Shanghai', date_trunc('month', timezone('Asia/Shanghai', r.dispatched_at)))",
    "office_county_id": "r.office_county_id",
    "office_region_code": "r.office_region_code",
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

_STANDING = f"""
      select b.at, coalesce(net.waits_office and net.work_due_at <= b.at, false) late,
        case when b.at < net.awaited_from or b.at >= net.awaited_until then null
          when net.work_due_at <= b.at then '{Colour.RED}' when net.yellow_at <= b.at then '{Colour.YELLOW}'
          else '{Colour.GREEN}' end colour
      from (
        select distinct m.at from unnest(array[net.awaited_from, net.yellow_at, net.work_due_at, net.awaited_until]) m (at)
        where m.at < 'infinity' and net.awaited_from is not null
      ) b"""
"""The moments at which anything becomes of a referral by itself, with its colour and whether it is late from then on."""
_MARKS = f"""
    select '{Mark.ALL}' mark, '-infinity'::timestamptz at, null::text colour, false late, 1 sign
    union all select '{Mark.LATE}', net.work_due_at, null, true, 1 where net.waits_office
    union all select '{Mark.COLOUR}', s.at, c.colour, c.late, c.sign from (
      select s.*, lag(s.colour) over (order by s.at) was, lag(s.late) over (order by s.at) was_late from ({_STANDING}) s
    ) s cross join lateral (values
      (s.colour is not null, s.colour, s.late, 1), (s.colour is not null, null, s.late, -1),
      (s.was is not null, s.was, s.was_late, -1), (s.was is not null, null, s.was_late, 1)
    ) c (holds, colour, late, sign) where c.holds"""


def _of(facet: Facet, column: str) -> str:
    return f"case when f.facet = '{facet}' then marked.{column} end {column}"


_SUMMED_UP = tuple(facet for facet in Facet if facet is not Facet.TOWNSHIP)
_PLACES = f"""
    select f.facet, l.place region_code, case when l.lowest then marked.dispatching_office_id end dispatching_office_id
    from (values (coalesce(marked.province_code, marked.region_code), coalesce(marked.city_code, marked.county_code) is null),
      (marked.city_code, marked.county_code is null), (marked.county_code, true)) l (place, lowest)
    cross join (values {", ".join(f"('{facet}')" for facet in _SUMMED_UP)}) f (facet)
    where l.place is not null and (marked.mark <> '{Mark.COLOUR}' or f.facet = '{Facet.BARE}')
    union all select '{Facet.TOWNSHIP}', marked.region_code, marked.dispatching_office_id where marked.mark <> '{Mark.COLOUR}'"""
"""In which sums a referral counts: by township in that of its own, by anything else in those of its county, city and province. Colours are
kept by nothing finer: of each referral that is awaited there are several moments."""
_CELL = ", ".join(
    (
        "f.facet",
        "f.region_code",
        "marked.mark",
        "marked.at",
        "marked.part",
        "marked.state",
        "marked.department_code",
        "f.dispatching_office_id",
        _of(Facet.URGENCY, "urgency_level"),
        _of(Facet.TYPE, "type_code"),
        _of(Facet.MONTH, "dispatched_at"),
        *(_of(Facet.OFFICE, column) for column in ("office_id", "office_county_id", "office_region_code")),
        "marked.colour",
        "marked.late",
    )
)
_KEYS = ", ".join(KEYS)


def _cells(net: str) -> str:
    """Return the SQL of what rows `net` of the columns of a delta add to sums."""
    return f"""
    select {_CELL}, marked.n * marked.sign n
    from (select net.*, m.mark, m.at, m.colour, m.late, m.sign from {net} net cross join lateral ({_MARKS}) m) marked
    cross join lateral ({_PLACES}) f"""


FOLD = f"""
create or replace function fold_sums(most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken integer;
  empty bigint[];
begin
  with gone as (
    delete from referral_delta where id in (select id from referral_delta order by id limit most) returning *
  ), net as (
    select {COLUMNS}, province_code, city_code, county_code, sum(n) n from gone
    group by {COLUMNS}, province_code, city_code, county_code having sum(n) <> 0
  ), cells as ({_cells("net")}
  ), folded as (
    insert into referral_sum ({_KEYS}, n) select {_KEYS}, sum(n) from cells group by {_KEYS} having sum(n) <> 0
    on conflict ({_KEYS}) do update set n = referral_sum.n + excluded.n
    returning id, referral_sum.n
  )
  select (select count(*) from gone), array(select id from folded where n = 0) into taken, empty;
  delete from referral_sum where id = any(empty);
  return taken;
end $$
"""
"""Takes the oldest deltas into the sums, in one transaction with what asks for it, and tells how many."""
_LEVELS = ("province_code", "city_code", "county_code")
_NET = ", ".join((*OF_REFERRAL, *_LEVELS))
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
  with standing as (
    select {", ".join(f"{of} {name}" for name, of in OF_REFERRAL.items())}, {", ".join(f"r.{name}" for name in _LEVELS)}, 1::bigint n
    from referral r where r.county_code = county
    union all select {_NET}, -n from referral_delta where county_code = county
  ), net as (
    select {_NET}, sum(n) n from standing group by {_NET} having sum(n) <> 0
  ), cells as ({_cells("net")}
  ), both_ways as (
    select {_KEYS}, n from cells where dispatching_office_id is not null
    union all select {_KEYS}, -n from referral_sum where county_code = county and dispatching_office_id is not null
  )
  select count(*) into found from (select from both_ways group by {_KEYS} having sum(n) <> 0) differing;
  insert into sum_check values (county, moment, found)
    on conflict (region_code) do update set checked_at = excluded.checked_at, differing = excluded.differing;
  return found;
end $$
"""
"""Compares the sums of the county that was compared longest ago with what its referrals say; tells how many differ."""
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
        connection.execute(text(statement.replace(":", r"\:")))
    for table in TABLES:
        connection.execute(text(f"alter table {table} enable row level security"))
        for statement in policies(table).values():
            connection.execute(text(statement.replace(":", r"\:")))
