"""What a year of the demonstration county does not bring about, written into the database of the oracle's tests."""

import asyncpg

from tests.oracle.rare_of_families import (
    AGAIN,
    CADRE,
    CALLED,
    CORRECTED,
    LOOKED,
    OPENED,
    OTHER,
    REFERRED,
    SAID,
    SAVED,
    UNKNOWN,
    UNKNOWN_TEXT,
)

ADMIN = "(select account_id from membership where role = 'SYSTEM_ADMIN')"
MATCH = """(id, version, known_id, family_id, registered_id, region_code, created_at, updated_at, decision, decided_at, decided_by, note)
select gen_random_uuid(), 1, known.id, known.family_id, other.id, '330110000000', known.created_at, known.created_at"""
OF_NEXT_COUNTY = """from person known, (select id from person where region_code like '330106%' order by id limit 1) other
where known.id = any($1)"""
OF_SAME_COUNTY = OF_NEXT_COUNTY.replace("330106", "330110")
SYSTEM = f"""(id, name, office_id, created_at, created_by, revoked_at, version, updated_at)
select gen_random_uuid(), name || '业务系统', id, '2026-07-01', {CADRE}, null, 1, '2026-07-01' from office where id = any($1)"""
SIGNED_BY = f"""(id, client_id, office_id, kid, jwk, created_at, created_by, approved_at, approved_by, revoked_at)
select gen_random_uuid(), client.id, office_id, kid, '{{"alg": "ES256"}}', '2026-07-01', created_by,
  case when revoked is not null then timestamptz '2026-07-02' end, case when revoked is not null then {ADMIN} end,
  cast(revoked as timestamptz)
from client, (values ('old', '2026-08-01'), ('new', null)) told (kid, revoked) where office_id = any($1)"""
EVENT = f"""(id, subject_type, subject_id, family_id, office_id, account_id, at, action, after, reason_list, reasons, region_code)
select gen_random_uuid(), '{{0}}', subject.id, coalesce(to_jsonb(subject)->>'family_id', subject.id::text)::uuid, {OTHER}, {CADRE},
subject.created_at + step * interval '1 hour', 'visitRecord', null, case step when 2 then 'CANCEL_REASON' end,
case step when 2 then array['MOVED', 'MISTAKE'] else array[]::text[] end, subject.region_code
from {{1}} subject, generate_series(1, 3) step where subject.id = any($1)"""
READ = """(account_id, referral_id, event_id)
select account.id, referral.id, last_event_id from referral, account
where referral.id = any($1) and subject in ('cadre.federation.330110', 'dispatcher.civil-affairs.330110')"""
RECEIVED = "(id, family_id, person_id, region_code, type_code, type_version, source, since, document, created_at) select gen_random_uuid(),"
OF_LIST = ", 1, 'REGISTER', '2026-07-01', '余民发〔2026〕3号', person.created_at from person where person.id = any($1)"
NAMED = """(id, office_id, town_code, type_code, handler_id)
select gen_random_uuid(), office_id, town, type, case when type = 'A05' then null else account_id end
from membership, (values (null, null), ('330110109000', 'A01'), ('330110005000', null), (null, 'A05')) named (town, type)
where membership.id = any($1)"""
HANDED = """(id, office_id, type_code, decided_at, accepted_at, document)
select gen_random_uuid(), office.id, type, decided, accepted, document
from office, (
  values ('A04', 'COUNTY', null, '余民〔2026〕4号'), ('A01', null, null, null), ('A02', 'TOWNSHIP', 'TOWNSHIP', '余民〔2026〕2号')
) said (type, decided, accepted, document) where office.id = any($1)"""
WATCHED = """(id, family_id, region_code, type_code, type_version, source, since, kind, risk_cause, measures, helper, created_at)
select gen_random_uuid(), id, region_code, 'A27', 1, 'REGISTER', '2026-07-01', kind, risk, measures, '王助理', created_at
from family, (values ('MARGINAL_PRONE_HOUSEHOLD', 'ILLNESS', array['HEALTH', 'SAFETY_NET']), ('HOUSEHOLD_AT_RISK', null, array[]::text[]))
told (kind, risk, measures) where family.id = any($1)"""
ROOM = """(id, office_id, town_code, type_code, said_on, places, paused_until, pause_reason)
select gen_random_uuid(), office.id, town, type, '2026-11-20', places, cast(until as timestamptz), reason
from office, (values
  (null, 'A15', 12, null, null), ('330110109000', null, null, '2026-12-31T16:00:00Z', 'STAFF_SHORT'),
  ('330110109000', 'A14', 0, null, null), (null, null, null, '2026-11-01T16:00:00Z', 'OTHER'), (null, 'A16', null, null, null)
) said (town, type, places, until, reason) where office.id = any($1)"""
HELD = """(id, version, state, at, updated_at, proposed_by, reason, account_id)
select gen_random_uuid(), 1, 'PROPOSED', starts_at, starts_at, account_id, 'LITIGATION', account_id from membership where id = any($1)"""
VERSIONS = """(id, version, updated_at, kind, state, at, proposed_by, decided_at, decided_by, becomes_id, scope, lines, office_ids,
  organization_ids, requirements, code_list, code, follows, name, name_en, like_code, successor, value, unit, valid_from, basis)
select gen_random_uuid(), 1, '2026-11-19T01:00:00Z', kind, state, '2026-11-19T01:00:00Z',
  (select account_id from membership where role = 'SYSTEM_ADMIN'),
  case when state <> 'PROPOSED' then timestamptz '2026-11-21T01:00:00Z' end,
  case when state <> 'PROPOSED' then (select account_id from membership where role = 'SECURITY_ADMIN') end, gen_random_uuid(), '{}', '{}',
  '{}', '{}', '{}', said.list, said.code, case when said.code <> 'LEISURE' then 1 end, case when kind = 'CODE' then '文体' end,
  case when kind = 'CODE' then 'Leisure' end, case when kind = 'CODE' then 'CARE' end,
  case when kind = 'CODE_END' then 'NOT_OUR_DUTY' end, case when kind = 'LIMIT' then 2 end,
  case when kind = 'LIMIT' then 'WORKING_DAY' end, date '2027-01-01', '省残联通知'
from (values ('LIMIT', 'LIMIT', 'answer_normal', 'PROPOSED'), ('LIMIT', 'LIMIT', 'follow_up', 'PROPOSED'),
  ('LIMIT', 'LIMIT', 'contact_days_normal', 'PROPOSED'), ('LIMIT', 'LIMIT', 'correction_decide', 'PROPOSED'),
  ('LIMIT', 'LIMIT', 'clue', 'APPROVED'), ('CODE', 'NEED_DOMAIN', 'LEISURE', 'PROPOSED'),
  ('CODE_END', 'RETURN_REASON', 'INCOMPLETE', 'PROPOSED')) said (kind, list, code, state) where $1::uuid[] is not null"""
