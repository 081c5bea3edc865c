"""The functions by which the worker folds what changed into sums, settles them and compares them with rows; who reads them.

Source: docs/decisions/056-sums.md. They run as the owner, whom nothing keeps from these tables: no other login writes them.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from db.protect.conditions import visible
from db.protect.sums import items
from db.protect.sums.cells import LEVELS, SumTable, began, listed
from db.protect.sums.changes import NOTED
from db.protect.sums.counted import OF_ITEM, OF_KEPT, OF_LEAD, OF_LISTING, OF_REFERRAL
from db.protect.sums.listings import OF_LISTINGS
from db.protect.sums.work import OF_DEPARTMENTS, OF_ITEMS, OF_REGIONS, OFFICE_LEVELS
from db.server.login import Login
from db.verbatim import verbatim
from domain.sums import Facet, Mark

DELTAS = ("referral_delta", "item_delta", "listing_delta")
TABLES = ("referral_sum", "department_sum", "item_sum", "listing_sum", *DELTAS)
"""Tables under row security that their owner is not under: triggers write them during a migration too, when there are no policies."""

_LEVELS = (*LEVELS, *OFFICE_LEVELS)
_NET = ", ".join((*OF_REFERRAL, *_LEVELS))
_NET_OF_ITEMS = ", ".join((*OF_KEPT, *LEVELS))
_NET_OF_LISTINGS = ", ".join((*OF_LISTING, *LEVELS))
_SUMS = (OF_REGIONS, OF_DEPARTMENTS)
_ALL = (*_SUMS, OF_ITEMS, OF_LISTINGS)


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
_OF_LISTINGS = _folded("listing_delta", _NET_OF_LISTINGS, _APART, (OF_LISTINGS,))
FOLD = f"""
create or replace function fold_sums(most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken integer := 0;
{"".join(f"  {of.of}_empty bigint[];{chr(10)}" for of in _ALL)}begin{_folded("referral_delta", _NET, "", _SUMS)}{_OF_ITEMS}{_OF_LISTINGS}
  delete from item_delta where id in (
    select unnest(array_agg(id)) from item_delta where lead_id is not null group by {", ".join(OF_KEPT)} having sum(n) = 0
  );
  return taken;
end $$
"""
"""Takes the oldest deltas into the sums, in one transaction with what asks for it, and tells how many: of one kind, the most.
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
_LISTINGS = f"""select {listed(*OF_LISTING, **OF_LISTING)}, {", ".join(LEVELS)}, 1::bigint n
    from campaign_listing r where county_code = county"""
_OF_OFFICES = "r.office_id in (select o.id from office o where o.county_code = county)"
_LOWEST = "county_code = county and dispatching_office_id is not null"
_OFFICES = "office_region_code = county"
_APART_IN = "county_code = county and apart is not null"
_BY_HOME = ("referral_sum", "item_sum", "listing_sum")
COMPARE = f"""
create or replace function compare_sums(moment timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  county text := (
    select s.county_code from (
      {" union ".join(f"select county_code from {table} where facet = '{Facet.BARE}' and county_code is not null" for table in _BY_HOME)}
    ) s
    left join sum_check c on c.region_code = s.county_code order by c.checked_at nulls first, s.county_code limit 1);
  found integer;
begin
  if county is null then
    return 0;
  end if;
  with {_compared(OF_REGIONS, _NET, "", _referrals("r.county_code = county"), "referral_delta where county_code = county", _LOWEST)},
  {_compared(OF_DEPARTMENTS, _NET, "", _referrals(_OF_OFFICES), "referral_delta where office_county_code = county", _OFFICES)},
  {_compared(OF_ITEMS, _NET_OF_ITEMS, _APART, _ITEMS, "item_delta where county_code = county", _APART_IN)},
  {_compared(OF_LISTINGS, _NET_OF_LISTINGS, _APART, _LISTINGS, "listing_delta where county_code = county", _APART_IN)}
  select {" + ".join(f"(select count(*) from {of.of}_differing)" for of in _ALL)} into found;
  insert into sum_check values (county, moment, found)
    on conflict (region_code) do update set checked_at = excluded.checked_at, differing = excluded.differing;
  return found;
end $$
"""
"""Compares the sums of the county that was compared longest ago with what its referrals, items and listings, and the referrals
of its offices, say; tells how many differ."""
FUNCTIONS = "fold_sums(integer), settle_sums(timestamptz), compare_sums(timestamptz)"
_TRIGGERS = (
    *(each.function for each in NOTED),
    *items.FUNCTIONS,
    *(trigger for each in NOTED for trigger in each.triggers),
    *items.TRIGGERS,
)
RIGHTS = (
    f"revoke all on function {FUNCTIONS} from public",
    f"grant execute on function {FUNCTIONS} to {Login.WORKER}",
)


def policies(table: str) -> dict[str, str]:
    """Return the policy of a table of sums: who counts what."""
    return {"see": f"create policy see on {table} for select to {Login.APP} using ({visible(table)})"}


def apply(connection: Connection) -> None:
    """Make functions, triggers and policies anew. Run as the owner, after every migration."""
    for statement in (*_TRIGGERS, FOLD, SETTLE, COMPARE, *RIGHTS):
        connection.execute(verbatim(statement))
    for table in TABLES:
        connection.execute(text(f"alter table {table} enable row level security"))
        for statement in policies(table).values():
            connection.execute(verbatim(statement))
