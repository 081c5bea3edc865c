"""The functions by which the application's login reaches sessions: it begins, uses and ends them one by one, and reads none.

Source: docs/decisions/044-browser.md. They run with their owner's rights; each asks for a secret's digest, or ends what an issuer ends.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from db.verbatim import verbatim
from domain.audit import AuditKind

MOST_BEGUN = 10_000
"""How many sign-ins stand begun at the most: the oldest give way, so that strangers who finish none fill no table."""
STANDS = "s.ended_at is null and s.ends_at > moment and s.used_at + s.idle_seconds * interval '1 second' > moment"

TRACE = "app.trace"
"""The setting that names the trace of the request."""
WITHOUT = "SIGN_IN_WITHOUT_MEMBERSHIP"
"""Why somebody who signs in and may do nothing is noted as refused, and not as signed in."""
NOTED = "browser_noted(uuid, text, uuid, text, timestamptz)"
NOTE = f"""
create or replace function browser_noted(of_issuer uuid, who text, member uuid, what text, moment timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into audit_unsealed (id, at, kind, action, account_id, membership_id, office_id, target_type, target_id, trace)
        select gen_random_uuid(), moment, '{AuditKind.SIGN_IN}', what, a.id, m.id, m.office_id,
            case when i.id is not null then 'Issuer' end, i.id,
            coalesce(nullif(current_setting('{TRACE}', true), ''), 'browser')
        from account a left join membership m on m.id = member and m.account_id = a.id left join issuer i on i.id = of_issuer
        where case when of_issuer is null then a.subject = who else a.id in (
            select s.account_id from sign_in s where s.issuer_id = of_issuer and s.subject = who
                and (s.ends_at is null or s.ends_at > moment)) end;
end $$
"""
"""Notes in the trail what an account did with a session, at which issuer, as which membership; nobody calls it but the functions below.

The trace is a setting of the transaction and no argument, so that servers of the version before go on calling the same functions.
"""


def held_by(issuer: str, who: str, moment: str) -> str:
    """Return the SQL, from FROM on, of the running memberships of whom an issuer calls so; without one of an account, or of all."""
    return f"""
from account a join membership m on m.account_id = a.id join office o on o.id = m.office_id
where m.starts_at <= {moment} and m.ends_at > {moment} and case when {issuer} is null then a.subject = coalesce({who}, a.subject)
else exists (
    select from sign_in s join issuer i on i.id = s.issuer_id
    where i.id = {issuer} and s.subject = {who} and s.account_id = a.id and o.organization_id = any(i.organization_ids)
        and (s.ends_at is null or s.ends_at > {moment}) and (i.ends_at is null or i.ends_at > {moment})
) end
"""


FUNCTIONS = {
    "browser_session_begin(bytea, bytea, uuid, text, text, uuid, text, text[], integer, timestamptz, timestamptz)": f"""
create or replace function browser_session_begin(
    asked bytea, replaced bytea, issuer uuid, who text, theirs text, member uuid, told_acr text, told_amr text[], idle integer,
    ends timestamptz, moment timestamptz
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from browser_session s where s.ends_at < moment - interval '1 day';
    update browser_session s set ended_at = moment where s.digest = replaced and s.ended_at is null;
    insert into browser_session
        (id, digest, issuer_id, subject, provider_session, membership_id, acr, amr, began_at, used_at, idle_seconds, ends_at)
        values (gen_random_uuid(), asked, issuer, who, theirs, member, told_acr, told_amr, moment, moment, idle, ends);
    if member is null and not exists (select {held_by("browser_session_begin.issuer", "who", "moment")}) then  -- one record, not two
        perform sign_in_refused(issuer, who, null, null, '{WITHOUT}', 0, coalesce(nullif(current_setting('{TRACE}', true), ''), 'browser'),
            moment);
    else
        perform browser_noted(issuer, who, member, 'signIn', moment);
    end if;
end $$
""",
    "browser_session_use(bytea, timestamptz)": f"""
create or replace function browser_session_use(asked bytea, moment timestamptz)
returns table (issuer uuid, who text, member uuid, told_acr text, told_amr text[], began timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update browser_session s set used_at = moment
        where s.digest = asked and {STANDS} and s.used_at < moment - interval '1 minute';
    return query select s.issuer_id, s.subject, s.membership_id, s.acr, s.amr, s.began_at from browser_session s
        where s.digest = asked and {STANDS};
end $$
""",
    "browser_session_choose(bytea, bytea, uuid, integer, timestamptz, timestamptz)": f"""
create or replace function browser_session_choose(
    asked bytea, renewed bytea, member uuid, idle integer, ends timestamptz, moment timestamptz
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    issuer uuid;
    who text;
begin
    update browser_session s set digest = renewed, membership_id = member, idle_seconds = idle, used_at = moment,
        ends_at = least(s.ends_at, ends) where s.digest = asked and {STANDS} returning s.issuer_id, s.subject into issuer, who;
    if who is null then
        return false;
    end if;
    perform browser_noted(issuer, who, member, 'signInSwitch', moment);
    return true;
end $$
""",
    "browser_session_end(bytea, timestamptz)": """
create or replace function browser_session_end(asked bytea, moment timestamptz) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    issuer uuid;
    who text;
    member uuid;
begin
    update browser_session s set ended_at = moment where s.digest = asked and s.ended_at is null
        returning s.issuer_id, s.subject, s.membership_id into issuer, who, member;
    if who is not null then
        perform browser_noted(issuer, who, member, 'signOut', moment);
    end if;
    return issuer;
end $$
""",
    "browser_session_end_of(uuid, bytea, timestamptz, text, text, timestamptz)": """
create or replace function browser_session_end_of(
    issuer uuid, token bytea, expires timestamptz, theirs text, who text, moment timestamptz
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    ended record;
begin
    delete from logout_token t where t.issuer_id = issuer and t.expires_at < moment;
    insert into logout_token (issuer_id, digest, expires_at) values (issuer, token, expires) on conflict do nothing;
    if not found then
        return false;
    end if;
    for ended in update browser_session s set ended_at = moment
        where s.issuer_id = issuer and s.ended_at is null and (theirs is not null or who is not null)
        and (theirs is null or s.provider_session = theirs) and (who is null or s.subject = who) returning s.subject, s.membership_id
    loop
        perform browser_noted(issuer, ended.subject, ended.membership_id, 'signOutByIssuer', moment);
    end loop;
    return true;
end $$
""",
    "sign_in_begin(bytea, bytea, uuid, text, text, text, timestamptz, timestamptz)": f"""
create or replace function sign_in_begin(
    asked bytea, held bytea, issuer uuid, once text, proof text, goes_to text, expires timestamptz, moment timestamptz
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from sign_in_attempt a where a.expires_at < moment;
    delete from sign_in_attempt a where a.state in (
        select o.state from sign_in_attempt o order by o.expires_at desc offset {MOST_BEGUN - 1});
    insert into sign_in_attempt (state, browser, issuer_id, nonce, verifier, forward, expires_at)
        values (asked, held, issuer, once, proof, goes_to, expires);
end $$
""",
    "sign_in_take(bytea, bytea, timestamptz)": """
create or replace function sign_in_take(asked bytea, held bytea, moment timestamptz)
returns table (issuer uuid, once text, proof text, goes_to text)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    return query delete from sign_in_attempt a where a.state = asked and a.browser = held and a.expires_at > moment
        returning a.issuer_id, a.nonce, a.verifier, a.forward;
end $$
""",
    "browser_expire(timestamptz)": """
create or replace function browser_expire(moment timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from sign_in_attempt a where a.expires_at < moment;
    delete from logout_token t where t.expires_at < moment;
    delete from browser_session s where s.ends_at < moment - interval '1 day';
end $$
""",
}
"""Signature -> how the function is made."""
EXPIRE = "browser_expire(timestamptz)"
"""What the worker alone may call: it removes what nobody asks for any more."""


def apply(connection: Connection) -> None:
    """Make the functions anew, each for one login alone. Run as the owner, after every migration."""
    connection.execute(verbatim(NOTE))
    connection.execute(text(f"revoke all on function {NOTED} from public"))
    for signature, statement in FUNCTIONS.items():
        connection.execute(verbatim(statement))
        connection.execute(text(f"revoke all on function {signature} from public"))
        connection.execute(text(f"grant execute on function {signature} to {Login.WORKER if signature == EXPIRE else Login.APP}"))