VERSION = """(key, version, value, unit, valid_from, source, origin, proposal_id)
select code, 2, value, unit, valid_from, basis, 'API', id from proposal where kind = 'LIMIT' and state = 'APPROVED' and code = 'clue'
  and $1::uuid[] is not null"""
REPLACED = """valid_to = '2027-01-01' where key = 'clue' and version = 1 and $1::uuid[] is not null"""
OF_DOCUMENTS = """(id, version, updated_at, kind, state, at, proposed_by, becomes_id, scope, lines, office_ids, organization_ids,
  requirements, name, document_text, digest, operations)
select gen_random_uuid(), 1, '2026-11-19T01:00:00Z', said.kind, 'PROPOSED', '2026-11-19T01:00:00Z',
  (select account_id from membership where role = 'SYSTEM_ADMIN'), gen_random_uuid(), '{}', '{}', '{}', '{}', '{}', name, text, digest,
  operations
from trusted_document, (values ('DOCUMENT'), ('DOCUMENT_END')) said (kind) where name = 'finance' and $1::uuid[] is not null"""
WITHDRAWN = """origin = 'API', withdrawn_on = '2026-11-20',
  proposal_id = (select id from proposal where kind = 'DOCUMENT' and state = 'PROPOSED'),
  withdrawal_id = (select id from proposal where kind = 'DOCUMENT_END') where name = 'finance' and $1::uuid[] is not null"""
