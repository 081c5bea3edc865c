"""The trigger that writes down what changes in the sums of referrals, and the functions by which the worker folds that and compares them.

Source: docs/decisions/056-sums.md. They run as the owner, whom nothing keeps from these two tables: no other login writes them.
"""

from collections.abc import Mapping

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


def _began(period: str, at: str) -> str:
    """Return the SQL of the moment at which the day, week (ISO) or month of another began in Shanghai."""
    return f"timezone('Asia/Shanghai', date_trunc('{period}', timezone('Asia/Shanghai', {at})))"


OF_REFERRAL = {
    "region_code": "case when substr(r.region_code, 7, 3) = '000' then r.region_code else rpad(left(r.region_code, 9), 12, '0') end",
    **{
        name: f"r.{name}"
        for name in ("part", "state", "department_code", "dispatching_office_id", "urgency_level", "type_code", "office_id")
    },
    "dispatched_at": _began("day", "r.dispatched_at"),
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

_LEVELS = ("province_code", "city_code", "county_code")
_BARE = ("part", "state", "department_code", "dispatching_office_id", *_LEVELS, "lowest")
"""What all sums of a referral are kept by; `lowest`: the smallest division that is no township."""
_LOWEST = f"coalesce({', '.join(reversed(_LEVELS))}, region_code)"
_FINER: Mapping[Facet, tuple[str, ...]] = {
    Facet.BARE: (),
    Facet.URGENCY: ("urgency_level",),
    Facet.TYPE: ("type_code",),
    Facet.WEEK: ("of_week",),
    Facet.MONTH: ("of_month",),
    Facet.OFFICE: ("office_id", "office_county_id", "office_region_code"),
    Facet.TOWNSHIP: ("region_code",),
}
"""Facet -> what its sums are kept by beside that."""
_PERIODS = ", ".join(f"{_began(period, 'dispatched_at')} of_{period}" for period in ("week", "month"))
_FACET = f"""case {" ".join(f"when grouping({of[0]}) = 0 then '{facet}'" for facet, of in _FINER.items() if of)} else '{Facet.BARE}' end"""
_COLOURED = dict.fromkeys((*(name for of in _FINER.values() for name in of), "dispatched_at"), "null") | {
    "facet": f"'{Facet.BARE}'",
    "mark": f"'{Mark.COLOUR}'",
    "region_code": "lowest",
    "colour": "turn.colour",
}
_FACETED = {
    "facet": _FACET,
    "region_code": "coalesce(region_code, lowest)",
    "dispatched_at": "coalesce(of_week, of_month)",
    "colour": "null",
}
_MOMENTS = ("waits_office", "work_due_at", "yellow_at", "awaited_from", "awaited_until")


def _list(*names: str, **instead: str) -> str:
    return ", ".join(f"{instead[name]} {name}" if name in instead else name for name in names)


def _standing(come: str, not_yet: str) -> str:
    """Colour and lateness where `come` says that a moment has come by `at`."""
    return f"""case when b.at {not_yet} awaited_from or awaited_until {come} b.at then null
        when work_due_at {come} b.at then '{Colour.RED}' when yellow_at {come} b.at then '{Colour.YELLOW}' else '{Colour.GREEN}' end,
        waits_office and work_due_at {come} b.at"""


_TURNS = f"""
      (select distinct m.at from unnest(array[awaited_from, yellow_at, work_due_at, awaited_until]) m (at) where m.at < 'infinity') b
      cross join lateral (values ({_standing("<=", "<")}, 1), ({_standing("<", "<=")}, -1)) s (colour, late, sign)
      cross join lateral (values (s.colour, s.sign), (null, -s.sign)) turn (colour, sign)"""
"""The moments at which a referral becomes something by itself: one more of the colour that it has from then on, one less of the one that it
had until then, and both ways of those without a colour."""
_KEYS = ", ".join(KEYS)


def _cells(net: str) -> str:
    """Return the SQL, as parts of a WITH, of `cells`: what rows `net` of the columns of a delta add to sums; `lowest`: to the lowest alone.

    Whatever can be is added up before there is more of it: all facets in one pass, those of cities and provinces from the lowest.
    """
    bare, above = ", ".join(_BARE), ", ".join(name for name in KEYS if name not in {"region_code", "dispatching_office_id"})
    return f"""counted as (
    select *, {_LOWEST} lowest, {_PERIODS}, '{Mark.ALL}' mark, '-infinity'::timestamptz at, false late from {net}
    union all select *, {_LOWEST}, {_PERIODS}, '{Mark.LATE}', work_due_at, true from {net} where waits_office
  ), awaited as (
    select {_list(*_BARE, *_MOMENTS, lowest=_LOWEST)}, sum(n) n from {net} where awaited_from is not null
    group by {", ".join((*_BARE, *_MOMENTS))} having sum(n) <> 0
  ), lowest as (
    select {_list(*KEYS, **_FACETED)}, {", ".join(_LEVELS)}, sum(n) n
    from counted group by mark, at, late, {bare}, grouping sets ({", ".join(f"({', '.join(of)})" for of in _FINER.values())})
    having sum(n) <> 0
    union all
    select {_list(*KEYS, **_COLOURED)}, {", ".join(_LEVELS)}, sum(n * turn.sign)
    from awaited cross join lateral {_TURNS}
    where s.colour is not null group by at, late, turn.colour, {bare} having sum(n * turn.sign) <> 0
  ), cells as (
    select {_KEYS}, n from lowest
    union all
    select {_list(*KEYS, region_code="l.above", dispatching_office_id="null")}, sum(n)
    from lowest cross join lateral (values (province_code, coalesce(city_code, county_code)), (city_code, county_code)) l (above, below)
    where facet <> '{Facet.TOWNSHIP}' and l.above is not null and l.below is not null
    group by {above}, l.above having sum(n) <> 0
  )"""


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
  ), {_cells("net")}, folded as (
    insert into referral_sum ({_KEYS}, n) select {_KEYS}, n from cells
    on conflict ({_KEYS}) do update set n = referral_sum.n + excluded.n
    returning id, referral_sum.n
  )
  select (select count(*) from gone), array(select id from folded where n = 0) into taken, empty;
  delete from referral_sum where id = any(empty);
  return taken;
end $$
"""
"""Takes the oldest deltas into the sums, in one transaction with what asks for it, and tells how many."""
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
  ), {_cells("net")}, both_ways as (
    select {_KEYS}, n from lowest
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
