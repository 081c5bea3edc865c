"""What an approved proposal becomes, kind by kind: the statements of the trigger in `carrying_out.py`, over the proposal as `new`.

Source: docs/decisions/041-two-administrators.md, 047-what-administrators-keep.md.
"""

from collections.abc import Mapping

from db.protect.proposal.documents import DOCUMENTS
from db.protect.proposal.versions import VERSIONS
from domain.organization import LINE_OF
from domain.proposal import ADMINISTRATORS, ProposalKind
from domain.referral import OPEN, State
from domain.viewer import Language, OrganizationKind

_APART = ", ".join(f"'{role}'" for role in sorted(ADMINISTRATORS))
_UNFINISHED = ", ".join(f"'{state}'" for state in sorted([*OPEN, State.COMPLETED]))
_LINE = " ".join(f"when '{kind}' then {'null' if line is None else repr(line)}" for kind, line in LINE_OF.items())
_NAMED = "select name_zh from code_name where list = 'DEPARTMENT' and code = each.line order by version desc limit 1"
_FOUND = f"""
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
_OPEN_OFFICE = """
        insert into office (id, organization_id, kind, department_code, name, region_code)
            select new.becomes_id, o.id, o.kind, new.department_code, new.name, o.region_code
            from organization o where o.id = new.organization_id and o.ended_at is null;
        if not found then
            raise check_violation using message = 'the organisation has ended', constraint = 'ck_office_in_use';
        end if;
"""
_END = f"""
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


def _membership(account: str, key: str) -> str:
    """Return what makes a membership of an account, by SQL of their keys."""
    return f"""
        perform from account where id = {account} for update;  -- so that of two that do not go together the second sees the first
        perform from office where id = new.office_id for share;  -- so that it does not end in between
        if exists (
            select from membership m where m.account_id = {account} and m.starts_at < new.ends_at and m.ends_at > begins
            and m.role <> new.role and (m.role in ({_APART}) or new.role in ({_APART}))
        ) then
            raise check_violation using message = 'an administrator holds no other role', constraint = 'ck_membership_apart';
        end if;
        if exists (
            select from membership m where m.account_id = {account} and m.starts_at < new.ends_at and m.ends_at > begins
            and m.role = new.role and m.office_id = new.office_id
        ) then
            raise check_violation using message = 'this role is held in this office already', constraint = 'ck_membership_once';
        end if;
        insert into membership
            (id, account_id, office_id, department_code, office_region_code, role, scope, starts_at, ends_at, deputy_for_id)
            select {key}, {account}, o.id, o.department_code, o.region_code, new.role, new.scope, begins, new.ends_at,
                new.deputy_for_id
            from office o where o.id = new.office_id and o.ended_at is null;
        if not found then
            raise check_violation using message = 'the office has ended', constraint = 'ck_office_in_use';
        end if;
"""


_MEMBERSHIP = _membership("new.account_id", "new.becomes_id")
_ACCOUNT = f"""
        insert into account (id, subject, name, language) values (new.becomes_id, new.subject, new.name, '{Language.ZH.value}');
        if new.role is not null then  -- with its first membership
            {_membership("new.becomes_id", "gen_random_uuid()").strip()}
        end if;
"""
_ISSUER = """
        if new.issuer_id is null then
            insert into issuer (id, address, name, audience, keys_address, client_id, organization_ids)
                values (new.becomes_id, new.address, new.name, new.audience, new.keys_address, new.client_id, new.organization_ids);
        else
            update sign_in s set ends_at = new.decided_at from issuer i  -- one that ended begins anew without those who signed in by it
                where i.id = new.issuer_id and s.issuer_id = i.id and i.ends_at <= new.decided_at
                and (s.ends_at is null or s.ends_at > new.decided_at);
            update issuer set name = new.name, audience = new.audience, keys_address = new.keys_address, client_id = new.client_id,
                organization_ids = new.organization_ids, ends_at = null where id = new.issuer_id;
            delete from issuer_requirement where issuer_id = new.issuer_id;
        end if;
        insert into issuer_requirement (id, issuer_id, role, acr, amr)
            select gen_random_uuid(), coalesce(new.issuer_id, new.becomes_id), told.role,
                coalesce(array_agg(told.value) filter (where told.what = 'acr'), '{}'),
                coalesce(array_agg(told.value) filter (where told.what = 'amr'), '{}')
            from (select split_part(each, ' ', 1), split_part(each, ' ', 2), split_part(each, ' ', 3) from unnest(new.requirements) each
            ) told (role, what, value) group by told.role;
"""
_SIGN_IN = """
        insert into sign_in (id, issuer_id, subject, account_id)
            select new.becomes_id, i.id, new.subject, new.account_id from issuer i
            where i.id = new.issuer_id and (i.ends_at is null or i.ends_at > new.decided_at)
            on conflict (issuer_id, subject) do update set account_id = excluded.account_id, ends_at = null
            where sign_in.ends_at <= new.decided_at;
        if not found then
            raise check_violation using message = 'the issuer has ended, or the subject is somebody', constraint = 'ck_sign_in_once';
        end if;
"""
CARRIED: Mapping[ProposalKind, str] = {
    ProposalKind.ACCOUNT: _ACCOUNT,
    ProposalKind.MEMBERSHIP: _MEMBERSHIP,
    ProposalKind.ORGANIZATION: _FOUND,
    ProposalKind.ORGANIZATION_END: _END,
    ProposalKind.OFFICE: _OPEN_OFFICE,
    ProposalKind.OFFICE_END: _END,
    ProposalKind.ISSUER: _ISSUER,
    ProposalKind.SIGN_IN: _SIGN_IN,
    **VERSIONS,
    **DOCUMENTS,
}
"""Kind of proposal -> what makes of it what it says."""