ENDED = """valid_to = '2026-11-10', successor = 'NOT_OUR_DUTY'
where list = 'RETURN_REASON' and code = 'WRONG_AREA' and $1::uuid[] is not null"""
PROPOSED = """(id, version, updated_at, kind, state, at, proposed_by, decided_at, decided_by, reason, becomes_id, subject, name,
  account_id, office_id, role, scope, starts_at, ends_at, deputy_for_id, lines, office_ids, organization_kind, region_code, department_code,
  parent_id, organization_id, organization_ids, requirements, address, issuer_id)
select gen_random_uuid(), 1, '2026-11-20T01:00:00Z', said.kind, state, '2026-11-20T01:00:00Z',
  (select account_id from membership where role = 'SYSTEM_ADMIN'),
  case when state <> 'PROPOSED' then timestamptz '2026-11-21T01:00:00Z' end,
  case when state <> 'PROPOSED' then (select account_id from membership where role = 'SECURITY_ADMIN') end,
  case when state = 'DECLINED' then 'NOT_NEEDED' end, case when state = 'APPROVED' then away.id else gen_random_uuid() end,
  case when said.kind = 'ACCOUNT' then 'zhang.hua' end, case when said.kind <> 'MEMBERSHIP' then '张华' end,
  case when said.kind = 'MEMBERSHIP' then away.account_id end, case when said.kind = 'MEMBERSHIP' then away.office_id end,
  case when said.kind = 'MEMBERSHIP' then away.role end, case when said.kind = 'MEMBERSHIP' then away.scope else '{}' end, null,
  case when said.kind = 'MEMBERSHIP' then away.ends_at end, case when deputy then away.id end,
  case when said.kind = 'ORGANIZATION' then array['HEALTH'] else '{}' end, '{}',
  case when said.kind = 'ORGANIZATION' then 'TOWNSHIP' end, case when said.kind = 'ORGANIZATION' then '330110005000' end,
  case when said.kind = 'OFFICE' then 'HEALTH' end, case when said.kind = 'ORGANIZATION' then home.organization_id end,
  case when said.kind = 'OFFICE' then home.organization_id end,
  case when said.kind = 'ISSUER' then array[home.organization_id] else '{}' end,
  case when said.kind = 'ISSUER' then array['COMMISSIONER acr gold'] else '{}' end,
  case when said.kind = 'ISSUER' then 'https://a.example' end,
  case when said.kind = 'ISSUER' then (select id from issuer order by id limit 1) end
from membership away join office home on home.id = away.office_id, (values ('ACCOUNT', 'PROPOSED', false),
  ('MEMBERSHIP', 'DECLINED', true), ('MEMBERSHIP', 'APPROVED', false), ('ORGANIZATION', 'PROPOSED', false), ('OFFICE', 'DECLINED', false),
  ('ISSUER', 'PROPOSED', false)
) said (kind, state, deputy) where away.id = any($1)"""
ISSUER = """(id, address, name, audience, organization_ids)
select account_id, 'https://issuer.example/' || id, '统一认证', 'lianbang', array(select organization_id from office where id = office_id)
from membership where id = any($1)"""
NEEDED = """(id, issuer_id, role, acr, amr)
select gen_random_uuid(), account_id, role, '{gold}', '{otp,pwd}' from membership where id = any($1)"""
SIGNED_IN = """(id, issuer_id, subject, account_id, ends_at)
select gen_random_uuid(), account_id, told, account_id, cast(until as timestamptz)
from membership, (values ('甲', null), ('乙', '2026-08-01')) said (told, until) where membership.id = any($1)"""
DEPUTY = """deputy_for_id = (select id from membership other where other.office_id = membership.office_id and other.id <> membership.id
  order by id limit 1) where id = any($1)"""
OF_FAMILIES = "region_code like '330110%' and family_id is not null"
SIGNED = """state = 'SIGNED', ended_at = null, visible_until = null, return_reason = null, returned_by = null, cancel_reason = null,
  waits_office = true, waits_federation = false"""
