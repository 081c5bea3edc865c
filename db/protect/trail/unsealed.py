"""Functions and triggers by which a record of the audit trail waits for its block, and joins those that have one.

Source: docs/decisions/012-audit.md. They run with their owner's rights: nobody else writes the trail, or takes away what waits.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from db.tables.audit import AuditRecord
from db.verbatim import verbatim

COLUMNS = tuple(column.name for column in AuditRecord.__table__.columns)
"""What a record tells: all columns but the number by which it waits, which nobody may choose."""
_COLUMNS = ", ".join(COLUMNS)
_NEW = ", ".join(f"new.{name}" for name in COLUMNS)

WAIT = f"""
create or replace function audit_wait() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_unsealed ({_COLUMNS}) values ({_NEW});
  return null;
end $$
"""
"""Has a record wait that somebody writes into the trail itself."""

REMOVED = """
create or replace function audit_note_removed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'TRUNCATE' then
    insert into audit_removed (record_id) select id from audit_unsealed on conflict do nothing;
  else
    insert into audit_removed (record_id) values (old.id) on conflict do nothing;
  end if;
  return null;
end $$
"""
"""Notes which records were removed while they waited."""

_TEXTS = ("action", "target_type", "from_state", "to_state", "reason", "trace")
_LISTS = ("family_ids", "person_ids")
TEXT_BYTES, ENTRIES, GROUPS_BYTES = 1000, 100_000, 8000
"""The most bytes of a text, entries of a list and bytes of the groups in a record. What the platform writes has far less."""
FROM, UNTIL = "1970-01-01 00:00+00", "9999-01-01 00:00+00"
"""Between which moments a record says that it was."""
_UNFIT = " or ".join(
    (
        f"u.at not between '{FROM}' and '{UNTIL}'",
        *(f"octet_length(u.{name}) > {TEXT_BYTES}" for name in _TEXTS),
        *(f"cardinality(u.{name}) > {ENTRIES}" for name in _LISTS),
        f"pg_column_size(u.groups) > {GROUPS_BYTES}",
    )
)
_FIT = ", ".join(
    (
        f"at = least(greatest(u.at, '{FROM}'), '{UNTIL}')",
        *(f"{name} = left(u.{name}, {TEXT_BYTES // 4})" for name in _TEXTS),
        *(f"{name} = u.{name}[1:{ENTRIES}]" for name in _LISTS),
        f"groups = case when pg_column_size(u.groups) <= {GROUPS_BYTES} then u.groups end",
    )
)
WAITING = f"""
create or replace function audit_waiting(most integer) returns table (number bigint, id uuid, at timestamptz, record jsonb)
language sql volatile security definer set search_path = public, pg_temp as $$
  with first as materialized (select u.number, u.id from audit_unsealed u order by u.number limit most),
  known as materialized (
    select f.number, row_number() over (partition by f.id order by f.number) > 1
      or exists (select from audit_seal s where s.record_id = f.id) or exists (select from only audit_record r where r.id = f.id) taken
    from first f
  ),
  mended as (
    update audit_unsealed u set id = case when k.taken then gen_random_uuid() else u.id end, {_FIT}
    from known k where u.number = k.number and (k.taken or coalesce({_UNFIT}, false))
    returning u.*
  ),
  waiting as (
    select m.number, m.id, m.at, to_jsonb(m) record from mended m
    union all
    select u.number, u.id, u.at, to_jsonb(u) from audit_unsealed u join first f on f.number = u.number
    where not exists (select from mended m where m.number = u.number)
  )
  select w.number, w.id, w.at, jsonb_strip_nulls(w.record - 'number') from waiting w order by w.number;
$$
"""
"""Tells the records that have waited longest, in one statement: what comes meanwhile waits for the next block.

Whoever has the application's login may write records of any kind: one with the id of another gets one of its own, and of one that no block
could hold, or no index of the trail, what is too much is left out. So nothing stops the sealing.
"""

SEALED = f"""
create or replace function audit_join(numbers bigint[]) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from audit_unsealed u where u.number = any(numbers) and exists (select from audit_seal s where s.record_id = u.id) returning u.*
  )
  insert into audit_record ({_COLUMNS}) select {_COLUMNS} from gone;
$$
"""
"""Puts those of these records that have a block with those that have one."""

LEFT_OUT = f"""
create or replace function audit_take_in() returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with found as (
    delete from only audit_record r where not exists (select from audit_seal s where s.record_id = r.id) returning r.*
  ), taken as (
    insert into audit_unsealed ({_COLUMNS}) select {_COLUMNS} from found order by at, id returning 1
  )
  select count(*) from taken;
$$
"""
"""Has the records wait that stand in no block, though nobody had them wait, and tells how many there were."""

TRIGGERS = (
    ("audit_waits", "before insert on audit_record for each row", "audit_wait()"),
    ("audit_removed", "after delete on audit_unsealed for each row", "audit_note_removed()"),
    ("audit_emptied", "before truncate on audit_unsealed for each statement", "audit_note_removed()"),
)
"""Name, when, and what is called, by whomever but the owner."""
OF_THE_WORKER = ("audit_waiting(integer)", "audit_join(bigint[])", "audit_take_in()")


def apply(connection: Connection) -> None:
    """Make functions and triggers anew; the worker alone may call those that seal. Run as the owner, after every migration."""
    for statement in (WAIT, REMOVED, WAITING, SEALED, LEFT_OUT):
        connection.execute(verbatim(statement))
    for name, when, called in TRIGGERS:
        whose = f"when (current_user <> '{Login.OWNER}')"
        connection.execute(text(f"create or replace trigger {name} {when} {whose} execute function {called}"))
    for name in OF_THE_WORKER:
        connection.execute(text(f"revoke execute on function {name} from public"))
        connection.execute(text(f"grant execute on function {name} to {Login.WORKER}"))


def policies(table: str) -> dict[str, str]:
    """Return the policies of what waits, and that by which it joins those that have a block; none of any other table."""
    if table == AuditRecord.__tablename__:
        return {"join_up": f"create policy join_up on {table} for insert to {Login.OWNER} with check (true)"}
    if table != AuditRecord.added_to:
        return {}
    return {
        "add": f"create policy add on {table} for insert to {Login.APP} with check (true)",
        "seal": f"create policy seal on {table} for select to {Login.WORKER} using (true)",
        "wait": f"create policy wait on {table} to {Login.OWNER} using (true) with check (true)",
    }
