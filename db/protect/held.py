"""Triggers that hold what grants cannot: what ends for good, that keys are approved by a second person, that a language is one's own.

Source: docs/decisions/037-application-login.md, 038-service-clients.md.
"""

from sqlalchemy import Connection, text

from db.protect.proposal.carrying_out import ran
from db.server.login import Login
from db.session.viewer import setting
from db.verbatim import verbatim
from domain.viewer import Role

ENDING = ("membership", "issuer", "sign_in")
"""Tables of which commands write the end alone: they bring it forward."""
REVOKED = ("client", "client_key")

HOLD_END = f"""
create or replace function hold_end() returns trigger language plpgsql as $$
begin
    if current_user = '{Login.APP}' and old.ends_at is distinct from new.ends_at
        and (new.ends_at is null or new.ends_at > coalesce(old.ends_at, 'infinity')) then
        raise insufficient_privilege using message = 'an end is only brought forward';
    end if;
    return new;
end $$
"""
HOLD_REVOKED = f"""
create or replace function hold_revoked() returns trigger language plpgsql as $$
begin
    if current_user = '{Login.APP}' and old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at then
        raise insufficient_privilege using message = 'what is revoked stays so';
    end if;
    return new;
end $$
"""
HOLD_APPROVAL = f"""
create or replace function hold_approval() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if session_user <> '{Login.APP}' then
        return new;
    elsif tg_op = 'INSERT' then
        if new.approved_at is not null or new.approved_by is not null then
            raise insufficient_privilege using message = 'added first, then approved';
        end if;
    elsif old.approved_at is not null then
        raise insufficient_privilege using message = 'what is approved stays so';
    elsif not {ran("new.created_by", Role.SECURITY_ADMIN, "new.created_at")}
        or not {ran("new.approved_by", Role.SYSTEM_ADMIN, "new.approved_at")} then
        raise insufficient_privilege using message = 'added by a security administrator, approved by a system administrator';
    end if;
    return new;
end $$
"""


HOLD_OWN = f"""
create or replace function hold_own() returns trigger language plpgsql as $$
begin
    if current_user = '{Login.APP}' and {setting("app.account")} is distinct from old.id::text then
        raise insufficient_privilege using message = 'of one''s own account alone';
    end if;
    return new;
end $$
"""


def apply(connection: Connection) -> None:
    """Make the functions and their triggers anew. Run as the owner, after every migration."""
    for statement in (HOLD_END, HOLD_REVOKED, HOLD_APPROVAL, HOLD_OWN):
        connection.execute(verbatim(statement))
    for name, when, tables in (
        ("hold_end", "update of ends_at", ENDING),
        ("hold_revoked", "update of revoked_at", REVOKED),
        ("hold_approval", "insert or update of approved_at, approved_by", ("client_key",)),
        ("hold_own", "update of language", ("account",)),
    ):
        for table in tables:
            each = f"create or replace trigger {name} before {when} on {table} for each row"
            connection.execute(text(f"{each} execute function {name}()"))
