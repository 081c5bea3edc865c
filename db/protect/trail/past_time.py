"""The function by which the worker removes what is past its time: the one way in which rows of the audit trail ever go.

Source: docs/domain.md 7 (retention); docs/decisions/048-audit-search.md. It runs with its owner's rights and decides itself what is past
its time: by the rule in force, never before the least years, and by the newest block of the trail where that stands before `moment`, so
that a clock that runs ahead removes nothing.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from db.verbatim import verbatim
from domain.audit import AuditKind
from domain.retention import ACTION, LEAST_YEARS, RetentionKind

TABLES = {
    RetentionKind.NUMBER_TEST: ("number_test", "at", "account_id"),
    RetentionKind.REVEAL_USE: ("reveal_use", "at", "account_id"),
    RetentionKind.VISIT_DRAFT: ("visit_draft", "saved_at", "author_id"),
}
"""Kind -> the table whose rows are removed one by one, the column of their moment, and that of whose they are."""
OPENED = ("audit_record", *(table for table, _, _ in TABLES.values()))
"""The tables under row security in which the function removes rows."""
AT_ONCE = 50
"""Blocks of the trail that one call removes from at the most."""

_LEAST = " ".join(f"when '{kind}' then {years}" for kind, years in LEAST_YEARS.items())
BEFORE = f"""
create or replace function kept_since(asked text, moment timestamptz) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select least(moment, b.newest) - make_interval(years => greatest(r.years, case asked {_LEAST} end))
  from retention_rule r cross join (select max(sealed_at) newest from audit_block) b
  where r.kind = asked and b.newest is not null and r.valid_from <= timezone('Asia/Shanghai', moment)::date
    and (r.valid_to is null or r.valid_to > timezone('Asia/Shanghai', moment)::date)
  order by r.version desc limit 1
$$
"""
"""Tells from which moment on a kind is kept; null where no rule is in force, or nothing is sealed yet: then all of it is."""

HELD = """
create or replace function is_held(account uuid, families uuid[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from legal_hold h
    where h.ended_at is null and (h.account_id is null or h.account_id = account)
      and (h.family_id is null or h.family_id = any(families)))
$$
"""
"""Tells whether a legal hold stands against the removal of what an account did to families; one that names nothing holds everything."""


def _told(kind: RetentionKind) -> str:
    """Return the SQL that notes in the trail how many rows of a kind are gone, and answers it."""
    columns = "id, at, kind, action, reason, version, trace"
    facts = f"gen_random_uuid(), moment, '{AuditKind.REMOVED}', '{ACTION}', '{kind}', least(gone, 2147483647)::integer, 'worker'"
    return f"""
  if gone > 0 and not dry then
    insert into audit_unsealed ({columns}) values ({facts});
  end if;
  kind := '{kind}'; removed := gone; return next;"""


def _rows(kind: RetentionKind) -> str:
    table, since, whose = TABLES[kind]
    past = f"t.{since} < kept_since('{kind}', moment) and not is_held(t.{whose}, null)"
    return f"""
  if dry then
    select count(*) into gone from {table} t where {past};
  else
    delete from {table} t where {past};
    get diagnostics gone = row_count;
  end if;
{_told(kind)}"""


_PAST = "s.block = b.number and r.at < since and not is_held(r.account_id, r.family_ids)"
REMOVE = f"""
create or replace function remove_past_time(moment timestamptz, dry boolean) returns table (kind text, removed bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  gone bigint;
  newest timestamptz := (select max(sealed_at) from audit_block);
  since timestamptz := kept_since('{RetentionKind.AUDIT}', moment);
  blocks integer[] := array(
    select b.number from audit_block b
    where b.sealed_at < since and exists (select from audit_seal s join only audit_record r on r.id = s.record_id where {_PAST})
    order by b.number limit case when dry then null else {AT_ONCE} end);
begin
  if dry then
    select count(*) into gone from audit_block b join audit_seal s on s.block = b.number join only audit_record r on r.id = s.record_id
      where b.number = any(blocks) and {_PAST};
  else
    delete from only audit_record d using audit_block b, audit_seal s, only audit_record r
      where d.id = r.id and r.id = s.record_id and b.number = any(blocks) and {_PAST};
    get diagnostics gone = row_count;
    update audit_block b set removed_at = least(moment, newest) where b.number = any(blocks);
    delete from audit_seal s where s.block = any(blocks)
      and not exists (select from audit_seal o join only audit_record r on r.id = o.record_id where o.block = s.block);
  end if;
{_told(RetentionKind.AUDIT)}{"".join(map(_rows, TABLES))}
end $$
"""
"""Removes what is past its time, of the trail at most so many blocks, notes how much of each kind, and tells it; `dry`: tells alone."""


def apply(connection: Connection) -> None:
    """Make the functions anew; the worker alone may call the one that removes. Run as the owner, after every migration."""
    for statement in (BEFORE, HELD, REMOVE):
        connection.execute(verbatim(statement))
    for name in ("kept_since(text, timestamptz)", "is_held(uuid, uuid[])", "remove_past_time(timestamptz, boolean)"):
        connection.execute(text(f"revoke execute on function {name} from public"))
    connection.execute(text(f"grant execute on function remove_past_time(timestamptz, boolean) to {Login.WORKER}"))


def policies(table: str) -> dict[str, str]:
    """Return the policies by which the function removes rows of a table."""
    if table not in OPENED:
        return {}
    found = {"remove_past": f"create policy remove_past on {table} for delete to {Login.OWNER} using (true)"}
    return found if table == "audit_record" else found | {"pass": f"create policy pass on {table} for select to {Login.OWNER} using (true)"}