TAKEN_ON = "identity_level = 3, contact_level = 3, contact_wish_level = 3, address_level = 3, until = '9999-12-31'"
RARE = (
    (
        "select id from referral where part = 'ASSISTING' and type_code <> 'A15' order by state = 'RETURNED' desc, number limit 1",
        (
            f"update referral set {SIGNED} where id = any($1)",
            f"update family_access set {TAKEN_ON} where referral_id = any($1)",
        ),
    ),
    (
        "select id from referral where region_code like '330110%' order by number limit 40",
        (
            f"insert into correction {CORRECTED}",
            f"insert into correction_text {SAID}",
        ),
    ),
    (
        "select min(id::text)::uuid as id from membership where role in ('OFFICE_DISPATCHER', 'FEDERATION_CADRE') group by office_id",
        (f"insert into saved_filter {SAVED}",),
    ),
    (
        "select id from family where exists (select from assistance_item where family_id = family.id) order by number limit 30",
        (
            f"update family set plan_responsible_id = {CADRE} where id = any($1)",
            "update assistance_item set plan_place = 3 - (get_byte(uuid_send(id), 0) % 3) where family_id = any($1) and state <> 'DRAFT'",
        ),
    ),
    (
        "select id from office where region_code = '330110000000' and department_code in ('HUMAN_RESOURCES', 'CIVIL_AFFAIRS')",
        (f"insert into availability {ROOM}",),
    ),
    (
        f"select id from visit where {REFERRED} order by number limit 3",
        (
            f"insert into family_access {CALLED}",
            "update visit set channel = 'HOTLINE_12345', callback_due_at = at + interval '24 hours' where id = any($1)",
            f"insert into visit {AGAIN}",
        ),
    ),
    (
        "select id from office where region_code = '330110000000' and department_code = 'CIVIL_AFFAIRS'",
        (f"insert into authority {HANDED}",),
    ),
    (
        "select min(id::text)::uuid as id from membership where role in ('OFFICE_HANDLER', 'FEDERATION_CADRE') group by office_id",
        (f"insert into default_handler {NAMED}",),
    ),
    (
        "select id from referral where state in ('RETURNED', 'CANCELLED', 'ARCHIVED') order by number limit 6",
        (
            "update referral set visible_until = '2026-11-01T00:00:00Z' where id = any($1)",
            "update family_access set until = '2026-11-01T00:00:00Z' where referral_id = any($1)",
        ),
    ),
    (
        "select id from referral where region_code like '330110%' order by number offset 3 limit 60",
        (
            f"insert into referral_read {READ}",
            "update referral_read set event_id = null where referral_id = any((cast($1 as uuid[]))[1:20])",
        ),
    ),
    (
        f"select id from referral where {OF_FAMILIES} and visible_until is null order by number limit 4",
        (
            f"update referral set dispatching_office_id = {OTHER} where id = any($1)",
            *(
                f"update {table} set dispatching_office_id = {OTHER} where {key} = any($1)"
                for key, tables in (("subject_id", ("event", "event_text")), ("referral_id", ("outcome", "follow_up", "placement_call")))
                for table in tables
            ),
        ),
    ),
    (
        "select id from person where region_code like '330110%' order by id limit 6",
        (
            f"insert into person_match {MATCH}, null, null, null, null {OF_NEXT_COUNTY}",
            f"insert into person_match {MATCH}, 'SAME', known.created_at, {CADRE}, '已核实' {OF_SAME_COUNTY}",
        ),
    ),
    (
        "select id from person where region_code like '330110%' order by id limit 4",
        (
            f"insert into entitlement {RECEIVED} person.family_id, person.id, person.region_code, 'A06' {OF_LIST}",
            f"insert into entitlement {RECEIVED} person.family_id, null, person.region_code, 'A01' {OF_LIST}",
        ),
    ),
    (
        "select id from membership where role in ('OFFICE_HANDLER', 'COMMISSIONER') order by id limit 3",
        (
            f"insert into issuer {ISSUER}",
            f"insert into issuer_requirement {NEEDED}",
            f"insert into sign_in {SIGNED_IN}",
            f"insert into proposal {PROPOSED}",
            f"insert into proposal {VERSIONS}",
            f"insert into rule_limit {VERSION}",
            f"update rule_limit set {REPLACED}",
            f"update code_name set {ENDED}",
            f"insert into proposal {OF_DOCUMENTS}",
            f"update trusted_document set {WITHDRAWN}",
            f"insert into legal_hold {HELD}",
            f"update membership set {DEPUTY}",
        ),
    ),
    (
        "select id from family where region_code like '330110%' order by number limit 12",
        (f"insert into emergency_view {LOOKED}", f"insert into family_access {OPENED}"),
    ),
    (
        "select id from family where region_code like '330110%' order by number limit 8",
        (f"insert into family_hand_over {UNKNOWN}", f"insert into family_hand_over_text {UNKNOWN_TEXT}"),
    ),
    (
        "select distinct family_id as id from referral where type_code in ('A01', 'A02', 'A03', 'A27') order by family_id limit 20",
        (f"insert into entitlement {WATCHED}",),
    ),
    *(
        (
            f"select id from {table} where region_code like '330110%' order by id limit 12",
            (f"insert into event {EVENT.format(type_name, table)}",),
        )
        for type_name, table in (("Family", "family"), ("Person", "person"))
    ),
    (
        "select id from office where region_code = '330110000000' and kind = 'DEPARTMENT' order by id limit 2",
        (f"insert into client {SYSTEM}", f"insert into client_key {SIGNED_BY}"),
    ),
    *(
        (f"select id from {table} where {office} in (select office_id from client) order by id limit 30", (f"{change} where id = any($1)",))
        for table, office, change in (
            ("event", "office_id", "update event set client_id = (select id from client where client.office_id = event.office_id)"),
            ("audit_record", "office_id", "update audit_record set client_id = (select min(id::text)::uuid from client)"),
        )
    ),
    (
        "select id from event where subject_type = 'Need' order by id limit 10",
        ("update event set client_id = (select min(id::text)::uuid from client) where id = any($1)",),
    ),
    (
        "select subject_id as id from event_text where subject_type = 'Referral' order by subject_id limit 6",
        ("update referral set case_level = 0 where id = any($1)",),
    ),
)


async def add_what_is_rare(loader_url: str) -> None:
    """Access that has run out, a family that moved away from who dispatched for it, an office that was given nothing of a case, matches."""
    connection = await asyncpg.connect(loader_url)
    try:
        for which, changes in RARE:
            chosen = [row["id"] for row in await connection.fetch(which)]
            assert chosen
            for change in changes:
                await connection.execute(change, chosen)
    finally:
        await connection.close()
