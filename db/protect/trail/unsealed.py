"""Functions and triggers by which a record of the audit trail waits for its block, and joins those that have one.

Source: docs/decisions/012-audit.md. They run with their owner's rights: nobody else writes the trail, or takes away what waits.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from db.tables.audit import AuditRecord
from db.verbatim import verbatim

_COLUMNS = ", ".join(column.name for column in AuditRecord.__table__.columns)
_NEW = ", ".join(f"new.{column.name}" for column in AuditRecord.__table__.columns)

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

WAITING = """
create or replace function audit_waiting(most integer) returns table (number bigint, id uuid, at timestamptz, record jsonb)
language sql volatile security definer set search_path = public, pg_temp as $$
  update audit_unsealed u set id = gen_random_uuid()
    from (
      select f.number, row_number() over (partition by f.id order by f.number) nth
      from (select number, id from audit_unsealed order by number limit most) f
    ) o
    where u.number = o.number and (o.nth > 1 or exists (select from audit_seal s where s.record_id = u.id));
  select u.number, u.id, u.at, jsonb_strip_nulls(to_jsonb(u) - 'number') from audit_unsealed u order by u.number limit most;
$$
"""
"""Tells the records that have waited longest. One that has the id of another, by a stolen login, gets one of its own: it stops nothing."""

SEALED = f"""
create or replace function audit_join(last bigint) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from audit_unsealed u where u.number <= last and exists (select from audit_seal s where s.record_id = u.id) returning u.*
  )
  insert into audit_record ({_COLUMNS}) select {_COLUMNS} from gone;
$$
"""
"""Puts the records up to a number that have a block with those that have one."""

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
OF_THE_WORKER = ("audit_waiting(integer)", "audit_join(bigint)", "audit_take_in()")


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
    """Return the policies of what waits, and that by which it joins those that have a block."""
    if table == "audit_record":
        return {"join_up": f"create policy join_up on {table} for insert to {Login.OWNER} with check (true)"}
    return {
        "add": f"create policy add on {table} for insert to {Login.APP} with check (true)",
        "seal": f"create policy seal on {table} for select to {Login.WORKER} using (true)",
        "wait": f"create policy wait on {table} to {Login.OWNER} using (true) with check (true)",
    }
