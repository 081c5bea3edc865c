"""The trigger that carries an approved proposal out: the one way in which the application's login makes accounts, memberships, offices.

Source: docs/decisions/041-two-administrators.md, 047-what-administrators-keep.md. It runs with its owner's rights and writes what
the proposal says, nothing else.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from domain.organization import LINE_OF
from domain.proposal import ADMINISTRATORS, ProposalKind, ProposalState
from domain.referral import OPEN, State
from domain.viewer import Language, OrganizationKind, Role

_APART = ", ".join(f"'{role}'" for role in sorted(ADMINISTRATORS))


def _ran(account: str, role: Role, at: str) -> str:
    """Return the SQL of whether a membership in a role ran at a moment."""
    running = f"m.starts_at <= {at} and m.ends_at > {at}"
    return f"exists (select from membership m where m.account_id = {account} and m.role = '{role}' and {running})"


_UNFINISHED = ", ".join(f"'{state}'" for state in sorted([*OPEN, State.COMPLETED]))
_LINE = " ".join(f"when '{kind}' then {'null' if line is None else repr(line)}" for kind, line in LINE_OF.items())
_NAMED = "select name_zh from code_name where list = 'DEPARTMENT' and code = each.line order by version desc limit 1"
FOUND = f"""
        insert into organization (id, kind, name, region_code, department_code, parent_id)
            values (new.becomes_id, new.organization_kind, new.name, new.region_code, new.department_code, new.parent_id);
        if new.organization_kind = '{OrganizationKind.TOWNSHIP}' then  -- an office for each line, which names it
            insert into office (id, organization_id, kind, department_code, name, region_code)
                select each.id, new.becomes_id, new.organization_kind, each.line, new.name || '（' || ({_NAMED}) || '）', new.region_code
                from unnest(new.office_ids, new.lines) each (id, line);
        else
            insert into office (id, organization_id, kind, department_code, name, region_code)
                values (new.office_ids[1], new.becomes_id, new.organization_kind,
                    case new.organization_kind {_LINE} else new.department_code end, new.name, new.region_code);
        end if;
"""
OPEN_OFFICE = """
        insert into office (id, organization_id, kind, department_code, name, region_code)
            select new.becomes_id, o.id, o.kind, new.department_code, new.name, o.region_code
            from organization o where o.id = new.organization_id and o.ended_at is null;
        if not found then
            raise check_violation using message = 'the organisation has ended', constraint = 'ck_office_in_use';
        end if;
"""
END = f"""
        perform from office o where o.id = new.office_id or o.organization_id = new.organization_id order by o.id for update;
        if exists (
            select from membership m join office o on o.id = m.office_id
            where (o.id = new.office_id or o.organization_id = new.organization_id) and m.ends_at > new.decided_at
        ) or exists (
            select from referral r join office o on o.id in (r.office_id, r.dispatching_office_id)
            where (o.id = new.office_id or o.organization_id = new.organization_id) and r.state in ({_UNFINISHED})
        ) then
            raise check_violation using message = 'somebody works there, or on something', constraint = 'ck_office_in_use';
        end if;
        update office o set ended_at = new.decided_at
            where (o.id = new.office_id or o.organization_id = new.organization_id) and o.ended_at is null;
        update organization o set ended_at = new.decided_at where o.id = new.organization_id and o.ended_at is null;
"""

CARRY_OUT = f"""
create or replace function carry_out_proposal() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    begins timestamptz := greatest(new.starts_at, new.decided_at);
begin
    if tg_op = 'INSERT' then
        if session_user = '{Login.APP}' and new.state <> '{ProposalState.PROPOSED}' then
            raise insufficient_privilege using message = 'proposed first, then decided';
        end if;
        return null;
    elsif old.state <> '{ProposalState.PROPOSED}' then
        raise insufficient_privilege using message = 'what is decided stays decided';
    elsif new.state <> '{ProposalState.APPROVED}' then
        return null;
    end if;
    if not {_ran("new.proposed_by", Role.SYSTEM_ADMIN, "new.at")}
        or not {_ran("new.proposed_by", Role.SYSTEM_ADMIN, "new.decided_at")}
        or not {_ran("new.decided_by", Role.SECURITY_ADMIN, "new.decided_at")} then
        raise insufficient_privilege using message = 'proposed by a system administrator, approved by a security administrator';
    end if;
    if new.kind = '{ProposalKind.ACCOUNT}' then
        insert into account (id, subject, name, language) values (new.becomes_id, new.subject, new.name, '{Language.ZH.value}');
    elsif new.kind = '{ProposalKind.MEMBERSHIP}' then
        perform from account where id = new.account_id for update;  -- so that of two that do not go together the second sees the first
        perform from office where id = new.office_id for share;  -- so that it does not end in between
        if exists (
            select from membership m where m.account_id = new.account_id and m.starts_at < new.ends_at and m.ends_at > begins
            and m.role <> new.role and (m.role in ({_APART}) or new.role in ({_APART}))
        ) then
            raise check_violation using message = 'an administrator holds no other role', constraint = 'ck_membership_apart';
        end if;
        if exists (
            select from membership m where m.account_id = new.account_id and m.starts_at < new.ends_at and m.ends_at > begins
            and m.role = new.role and m.office_id = new.office_id
        ) then
            raise check_violation using message = 'this role is held in this office already', constraint = 'ck_membership_once';
        end if;
        insert into membership
            (id, account_id, office_id, department_code, office_region_code, role, scope, starts_at, ends_at, deputy_for_id)
            select new.becomes_id, new.account_id, o.id, o.department_code, o.region_code, new.role, new.scope, begins, new.ends_at,
                new.deputy_for_id
            from office o where o.id = new.office_id and o.ended_at is null;
        if not found then
            raise check_violation using message = 'the office has ended', constraint = 'ck_office_in_use';
        end if;
    elsif new.kind = '{ProposalKind.ORGANIZATION}' then{FOUND}
    elsif new.kind = '{ProposalKind.OFFICE}' then{OPEN_OFFICE}
    elsif new.kind in ('{ProposalKind.OFFICE_END}', '{ProposalKind.ORGANIZATION_END}') then{END}
    end if;
    return null;
end $$
"""
WHEN_WRITTEN = """
create or replace trigger carry_out_proposal after insert or update on proposal for each row execute function carry_out_proposal()
"""


def apply(connection: Connection) -> None:
    """Make the function and its trigger anew. Run as the owner, after every migration."""
    for statement in (CARRY_OUT, WHEN_WRITTEN):
        connection.execute(text(statement.replace(":", r"\:")))
