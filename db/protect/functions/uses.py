"""The functions by which the application's login keeps when somebody worked here last, and who was refused: it sets neither by itself.

Source: docs/decisions/059-used-and-refused.md. They run with their owner's rights, and answer nothing: not whether there is somebody.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from db.verbatim import verbatim
from domain.audit import SIGN_IN_REFUSED, AuditKind

FUNCTIONS = {
    "sign_in_used(uuid, uuid, timestamptz)": """
create or replace function sign_in_used(of_account uuid, of_client uuid, moment timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update account set last_used_at = moment where id = (
        select a.id from account a where a.id = of_account
        and (a.last_used_at is null or a.last_used_at < moment - interval '5 minutes') for no key update skip locked);
    update client set last_used_at = moment where id = (
        select c.id from client c where c.id = of_client
        and (c.last_used_at is null or c.last_used_at < moment - interval '5 minutes') for no key update skip locked);
end $$
""",
    "sign_in_refused(uuid, text, uuid, uuid, text, integer, text, timestamptz)": f"""
create or replace function sign_in_refused(
    of_issuer uuid, who text, member uuid, of_client uuid, why text, more integer, traced text, moment timestamptz
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    whose uuid;
    before timestamptz;
    counted integer;
begin
    if of_client is not null then
        select c.id, c.refused_at, c.refused + more into whose, before, counted from client c where c.id = of_client for no key update;
    else
        select a.id, a.refused_at, a.refused + more into whose, before, counted from account a
            where case when of_issuer is null then a.subject = who else a.id = (
                select s.account_id from sign_in s where s.issuer_id = of_issuer and s.subject = who) end for no key update;
    end if;
    if whose is null then
        return;
    end if;
    if before between moment - interval '1 minute' and moment + interval '1 minute' then
        counted := counted + 1;
    else
        insert into audit_unsealed
            (id, at, kind, action, account_id, membership_id, office_id, client_id, target_type, target_id, version, reason, trace)
            select gen_random_uuid(), moment, '{AuditKind.SIGN_IN}', '{SIGN_IN_REFUSED}', nullif(whose, of_client), m.id,
                coalesce(m.office_id, c.office_id), c.id, case when i.id is not null then 'Issuer' end, i.id, nullif(counted, 0), why,
                traced
            from (select) one left join membership m on m.id = member and m.account_id = whose left join client c on c.id = of_client
            left join issuer i on i.id = of_issuer;
        before := moment;
        counted := 0;
    end if;
    update account set refused_at = before, refused = counted where id = whose;
    update client set refused_at = before, refused = counted where id = whose;
end $$
""",
}
"""Signature -> how the function is made. Refusals of an account or client leave a record a minute; those beyond it are counted, and the
next record tells how many there were. Whoever is being looked at is not waited for where a use is kept: the next request keeps it."""


def policies(table: str) -> dict[str, str]:
    """Return the policies of service clients, by which the functions see and mark them; accounts are under no row security."""
    if table != "client":
        return {}
    return {
        "use_seen": f"create policy use_seen on {table} for select to {Login.OWNER} using (true)",
        "use": f"create policy use on {table} for update to {Login.OWNER} using (true) with check (true)",
    }


def apply(connection: Connection) -> None:
    """Make the functions anew. Run as the owner, after every migration."""
    for signature, statement in FUNCTIONS.items():
        connection.execute(verbatim(statement))
        connection.execute(text(f"revoke all on function {signature} from public"))
        connection.execute(text(f"grant execute on function {signature} to {Login.APP}"))
