"""The trigger that writes down what changes in the sums of referrals, and the functions by which the worker folds sums and compares them.

Source: docs/decisions/056-sums.md. They run as the owner, whom nothing keeps from these tables: no other login writes them.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from db.protect.conditions import visible
from db.protect.functions import items
from db.protect.functions.cells import LEVELS, OF_DEPARTMENTS, OF_ITEMS, OF_REGIONS, OFFICE_LEVELS, SumTable, began, listed
from db.protect.functions.counted import OF_ITEM, OF_KEPT, OF_LEAD, OF_REFERRAL
from db.server.login import Login
from db.verbatim import verbatim
from domain.sums import Facet, Mark

TABLES = ("referral_sum", "department_sum", "referral_delta", "item_sum", "item_delta")
"""Tables under row security that their owner is not under: the trigger writes them during a migration too, when there are no policies."""

COLUMNS = ", ".join(OF_REFERRAL)


def _rows(source: str, sign: str) -> str:
    return f"select {listed(*OF_REFERRAL, **OF_REFERRAL)}, {sign}::bigint n from {source} r"


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

_LEVELS = (*LEVELS, *OFFICE_LEVELS)
_NET = ", ".join((*OF_REFERRAL, *_LEVELS))
_NET_OF_ITEMS = ", ".join((*OF_KEPT, *LEVELS))
_SUMS = (OF_REGIONS, OF_DEPARTMENTS)
_ALL = (*_SUMS, OF_ITEMS)


def _folded(delta: str, net: str, also: str, sums: Sequence[SumTable], which: str = "true") -> str:
    """Return the SQL that takes the oldest deltas of one kind into their sums and tells how many as `taken`.

    `also`: columns beside `net`; `which`: those that sums tell of.
    """
    return f"""
  with gone as (
    delete from {delta} where id in (select id from {delta} where {which} order by id limit most) returning *
  ), net as (
    select {net}, sum(n) n{also} from gone group by {net} having sum(n) <> 0
  ), {", ".join(f"{of.cells('net')}, {of.folded()}" for of in sums)}
  select greatest(taken, (select count(*) from gone)), {", ".join(f"array(select id from {of.of}_folded where n = 0)" for of in sums)}
  into taken, {", ".join(f"{of.of}_empty" for of in sums)};
{"".join(f"  delete from {of.table} where id = any({of.of}_empty);{chr(10)}" for of in sums)}"""


_APART = ", true apart"
_OF_ITEMS = _folded("item_delta", _NET_OF_ITEMS, _APART, (OF_ITEMS,), "lead_id is null")
FOLD = f"""
create or replace function fold_sums(most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken integer := 0;
{"".join(f"  {of.of}_empty bigint[];{chr(10)}" for of in _ALL)}begin{_folded("referral_delta", _NET, "", _SUMS)}{_OF_ITEMS}
  delete from item_delta where id in (
    select unnest(array_agg(id)) from item_delta where lead_id is not null group by {", ".join(OF_KEPT)} having sum(n) = 0
  );
  return taken;
end $$
"""
"""Takes the oldest deltas into the sums, in one transaction with what asks for it, and tells how many: of referrals or items, the more.
Those of items with leads elsewhere stay, until they add up to nothing: a reading looks at the lead, if the viewer may."""


_BEFORE = f"{began('quarter', 'moment')} - interval '3 months'"
"""Until when what an office sees no more is taken away from the beginning: no reading is of a moment before."""
_SETTLED_BY = ", ".join(name for name in OF_DEPARTMENTS.keys if name != "at")
_SETTLED = listed(*OF_DEPARTMENTS.keys, at="'-infinity'::timestamptz")
SETTLE = f"""
create or replace function settle_sums(moment timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken integer;
  department_empty bigint[];
begin
  with gone as (
    delete from department_sum where mark = '{Mark.ALL}' and at > '-infinity' and at < {_BEFORE} returning *
  ), department_cells as (
    select {_SETTLED}, sum(n) n from gone group by {_SETTLED_BY}
  ), {OF_DEPARTMENTS.folded()}
  select (select count(*) from gone), array(select id from department_folded where n = 0) into taken, department_empty;
  delete from department_sum where id = any(department_empty);
  return taken;
end $$
"""
"""Adds up what was counted always and what was taken away in a quarter long past, so that sums do not grow with the years; tells of how
many."""


def _compared(of: SumTable, net: str, also: str, rows: str, deltas: str, lowest: str) -> str:
    """Return the SQL, as parts of a WITH, of `.._differing`: the sums of a county that are not what its rows say.

    `rows`: what rows of the county tell of the columns `net`; `deltas`: which deltas are the county's; `lowest`: which sums.
    """
    keys = listed(*of.keys, at=f"case when mark = '{Mark.ALL}' and at < {_BEFORE} then '-infinity' else at end")
    return f"""{of.of}_standing as (
    {rows}
    union all select {net}, -n from {deltas}
  ), {of.of}_net as (
    select {net}, sum(n) n{also} from {of.of}_standing group by {net} having sum(n) <> 0
  ), {of.cells(f"{of.of}_net")}, {of.of}_differing as (
    select from (
      select {keys}, n from {of.of}_lowest
      union all select {keys}, -n from {of.table} where {lowest}
    ) both_ways group by {", ".join(of.keys)} having sum(n) <> 0
  )"""


def _referrals(which: str) -> str:
    levels = ", ".join(f"r.{name}" for name in _LEVELS)
    return f"select {listed(*OF_REFERRAL, **OF_REFERRAL)}, {levels}, 1::bigint n from referral r where {which}"


_ITEMS = f"""select {listed(*OF_KEPT, **OF_KEPT)}, {", ".join(LEVELS)}, 1::bigint n from (
      select i.lead_id, {listed(*OF_ITEM, **OF_ITEM)}, {listed(*OF_LEAD, **OF_LEAD)}, {", ".join(f"i.{name}" for name in LEVELS)}
      from assistance_item i left join referral r on r.id = i.lead_id where i.county_code = county
    ) k"""
"""Items themselves with their leads, not what is kept of them."""
_OF_OFFICES = "r.office_id in (select o.id from office o where o.county_code = county)"
_LOWEST = "county_code = county and dispatching_office_id is not null"
_OFFICES = "office_region_code = county"
_APART_IN = "county_code = county and apart is not null"
COMPARE = f"""
create or replace function compare_sums(moment timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  county text := (
    select s.county_code from (
      select county_code from referral_sum where facet = '{Facet.BARE}' and county_code is not null
      union select county_code from item_sum where facet = '{Facet.BARE}' and county_code is not null
    ) s
    left join sum_check c on c.region_code = s.county_code order by c.checked_at nulls first, s.county_code limit 1);
  found integer;
begin
  if county is null then
    return 0;
  end if;
  with {_compared(OF_REGIONS, _NET, "", _referrals("r.county_code = county"), "referral_delta where county_code = county", _LOWEST)},
  {_compared(OF_DEPARTMENTS, _NET, "", _referrals(_OF_OFFICES), "referral_delta where office_county_code = county", _OFFICES)},
  {_compared(OF_ITEMS, _NET_OF_ITEMS, _APART, _ITEMS, "item_delta where county_code = county", _APART_IN)}
  select {" + ".join(f"(select count(*) from {of.of}_differing)" for of in _ALL)} into found;
  insert into sum_check values (county, moment, found)
    on conflict (region_code) do update set checked_at = excluded.checked_at, differing = excluded.differing;
  return found;
end $$
"""
"""Compares the sums of the county that was compared longest ago with what its referrals and items, and the referrals of its
offices, say; tells how many differ."""
FUNCTIONS = "fold_sums(integer), settle_sums(timestamptz), compare_sums(timestamptz)"
RIGHTS = (
    f"revoke all on function {FUNCTIONS} from public",
    f"grant execute on function {FUNCTIONS} to {Login.WORKER}",
)


def policies(table: str) -> dict[str, str]:
    """Return the policy of a table of sums: who counts what, as of referrals."""
    return {"see": f"create policy see on {table} for select to {Login.APP} using ({visible(table)})"}


def apply(connection: Connection) -> None:
    """Make functions, triggers and policies anew. Run as the owner, after every migration."""
    for statement in (NOTE, *items.FUNCTIONS, *TRIGGERS, *items.TRIGGERS, FOLD, SETTLE, COMPARE, *RIGHTS):
        connection.execute(verbatim(statement))
    for table in TABLES:
        connection.execute(text(f"alter table {table} enable row level security"))
        for statement in policies(table).values():
            connection.execute(verbatim(statement))
